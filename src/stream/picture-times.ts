import type { Clock } from "#ports/clock.ts";
import type { Frame } from "./frame.ts";

/** A frame that arrived longer ago has no useful time; it also bounds what a step of the clock can do. */
const BEHIND_MAX_MS = 60_000;
/** Two times of one frame differ by what the clocks round. */
const SAME_MS = 5;
/** A decoder never owes so many pictures. */
const OWED_MAX = 1200;
/**
 * A decoder that has owed pictures after each of so many, while it was fed as many, has lost them: a torn frame gives
 * none. One that still catches up gives more than it is fed, and one that falls behind less.
 */
const LOST_AFTER = 50;

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
      const lost = makeLost();
      let pickedMs: number | undefined;
      return {
        fed(frame) {
          if (pickedMs !== undefined && !isPicked(frame.dtsMs, pickedMs)) return;
          pickedMs = frame.dtsMs;
          lost.fed();
          const agoMs = Math.min(BEHIND_MAX_MS, Math.max(0, clock.now() - frame.arrivedAtMs));
          owed.push(clock.monotonic() - agoMs);
          if (owed.length > OWED_MAX) owed.shift();
        },
        next() {
          const atMs = owed.shift() ?? clock.monotonic();
          owed.splice(0, lost.next(owed.length));
          if (atMs <= lastMs + SAME_MS) return undefined;
          lastMs = atMs;
          return atMs;
        },
      };
    },
  };
}

/** Otherwise each lost picture would make all after it seem older, until they were too old to be looked at. */
function makeLost() {
  let least = Number.POSITIVE_INFINITY;
  let count = 0;
  let fed = 0;
  return {
    fed(): void {
      fed += 1;
    },
    /** So many are still owed after a picture; how many of them will never come. */
    next(owed: number): number {
      if (count === 0) fed = 0;
      least = Math.min(least, owed);
      count += 1;
      if (count <= LOST_AFTER) return 0;
      const lost = Math.abs(fed - LOST_AFTER) <= 1 ? least : 0;
      least = Number.POSITIVE_INFINITY;
      count = 0;
      return lost;
    },
  };
}
