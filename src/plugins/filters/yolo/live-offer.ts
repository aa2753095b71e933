import type { Detection } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveFrame, LiveLoad, LiveLook } from "#ports/live-detector.ts";

/** Looks that the median is of. */
const TIMES_MAX = 64;

/** A frame on its way. It is settled once; what comes later is not heard. */
export interface Offer {
  readonly camera: string;
  readonly frame: LiveFrame;
  readonly look: LiveLook;
  readonly offeredMs: number;
  readonly abort: AbortController;
  readonly resolve: (detections: readonly Detection[] | undefined) => void;
  readonly reject: (cause: unknown) => void;
}

/** Settles offers and counts how they ended. */
export interface Tally {
  drop(offer: Offer): void;
  settle(offer: Offer, detections: readonly Detection[]): void;
  load(): Omit<LiveLoad, "waiting">;
}

export function makeTally(clock: Clock): Tally {
  const counts = { looked: 0, dropped: 0 };
  let times: readonly number[] = [];
  return {
    drop: (offer) => {
      counts.dropped += 1;
      offer.resolve(undefined);
    },
    settle: (offer, detections) => {
      if (offer.abort.signal.aborted) return;
      counts.looked += 1;
      times = [...times, clock.monotonic() - offer.offeredMs].slice(-TIMES_MAX);
      offer.resolve(detections);
    },
    load: () => ({ ...counts, lookMs: medianOf(times) }),
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export const aborted = (): Failure => new Failure("aborted", "Looking at a live picture was stopped.");
