import type { Clock } from "#ports/clock.ts";

const CHECK_MS = 30_000;

export interface DayCounter extends Disposable {
  count(): number;
  add(): void;
}

/** Counts since local midnight, and tells when the day turns. Follows clock steps and daylight saving. */
export function openDayCounter(clock: Clock, start: number, onNewDay: () => void): DayCounter {
  let day = localMidnight(clock.now());
  let count = start;
  const turn = () => {
    const now = localMidnight(clock.now());
    if (now === day) return;
    day = now;
    count = 0;
    onNewDay();
  };
  const timer = setInterval(turn, CHECK_MS).unref();

  return {
    count: () => {
      turn();
      return count;
    },
    add: () => {
      turn();
      count += 1;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Unix ms of the local midnight before `atMs`. */
export function localMidnight(atMs: number): number {
  const day = new Date(atMs);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}
