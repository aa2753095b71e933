import type { Size } from "#vision/motion/size.ts";

/** Tells pictures that repeat themselves from a scene in which nothing happens. */
export interface Stillness {
  /** `hasStructure`: the picture shows something. A black one repeats itself in good health. */
  next(luma: Uint8Array, atMs: number, hasStructure: boolean): boolean;
}

export interface StillnessTiming {
  /** Pictures that repeat themselves for so long are not a camera's. Its key frames alone carry new noise. */
  readonly frozenMs: number;
  /** A camera must have been seen alive for so long before anything is said of it. */
  readonly aliveMs: number;
  /** After so long without a picture, a run does not go on. */
  readonly gapMs: number;
}

/** A camera that has stood still for so long by itself may do so again. */
const LONGEST_RUN_TIMES = 4;
/** What a camera that did freeze teaches must not silence it for good. */
const LONGEST_RUN_MAX_MS = 1_800_000;
/** Above and below lie the clock and the name that a camera writes: they may go on while the picture stands. */
const LETTERING_SHARE = 1 / 9;
/** A step between two pictures counts for at most this as time alive. */
const STEP_MAX_MS = 60_000;

/**
 * Real sensors are never still: of the clips of real cameras that were measured, 35 % of the pixels change from one key
 * frame to the next, at the least. So only pictures that are the same byte for byte count, and only from a camera that
 * has shown that it is not always so: a drawn scene without noise is no broken camera.
 */
export function makeStillness({ width, height }: Size, timing: StillnessTiming): Stillness {
  const from = Math.ceil(height * LETTERING_SHARE) * width;
  const to = width * height - from;
  const before = Buffer.alloc(width * height);
  let beforeMs: number | undefined;
  let sinceMs = 0;
  let longestMs = 0;
  let aliveMs = 0;

  return {
    next(luma, atMs, hasStructure) {
      const lastMs = beforeMs;
      beforeMs = atMs;
      const picture = Buffer.from(luma.buffer, luma.byteOffset, luma.byteLength);
      const isSame = before.compare(picture, from, to, from, to) === 0;
      if (lastMs === undefined || atMs - lastMs > timing.gapMs) {
        before.set(picture);
        sinceMs = atMs;
        return false;
      }
      if (!isSame) {
        before.set(picture);
        aliveMs += Math.min(STEP_MAX_MS, atMs - lastMs);
        if (hasStructure) longestMs = Math.min(LONGEST_RUN_MAX_MS, Math.max(longestMs, lastMs - sinceMs));
        sinceMs = atMs;
        return false;
      }
      const runMs = atMs - sinceMs;
      const neededMs = Math.max(timing.frozenMs, LONGEST_RUN_TIMES * longestMs);
      return hasStructure && aliveMs >= timing.aliveMs && runMs >= neededMs;
    },
  };
}
