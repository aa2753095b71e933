import type { Clock } from "#ports/clock.ts";

const CHECK_MS = 30_000;
/** A clock that is set to another day and back finds the counts of both again. */
const DAYS_REMEMBERED = 8;

export interface DayCounter extends Disposable {
  count(): number;
  add(): void;
}

/** Counts since local midnight, and tells when the day turns. Follows clock steps and daylight saving. */
export function openDayCounter(clock: Clock, start: number, onNewDay: () => void): DayCounter {
  let day = localMidnight(clock.now());
  const counts = new Map([[day, start]]);
  const turn = () => {
    const now = localMidnight(clock.now());
    if (now === day) return;
    day = now;
    onNewDay();
  };
  const timer = setInterval(turn, CHECK_MS).unref();

  return {
    count: () => {
      turn();
      return counts.get(day) ?? 0;
    },
    add: () => {
      turn();
      counts.set(day, (counts.get(day) ?? 0) + 1);
      const [oldest] = counts.keys();
      if (counts.size > DAYS_REMEMBERED && oldest !== undefined && oldest !== day) counts.delete(oldest);
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Unix ms of the local midnight before `atMs`. */
export function localMidnight(atMs: number): number {
  const day = new Date(atMs);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}
