import type { Clock } from "#ports/clock.ts";
import type { Mind } from "./mind.ts";

/** While frames come: how often what is due is looked for. */
const AWAKE_MS = 100;
/** Nothing is decoded, but something stands there. */
const WAITING_MS = 1_000;
/** Nothing is known: only midnight passes, and counts are written. */
const IDLE_MS = 30_000;
/** What is not known any more is told to have left within this. */
const FAREWELL_MS = 5_000;
/** Time passes by itself this much at a time. */
const TICK_MS = 1_000;
/** Frames are wanted, and none came for so long. A decoder that was just woken starts with what was a while ago. */
const STALL_MS = 3_000;
/** What nobody looked at for longer may hold what a rule would have told of. */
const BLIND_MS = 3_000;

/** While frames come and while none do: what time alone brings about. */
export interface Gaze {
  begin(): void;
  /** A frame of that time was looked at. */
  looked(atMs: number): void;
  end(): void;
  /** Writes down if too much time went by unseen. */
  check(): void;
  /** Lets time pass up to what is still being looked at. Returns in how many ms it wants to be called next. */
  tick(oldestLookMs: number | undefined): number;
}

export function makeGaze(clock: Clock, mind: Mind): Gaze {
  let isAwake = false;
  /** The newest that was looked at, and when the answer came; both begin anew with waking up. */
  let lookedMs = Number.NEGATIVE_INFINITY;
  let answeredMs = 0;
  let knownMs = Number.NEGATIVE_INFINITY;

  const noteGap = (untilMs: number) => {
    if (isAwake && untilMs - lookedMs > BLIND_MS) mind.happenings.current.wasBlind = true;
  };

  return {
    begin() {
      const nowMs = clock.monotonic();
      mind.happenings.begin(nowMs, lookedMs);
      isAwake = true;
      lookedMs = nowMs;
      answeredMs = nowMs;
    },
    looked(atMs) {
      noteGap(atMs);
      lookedMs = Math.max(lookedMs, atMs);
      answeredMs = clock.monotonic();
    },
    end() {
      noteGap(clock.monotonic());
      isAwake = false;
      mind.happenings.end(clock.monotonic());
    },
    check: () => noteGap(clock.monotonic()),
    tick(oldestLookMs) {
      const nowMs = clock.monotonic();
      const untilMs = Math.min(nowMs, (oldestLookMs ?? nowMs) - 1);
      const isFlowing = isAwake && nowMs - answeredMs < STALL_MS;
      if (!isFlowing && untilMs - mind.atMs >= TICK_MS) mind.wait(untilMs);
      mind.happenings.check(nowMs);
      if (isAwake) return AWAKE_MS;
      if (mind.known(nowMs).length > 0) knownMs = nowMs;
      return nowMs - knownMs < FAREWELL_MS ? WAITING_MS : IDLE_MS;
    },
  };
}
