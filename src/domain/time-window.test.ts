import { describe, expect, test } from "vitest";
import { clockChanges, inTimeZone } from "#test/time-zone.ts";
import { TimeWindow } from "./alert-settings.ts";
import type { Place } from "./sun.ts";
import { needsSun, windowNow, windowWords } from "./time-window.ts";

const berlin: Place = { latitude: 52.52, longitude: 13.4 };
const tromso: Place = { latitude: 69.65, longitude: 18.96 };
const window = (from: string, to: string, days: readonly string[] = []) =>
  TimeWindow.parse({ from, to, days });
const local = (text: string) => new Date(text).getTime();
const isInside = (windows: readonly TimeWindow[], at: string, place?: Place) =>
  windowNow(windows, local(at), place).kind === "inside";

describe("by the clock", () => {
  const night = window("22:00", "06:30");

  test.each([
    ["2026-11-20T21:59:59", false],
    ["2026-11-20T22:00:00", true],
    ["2026-11-21T06:29:59", true],
    ["2026-11-21T06:30:00", false],
  ])("22:00 to 06:30 is over midnight: at %s %s", (at, expected) => {
    expect(isInside([night], at)).toBe(expected);
  });

  test("from equal to to is the whole day, by any hour", () => {
    const always = window("08:00", "08:00");

    expect(isInside([always], "2026-11-20T07:59:00")).toBe(true);
    expect(isInside([always], "2026-11-20T08:00:00")).toBe(true);
  });

  test("a weekday is that on which the window begins", () => {
    const friday = window("22:00", "06:30", ["fri"]);

    expect(isInside([friday], "2026-11-20T23:00:00")).toBe(true);
    expect(isInside([friday], "2026-11-21T03:00:00")).toBe(true);
    expect(isInside([friday], "2026-11-20T03:00:00")).toBe(false);
    expect(isInside([friday], "2026-11-21T23:00:00")).toBe(false);
  });

  test("windows without a gap between them end with the last", () => {
    const windows = [window("20:00", "22:00"), window("22:00", "06:30"), window("08:00", "09:00")];

    const now = windowNow(windows, local("2026-11-20T21:00:00"), undefined);

    expect(now).toEqual({ kind: "inside", window: windows[0], untilMs: local("2026-11-21T06:30:00") });
  });

  test("what comes next is found days ahead", () => {
    const monday = window("22:00", "23:00", ["mon"]);

    const now = windowNow([monday], local("2026-11-24T12:00:00"), undefined);

    expect(now).toEqual({
      kind: "outside",
      next: { fromMs: local("2026-11-30T22:00:00"), toMs: local("2026-11-30T23:00:00") },
    });
  });

  test("no window is never in force", () => {
    expect(windowNow([], 0, undefined)).toEqual({ kind: "outside", next: undefined });
  });
});

describe("when the clocks change", () => {
  test.each(clockChanges)("%s on %s: the night lasts until its clock time", (zone, date, hours) => {
    using _zone = inTimeZone(zone);
    const noon = local(`${date}T12:00:00`);
    const night = window("22:00", "06:30");
    const before = new Date(noon - 24 * 60 * 60_000);
    before.setHours(22, 0, 0, 0);

    const now = windowNow([night], before.getTime(), undefined);

    expect(now).toMatchObject({ kind: "inside", untilMs: local(`${date}T06:30:00`) });
    const lastsH = (local(`${date}T06:30:00`) - before.getTime()) / 3_600_000;
    // Havana's change at midnight and the others' at two are all within the night.
    expect(lastsH).toBe(8.5 + hours - 24);
  });

  test("a window in the hour that is left out is none, and never a day long", () => {
    using _zone = inTimeZone("Europe/Berlin");
    const lost = window("02:30", "03:00");

    expect(isInside([lost], "2026-03-29T03:15:00")).toBe(false);
    expect(isInside([lost], "2026-03-29T14:00:00")).toBe(false);
    expect(isInside([lost], "2026-03-30T02:45:00")).toBe(true);
  });
});

