import type { Clock } from "#ports/clock.ts";
import { type Backoff, pauseMs, slept } from "./retry.ts";

export interface LaneRestOptions {
  readonly clock: Clock;
  readonly backoff: Backoff;
  readonly random: () => number;
  /** Ends all rests. */
  readonly signal: AbortSignal;
  /** It may go on. */
  onAwake(): void;
}

/**
 * While nobody gets through, a whole lane rests, and not each clip for itself: so a few ask whether the other side is
 * back, and when it is, the clips go in the order of what matters.
 */
export interface LaneRest {
  isAwake(): boolean;
  /** How many got through since the start. */
  successes(): number;
  succeeded(): void;
  /** An attempt failed, and none has succeeded meanwhile. */
  failed(): void;
}

export function makeLaneRest({ clock, backoff, random, signal, onAwake }: LaneRestOptions): LaneRest {
  let successes = 0;
  let failures = 0;
  let untilMs = Number.NEGATIVE_INFINITY;

  return {
    isAwake: () => clock.monotonic() >= untilMs,
    successes: () => successes,
    succeeded() {
      successes += 1;
      failures = 0;
      untilMs = Number.NEGATIVE_INFINITY;
      onAwake();
    },
    failed() {
      // Those that were at work at the same time say the same once more.
      if (clock.monotonic() < untilMs) return;
      failures += 1;
      const restMs = pauseMs(backoff, failures, random);
      untilMs = clock.monotonic() + restMs;
      void slept(clock, restMs, signal).then(onAwake);
    },
  };
}
