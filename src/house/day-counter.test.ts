import { afterEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { clockChanges, inTimeZone } from "#test/time-zone.ts";
import { type DayCounter, localMidnight, openDayCounter } from "./day-counter.ts";

const HOUR_MS = 60 * 60_000;
const MINUTE_MS = 60_000;

let counter: DayCounter | undefined;
afterEach(() => counter?.[Symbol.dispose]());

function open(clock: ManualClock, start = 0) {
  const turns: number[] = [];
  counter = openDayCounter(clock, start, () => turns.push(clock.now()));
  return { turns, counter };
}

test.each(clockChanges)("in %s the day of %s is one day of %d hours", (zone, date, hours) => {
  using _ = inTimeZone(zone);
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const noonBefore = new Date(year, month - 1, day - 1, 12).getTime();
  const clock = makeManualClock(noonBefore);
  const { turns } = open(clock);

  const midnights: number[] = [];
  for (let atMs = noonBefore; atMs < noonBefore + 48 * HOUR_MS; atMs += 10 * MINUTE_MS) {
    clock.setNow(atMs);
    const before = turns.length;
    counter?.count();
    if (turns.length > before) midnights.push(atMs);
  }

  expect(midnights).toHaveLength(2);
  expect(((midnights[1] ?? 0) - (midnights[0] ?? 0)) / HOUR_MS).toBe(hours);
  expect(midnights.map((atMs) => new Date(atMs).getDate())).toEqual([day, day + 1]);
  expect(localMidnight(midnights[0] ?? 0)).toBe(midnights[0]);
});

test.each(clockChanges)(
  "in %s on %s the alerts of both hours that have one name are counted once each",
  (zone, date) => {
    using _ = inTimeZone(zone);
    const [year, month, day] = date.split("-").map(Number) as [number, number, number];
    const clock = makeManualClock(new Date(year, month - 1, day, 12).getTime() - 11 * HOUR_MS);
    const { counter: today } = open(clock, 1);

    for (let hour = 0; hour < 11; hour += 1) {
      clock.setNow(clock.now() + HOUR_MS);
      today.add();
    }

    expect(today.count()).toBe(12);
  },
);

test.each([-1, 1])("a clock that is set %d h over midnight and back loses no count", (hours) => {
  const midnight = localMidnight(Date.UTC(2026, 5, 15, 12));
  const clock = makeManualClock(midnight - hours * 30 * MINUTE_MS);
  const { counter: today, turns } = open(clock, 3);
  today.add();

  clock.setNow(clock.now() + hours * HOUR_MS);
  expect(today.count()).toBe(0);
  today.add();
  clock.setNow(clock.now() - hours * HOUR_MS);
  expect(today.count()).toBe(4);
  clock.setNow(clock.now() + hours * HOUR_MS);

  expect(today.count()).toBe(1);
  expect(turns).toHaveLength(3);
});

test("a clock that jumps about through the years keeps only so many days", () => {
  const clock = makeManualClock(Date.UTC(2026, 5, 15, 12));
  const { counter: today } = open(clock, 3);
  for (let day = 0; day < 20; day += 1) {
    clock.setNow(clock.now() + 40 * 24 * HOUR_MS);
    today.add();
  }

  expect(today.count()).toBe(1);
  clock.setNow(Date.UTC(2026, 5, 15, 12));
  expect(today.count()).toBe(0);
});
