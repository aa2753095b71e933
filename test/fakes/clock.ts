import { setImmediate as settled } from "node:timers/promises";
import type { Clock } from "#ports/clock.ts";

const START_MS = Date.UTC(2026, 5, 1, 12, 0, 0);

/** A clock that stands still until it is told otherwise. */
export interface ManualClock extends Clock {
  /** Lets `ms` pass: sleepers wake in the order of their time, each with the clock at that time. */
  advance(ms: number): Promise<void>;
  /** Moves only the clock on the wall, as a time server does. */
  setNow(unixMs: number): void;
  /** How many are asleep now. */
  sleepers(): number;
}

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

export function makeManualClock(startMs = START_MS): ManualClock {
  let sleepers: readonly Sleeper[] = [];
  let passedMs = 0;
  let wallOffsetMs = startMs;

  const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const leave = () => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        signal.removeEventListener("abort", abort);
      };
      const abort = () => {
        leave();
        reject(signal.reason as Error);
      };
      const sleeper: Sleeper = {
        dueMs: passedMs + ms,
        wake: () => {
          leave();
          resolve();
        },
      };
      if (ms <= 0) return resolve();
      sleepers = [...sleepers, sleeper].sort((a, b) => a.dueMs - b.dueMs);
      signal.addEventListener("abort", abort, { once: true });
    });

  return {
    now: () => wallOffsetMs + passedMs,
    monotonic: () => passedMs,
    sleep,
    async advance(ms) {
      const endMs = passedMs + ms;
      await settled();
      for (let next = sleepers[0]; next && next.dueMs <= endMs; next = sleepers[0]) {
        passedMs = next.dueMs;
        next.wake();
        await settled();
      }
      passedMs = endMs;
    },
    setNow(unixMs) {
      wallOffsetMs = unixMs - passedMs;
    },
    sleepers: () => sleepers.length,
  };
}
