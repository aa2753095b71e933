import type { Clock } from "#ports/clock.ts";
import type { Frame } from "./frame.ts";

/**
 * Times for pictures. A decoder that begins with the last key frame first catches up: the pictures of that stretch are
 * spread over it, the later ones are of now. What is not newer than what was seen before gets no time.
 */
export function makeLumaTimes(clock: Clock, intervalMs: number) {
  let behindMs = 0;
  let startedAtMs = 0;
  let catchingUp = 0;
  let count = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    /** A decoder begins with `frames`, of which it shows all at the interval, or the first only. */
    restart(frames: readonly Frame[], shows: "all" | "first"): void {
      behindMs = (frames.at(-1)?.dtsMs ?? 0) - (frames[0]?.dtsMs ?? 0);
      startedAtMs = clock.monotonic();
      catchingUp = shows === "first" ? 1 : Math.ceil(behindMs / intervalMs);
      count = 0;
    },
    next(): number | undefined {
      const isCatchingUp = count < catchingUp;
      const atMs = isCatchingUp ? startedAtMs - behindMs + count * intervalMs : clock.monotonic();
      count += 1;
      // Media time and ours drift apart a little: the key frame itself may seem new.
      if (atMs <= lastMs + (isCatchingUp ? intervalMs / 2 : 0)) return undefined;
      lastMs = atMs;
      return atMs;
    },
  };
}
