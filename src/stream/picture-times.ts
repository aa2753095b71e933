import type { Clock } from "#ports/clock.ts";
import type { Frame } from "./frame.ts";

/** A frame that arrived longer ago has no useful time; it also bounds what a step of the clock can do. */
const BEHIND_MAX_MS = 60_000;
/** Two times of one frame differ by what the clocks round. */
const SAME_MS = 5;
/** A decoder never owes so many pictures: one was lost, so the oldest time is nobody's. */
const OWED_MAX = 1200;

/** The times of one decoder's pictures. */
export interface DecoderTimes {
  fed(frame: Frame): void;
  /** Of the next picture that comes out; `undefined` where a picture as new was seen before. */
  next(): number | undefined;
}

/**
 * Times for the pictures of decoders, which come out late and in bursts: each has the time at which its frame
 * arrived. What is not newer than what was seen before gets no time.
 */
export function makePictureTimes(clock: Clock, isPicked: (mediaMs: number, lastMs: number) => boolean) {
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    /** Another decoder begins; the last one's pictures are no longer asked for. */
    restart(): DecoderTimes {
      const owed: number[] = [];
      let pickedMs: number | undefined;
      return {
        fed(frame) {
          if (pickedMs !== undefined && !isPicked(frame.dtsMs, pickedMs)) return;
          pickedMs = frame.dtsMs;
          const agoMs = Math.min(BEHIND_MAX_MS, Math.max(0, clock.now() - frame.arrivedAtMs));
          owed.push(clock.monotonic() - agoMs);
          if (owed.length > OWED_MAX) owed.shift();
        },
        next() {
          const atMs = owed.shift() ?? clock.monotonic();
          if (atMs <= lastMs + SAME_MS) return undefined;
          lastMs = atMs;
          return atMs;
        },
      };
    },
  };
}
