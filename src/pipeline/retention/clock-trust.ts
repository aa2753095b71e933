import type { Clock } from "#ports/clock.ts";

/** The wall and the monotonic clock may drift apart so much between two looks. */
const JUMP_MS = 60 * 60_000;
/** At start: a box without a battery for its clock may wake up in another year. */
const AWAY_MS = 3 * 24 * 60 * 60_000;
/** So long a clock must go on without a jump. Deleting for age is in no hurry. */
export const PROOF_MS = 24 * 60 * 60_000;

export interface ClockTrust {
  /** To be called now and then. `newestMs` (Unix ms): when the newest clip ended, for the first look. */
  look(newestMs?: number): void;
  isInDoubt(): boolean;
}

/** Tells a clock that jumped: one wrong year must not make a whole archive too old. */
export function makeClockTrust(clock: Clock): ClockTrust {
  let last: { readonly wallMs: number; readonly steadyMs: number } | undefined;
  let doubtSinceMs: number | undefined;

  return {
    look(newestMs) {
      const now = { wallMs: clock.now(), steadyMs: clock.monotonic() };
      const strayedMs = last
        ? Math.abs(now.wallMs - last.wallMs - (now.steadyMs - last.steadyMs))
        : Math.abs(now.wallMs - (newestMs ?? now.wallMs));
      if (strayedMs > (last ? JUMP_MS : AWAY_MS)) doubtSinceMs = now.steadyMs;
      else if (doubtSinceMs !== undefined && now.steadyMs - doubtSinceMs >= PROOF_MS)
        doubtSinceMs = undefined;
      last = now;
    },
    isInDoubt: () => doubtSinceMs !== undefined,
  };
}