describe("by the sun", () => {
  // Berlin on 20 November 2026: sunrise 07:31, sunset 16:06.
  test.each([
    ["sunset", "sunrise", "2026-11-20T15:50:00", false],
    ["sunset", "sunrise", "2026-11-20T16:20:00", true],
    ["sunset", "sunrise", "2026-11-21T07:20:00", true],
    ["sunset", "sunrise", "2026-11-21T07:50:00", false],
    ["sunset+01:00", "23:00", "2026-11-20T16:50:00", false],
    ["sunset+01:00", "23:00", "2026-11-20T17:20:00", true],
    ["22:00", "sunrise-00:30", "2026-11-21T06:50:00", true],
    ["22:00", "sunrise-00:30", "2026-11-21T07:20:00", false],
    ["sunrise", "sunset", "2026-11-20T12:00:00", true],
    ["sunrise", "sunset", "2026-11-20T18:00:00", false],
  ])("%s to %s in Berlin, at %s: %s", (from, to, at, expected) => {
    using _zone = inTimeZone("Europe/Berlin");

    expect(isInside([window(from, to)], at, berlin)).toBe(expected);
  });

  test.each([
    ["Pacific/Auckland", { latitude: -36.85, longitude: 174.76 }],
    ["Pacific/Honolulu", { latitude: 21.3, longitude: -157.86 }],
    ["Pacific/Kiritimati", { latitude: 1.87, longitude: -157.4 }],
    ["Asia/Urumqi", { latitude: 43.8, longitude: 87.6 }],
    ["America/Anchorage", { latitude: 61.2, longitude: -149.9 }],
  ])("the day of the sun is the local day in %s", (zone, place) => {
    using _zone = inTimeZone(zone);
    const friday = window("sunrise", "sunset", ["fri"]);

    expect(isInside([friday], "2026-03-20T13:00:00", place)).toBe(true);
    expect(isInside([friday], "2026-03-19T13:00:00", place)).toBe(false);
    expect(isInside([friday], "2026-03-21T13:00:00", place)).toBe(false);
  });

  test("while the sun stays up there is no night, and the day is whole", () => {
    using _zone = inTimeZone("Europe/Oslo");
    const hours = Array.from(
      { length: 24 },
      (_, hour) => `2026-06-20T${String(hour).padStart(2, "0")}:30:00`,
    );

    expect(hours.filter((at) => isInside([window("sunset", "sunrise")], at, tromso))).toEqual([]);
    expect(hours.filter((at) => isInside([window("sunrise", "sunset")], at, tromso))).toEqual(hours);
  });

  test("while the sun stays down the night is whole, and there is no day, whatever the offsets", () => {
    using _zone = inTimeZone("Europe/Oslo");
    const hours = Array.from(
      { length: 24 },
      (_, hour) => `2026-12-20T${String(hour).padStart(2, "0")}:30:00`,
    );
    const short = window("sunrise+01:00", "sunset-01:00");

    expect(hours.filter((at) => isInside([window("sunset", "sunrise")], at, tromso))).toEqual(hours);
    expect(hours.filter((at) => isInside([window("sunrise", "sunset")], at, tromso))).toEqual([]);
    expect(hours.filter((at) => isInside([short], at, tromso))).toEqual([]);
  });

  test("where the place is not known, the sun's windows are unknown and the others hold", () => {
    const sun = window("sunset", "sunrise");
    const clock = window("22:00", "23:00");
    const now = (at: string) => windowNow([sun, clock], local(at), undefined).kind;

    expect([needsSun(sun), needsSun(clock)]).toEqual([true, false]);
    expect(now("2026-11-20T20:00:00")).toBe("unknown");
    expect(now("2026-11-20T22:30:00")).toBe("inside");
  });
});

test("a window is said as it was set", () => {
  expect(windowWords(window("sunset+00:30", "06:30", ["sat", "sun"]))).toBe(
    "sunset+00:30 to 06:30 on Sat, Sun",
  );
  expect(windowWords(window("22:00", "06:30"))).toBe("22:00 to 06:30");
});
