import type { Clock } from "#ports/clock.ts";

const SECOND_MS = 1_000;

/** So many in any second, and no more. */
export interface Rate {
  /** How long the next one must wait; 0 where it need not. */
  waitMs(): number;
  /** One more has gone. */
  note(): void;
}

export function makeRate(perSecondMax: number, clock: Pick<Clock, "monotonic">): Rate {
  const times: number[] = [];
  return {
    waitMs() {
      const [oldest] = times;
      if (oldest === undefined || times.length < perSecondMax) return 0;
      return Math.max(0, oldest + SECOND_MS - clock.monotonic());
    },
    note() {
      times.push(clock.monotonic());
      if (times.length > perSecondMax) times.shift();
    },
  };
}
