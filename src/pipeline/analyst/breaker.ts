import type { Clock } from "#ports/clock.ts";
import type { AnalyzerHealth } from "#ports/spending.ts";

/** Failures in a row after which it is left alone. */
export const FAILURES_MAX = 3;
/** The first rest; it doubles with each try that fails. */
export const REST_FIRST_MS = 30_000;
export const REST_CAP_MS = 15 * 60_000;

/** Keeps clips from waiting, one after another, for something that does not answer. */
export interface Breaker {
  /** A way in, or `undefined` while it rests. After a rest one at a time may try whether it is back. */
  enter(): Entry | undefined;
  health(): Omit<AnalyzerHealth, "name">;
}

/** One question. Say once what became of it. */
export interface Entry {
  succeeded(): void;
  failed(reason: string): void;
  /** Nothing was learnt: it was not asked after all, or the app stops. */
  left(): void;
}

export interface BreakerParts {
  readonly clock: Clock;
  /** It begins to rest. */
  onRest(reason: string): void;
  /** It answers again. */
  onWell(): void;
}

interface Rest {
  readonly lengthMs: number;
  /** By the monotonic clock. */
  readonly untilMs: number;
  readonly reason: string;
}

export function makeBreaker({ clock, onRest, onWell }: BreakerParts): Breaker {
  let failures = 0;
  let rest: Rest | undefined;
  let trial: Entry | undefined;

  const restFor = (lengthMs: number, reason: string) => {
    rest = { lengthMs, untilMs: clock.monotonic() + lengthMs, reason };
  };
  const failed = (entry: Entry, reason: string) => {
    // Those that were asked before it rested only say again what is known.
    if (rest && entry !== trial) return;
    trial = undefined;
    failures += 1;
    if (rest) restFor(Math.min(REST_CAP_MS, rest.lengthMs * 2), reason);
    else if (failures >= FAILURES_MAX) {
      restFor(REST_FIRST_MS, reason);
      onRest(reason);
    }
  };

  return {
    enter() {
      if (rest && (trial || clock.monotonic() < rest.untilMs)) return undefined;
      const entry: Entry = {
        succeeded() {
          const hasRested = rest !== undefined;
          failures = 0;
          rest = undefined;
          trial = undefined;
          if (hasRested) onWell();
        },
        failed: (reason) => failed(entry, reason),
        left() {
          if (trial === entry) trial = undefined;
        },
      };
      if (rest) trial = entry;
      return entry;
    },
    health: () => ({
      state: rest ? (trial ? "trying" : "resting") : "well",
      reason: rest?.reason,
      nextTryMs: rest && !trial ? clock.now() + Math.max(0, rest.untilMs - clock.monotonic()) : undefined,
    }),
  };
}
