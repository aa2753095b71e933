import { expect, test } from "vitest";
import { clockChanges, inTimeZone } from "#test/time-zone.ts";
import { isWithin, readDayHours } from "./day-hours.ts";

const at = (hour: number, minute = 0) => new Date(2026, 10, 20, hour, minute).getTime();

test("hours of one day", () => {
  const hours = readDayHours("09:00-17:30");

  expect([8, 9, 12, 17].map((hour) => isWithin(hours, at(hour)))).toEqual([false, true, true, true]);
  expect(isWithin(hours, at(17, 30))).toBe(false);
});

test("hours over midnight", () => {
  const hours = readDayHours("22:00-06:00");

  expect([21, 22, 0, 5, 6].map((hour) => isWithin(hours, at(hour)))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});

test("equal ends are the whole day", () => {
  expect(isWithin(readDayHours("00:00-00:00"), at(13))).toBe(true);
});

test("what is no time of the day is refused", () => {
  for (const text of ["24:00-06:00", "9:00-17:00", "22:60-06:00", "night", ""]) {
    expect(() => readDayHours(text)).toThrow(RangeError);
  }
});

test.each(clockChanges)(
  "in %s on %s hours mean what the clock on the wall says",
  (zone, date, hoursOfDay) => {
    using _ = inTimeZone(zone);
    const [year, month, day] = date.split("-").map(Number) as [number, number, number];
    const startMs = new Date(year, month - 1, day).getTime();
    const night = readDayHours("22:00-06:00");
    const evening = readDayHours("18:00-22:00");
    const minutes = Array.from({ length: hoursOfDay * 60 }, (_none, minute) => startMs + minute * 60_000);

    const wallHours = (hours: typeof night) =>
      minutes.filter((atMs) => isWithin(hours, atMs)).map((atMs) => new Date(atMs).getHours());

    expect(new Set(wallHours(evening))).toEqual(new Set([18, 19, 20, 21]));
    expect(wallHours(evening)).toHaveLength(4 * 60);
    // The night is as much shorter or longer as the day is.
    expect(wallHours(night)).toHaveLength((8 + hoursOfDay - 24) * 60);
  },
);
