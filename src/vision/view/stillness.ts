import type { Size } from "#vision/motion/size.ts";

/** Tells pictures that repeat themselves from a scene in which nothing happens. */
export interface Stillness {
  /** `hasStructure`: the picture shows something. A black one repeats itself in good health. */
  next(luma: Uint8Array, atMs: number, hasStructure: boolean): boolean;
}

export interface StillnessTiming {
  /** Without a new picture for so long a camera hangs. Its key frames alone carry new noise. */
  readonly frozenMs: number;
  /** A camera must have been seen alive for so long before anything is said of it. */
  readonly aliveMs: number;
  /** After so long without any picture, nothing goes on. */
  readonly gapMs: number;
}

/** A camera that has stood still for so long by itself may do so again. */
const LONGEST_RUN_TIMES = 4;
/** What a camera that did hang teaches must not silence it for good. */
const LONGEST_RUN_MAX_MS = 1_800_000;
/** Above and below lie the clock and the name that a camera writes: they may go on while the picture stands. */
const LETTERING_SHARE = 1 / 9;
/** A step between two pictures counts for at most this as time alive. */
const STEP_MAX_MS = 60_000;
/** Pictures that are remembered, by a number each: a quarter of an hour at five a second. */
const REMEMBERED_MAX = 4096;

/**
 * Real sensors are never still: from one key frame to the next at least 35 % of the pixels change, also where nothing
 * moves. A camera that hangs sends the same again and again: one picture, or, as each key frame is a little coarser than
 * what follows it, the same few. So what counts is when there was a picture that is not one of the last ones, byte for
 * byte; and only of a camera that has shown that it makes such: a drawn scene without noise is no broken camera.
 */
export function makeStillness({ width, height }: Size, timing: StillnessTiming): Stillness {
  const from = Math.ceil(height * LETTERING_SHARE) * width;
  const to = width * height - from;
  const remembered = new Set<number>();
  let lastMs: number | undefined;
  let newMs = 0;
  let longestMs = 0;
  let aliveMs = 0;

  const isNew = (picture: number): boolean => {
    if (remembered.has(picture)) return false;
    remembered.add(picture);
    for (const oldest of remembered) {
      if (remembered.size <= REMEMBERED_MAX) break;
      remembered.delete(oldest);
    }
    return true;
  };

  return {
    next(luma, atMs, hasStructure) {
      const dtMs = atMs - (lastMs ?? Number.NEGATIVE_INFINITY);
      lastMs = atMs;
      const isFresh = isNew(hash(luma, from, to));
      if (!(dtMs >= 0 && dtMs <= timing.gapMs)) {
        newMs = atMs;
        return false;
      }
      if (isFresh) {
        aliveMs += Math.min(STEP_MAX_MS, dtMs);
        const runMs = atMs - dtMs - newMs;
        if (hasStructure) longestMs = Math.min(LONGEST_RUN_MAX_MS, Math.max(longestMs, runMs));
        newMs = atMs;
        return false;
      }
      const neededMs = Math.max(timing.frozenMs, LONGEST_RUN_TIMES * longestMs);
      return hasStructure && aliveMs >= timing.aliveMs && atMs - newMs >= neededMs;
    },
  };
}

/** FNV-1a. Two pictures out of thousands that share a number by chance change nothing. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let i = from; i < to; i++) value = Math.imul(value ^ (bytes[i] ?? 0), 0x01000193);
  return value;
}
