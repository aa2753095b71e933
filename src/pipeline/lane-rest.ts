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
  /** Something was put right: it is worth trying at once. */
  tryNow(): void;
}

export function makeLaneRest({ clock, backoff, random, signal, onAwake }: LaneRestOptions): LaneRest {
  let successes = 0;
  let failures = 0;
  let resting: AbortController | undefined;

  // By the timer alone: one that fires a millisecond early must not be asked what time it is.
  const rest = async (nap: AbortController) => {
    await slept(clock, pauseMs(backoff, failures, random), AbortSignal.any([signal, nap.signal]));
    if (resting === nap) resting = undefined;
    onAwake();
  };

  const tryNow = () => {
    failures = 0;
    resting?.abort();
    resting = undefined;
    onAwake();
  };

  return {
    isAwake: () => resting === undefined,
    successes: () => successes,
    succeeded() {
      successes += 1;
      tryNow();
    },
    tryNow,
    failed() {
      // Those that were at work at the same time say the same once more.
      if (resting) return;
      failures += 1;
      resting = new AbortController();
      void rest(resting);
    },
  };
}
