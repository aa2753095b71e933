import type { Clock } from "#ports/clock.ts";
import type { Frame } from "./frame.ts";

/** A frame that arrived longer ago has no useful time; it also bounds what a step of the clock can do. */
const BEHIND_MAX_MS = 60_000;
/** Two times of one frame differ by what the clocks round. */
const SAME_MS = 5;
/** A decoder never owes so many pictures: one was lost, so the oldest time is nobody's. */
const OWED_MAX = 300;

/**
 * Times for the pictures of a decoder, which come out late and in bursts: each has the time at which its frame
 * arrived. What is not newer than what was seen before gets no time.
 */
export function makeLumaTimes(clock: Clock, isPicked: (mediaMs: number, lastMs: number) => boolean) {
  let owed: number[] = [];
  let pickedMs: number | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    /** Another decoder begins. */
    restart(): void {
      owed = [];
      pickedMs = undefined;
    },
    fed(frame: Frame): void {
      if (pickedMs !== undefined && !isPicked(frame.dtsMs, pickedMs)) return;
      pickedMs = frame.dtsMs;
      const agoMs = Math.min(BEHIND_MAX_MS, Math.max(0, clock.now() - frame.arrivedAtMs));
      owed.push(clock.monotonic() - agoMs);
      if (owed.length > OWED_MAX) owed.shift();
    },
    next(): number | undefined {
      const atMs = owed.shift() ?? clock.monotonic();
      if (atMs <= lastMs + SAME_MS) return undefined;
      lastMs = atMs;
      return atMs;
    },
  };
}
