import { Failure } from "#domain/failure.ts";
import type { PixelRect } from "#domain/tensor.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveLook } from "#ports/live-detector.ts";
import { partAsBox, wholeOf } from "#vision/frame-part.ts";
import { mergeLooks, strongest } from "#vision/merge-looks.ts";
import type { Detector, Looked } from "./detector.ts";
import { makeCloser } from "./live-closer.ts";
import type { Offer, Tally } from "./live-offer.ts";
import type { LiveQueue, Waiting } from "./live-queue.ts";
import type { Turns } from "./live-turns.ts";

/** A frame that waited for longer shows what has passed. Not by its own time: after waking a decoder catches up. */
export const STALE_MS = 1000;

/** What of a detector is needed here. */
export type FrameDetector = Pick<Detector, "lookAt" | "input">;

export interface LookerParts {
  readonly clock: Clock;
  readonly turns: Turns;
  readonly queue: LiveQueue<Offer>;
  readonly tally: Tally;
  /** `undefined` while it is on its way. Throws `Failure` while it cannot be had. */
  detector(): FrameDetector | undefined;
  readonly closing: AbortSignal;
}

/** Looks at one waiting frame after another until none waits. */
export interface Looker {
  /** Something waits. Never rejects. */
  wake(): Promise<void>;
}

/** A second look at a frame, once it is its turn. */
interface CloserLook {
  readonly offer: Offer;
  readonly detector: FrameDetector;
  readonly whole: Looked;
  readonly part: PixelRect;
}

export function makeLooker(parts: LookerParts): Looker {
  const { clock, turns, queue, tally, closing } = parts;
  const closer = makeCloser();
  let isAwake = false;

  /** The next that is not stale. */
  function takeFresh(): Waiting<Offer> | undefined {
    for (let next = queue.take(); next; next = queue.take()) {
      if (clock.monotonic() - next.item.offeredMs <= STALE_MS) return next;
      tally.drop(next.item);
    }
    return undefined;
  }

  async function lookAtWhole(offer: Offer): Promise<CloserLook | undefined> {
    const { camera, frame, look, abort } = offer;
    const detector = parts.detector();
    if (!detector) {
      tally.drop(offer);
      return undefined;
    }
    const whole = await detector.lookAt(frame, wholeOf(frame), wantedOf(look), abort.signal);
    const waiting = queue.size + turns.waiting("clip");
    const asked = { camera, frame, input: detector.input, look, seen: whole.detections, waiting };
    const part = closer.choose(asked);
    if (part) return { offer, detector, whole, part };
    tally.settle(offer, strongest(whole.detections));
    return undefined;
  }

  /** Never rejects: what goes wrong is told to whose frame it was. */
  async function lookAtNext(): Promise<CloserLook | undefined> {
    const offer = takeFresh()?.item;
    return (
      offer &&
      lookAtWhole(offer).catch((cause: unknown) => {
        offer.reject(cause);
        return undefined;
      })
    );
  }

  /** A turn of its own, so that a clip's picture may come before it. If it fails there is still what the first saw. */
  async function lookCloser({ offer, detector, whole, part }: CloserLook): Promise<void> {
    const { camera, look, abort } = offer;
    const again = () => detector.lookAt(whole.frame, part, wantedOf(look), abort.signal);
    try {
      const { detections } = await turns.take("live", again, abort.signal);
      queue.charge(camera);
      tally.settle(offer, mergeLooks(whole.detections, detections, partAsBox(offer.frame, part)));
    } catch (cause) {
      if (cause instanceof Failure) tally.settle(offer, strongest(whole.detections));
      else offer.reject(cause);
    }
  }

  return {
    wake: async () => {
      if (isAwake) return;
      isAwake = true;
      while (queue.size > 0 && !closing.aborted) {
        // The frame is chosen when the model is free, not before.
        const second = await turns.take("live", lookAtNext, closing).catch(() => undefined);
        if (second) await lookCloser(second);
      }
      isAwake = false;
    },
  };
}

const wantedOf = ({ labels, minScore }: LiveLook) => ({ labels, minScore, atMs: 0 });
