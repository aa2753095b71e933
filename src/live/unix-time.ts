import type { Clock } from "#ports/clock.ts";

/** The two clocks are read one after the other and rounded: less than this is no step. */
const STEP_MS = 50;

/**
 * Turns monotonic ms into Unix ms, the same into the same as long as nobody sets the clock: what is seen is followed on
 * the clock that never goes back.
 */
export function makeUnixTime(clock: Clock): (atMs: number) => number {
  let offsetMs = clock.now() - clock.monotonic();
  return (atMs) => {
    const nowMs = clock.now() - clock.monotonic();
    if (Math.abs(nowMs - offsetMs) > STEP_MS) offsetMs = nowMs;
    return Math.round(atMs + offsetMs);
  };
}
