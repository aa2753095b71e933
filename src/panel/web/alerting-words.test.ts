import { describe, expect, test } from "vitest";
import type { AlertingStateWire } from "#api/alerting-wire.ts";
import { minutesToMorning, standingOf, untilOf } from "./alerting-words.ts";
import { timeOf } from "./words.ts";

const evening = new Date(2026, 10, 20, 23, 10);
const at = (day: number, hour: number, minute = 0): string =>
  new Date(2026, 10, day, hour, minute).toISOString();

const telling: AlertingStateWire = {
  mode: "home",
  snoozed_until: null,
  quiet_until: null,
  quiet_from: null,
  next_change: null,
  anybody_home: true,
  at_home: [],
  template: null,
  knows_place: true,
  cameras: [],
  open: [],
};

describe("how things stand", () => {
  test.each<[Partial<AlertingStateWire>, string, string]>([
    [{}, "tells", "You are told of alerts"],
    [{ quiet_until: at(21, 6, 30) }, "quiet", `Quiet now until ${timeOf(at(21, 6, 30))}`],
    [
      { snoozed_until: at(20, 23, 40), quiet_until: at(21, 6, 30) },
      "quiet",
      `Snoozed until ${timeOf(at(20, 23, 40))}`,
    ],
    [{ mode: "privacy", snoozed_until: at(20, 23, 40) }, "off", "Privacy"],
    [{ template: false }, "off", "Quiet: your condition is not met"],
    [{ template: true }, "tells", "You are told of alerts"],
  ])("%j is %s: %s", (part, kind, head) => {
    const standing = standingOf({ ...telling, ...part }, evening);

    expect([standing.kind, standing.head]).toEqual([kind, head]);
  });

  test("names the mode and when quiet begins while it tells", () => {
    const standing = standingOf({ ...telling, mode: "night", quiet_from: at(21, 22) }, evening);

    expect(standing.more).toBe(`Mode: Night. Quiet from tomorrow, ${timeOf(at(21, 22))}.`);
  });

  test("does not say that one is told where no camera tells", () => {
    const camera = { camera: "porch" as never, snoozed_until: null, tells: false, why: ["In mode home."] };

    expect(standingOf({ ...telling, cameras: [camera] }, evening).kind).toBe("off");
    expect(standingOf({ ...telling, cameras: [camera, { ...camera, tells: true }] }, evening).kind).toBe(
      "tells",
    );
  });
});

describe("a time to come", () => {
  test("is a time today and in the night that follows, then a day", () => {
    const times = [at(20, 23, 40), at(21, 6, 30), at(21, 22), at(23, 7)].map((iso) => untilOf(iso, evening));

    expect(times).toEqual([
      timeOf(at(20, 23, 40)),
      timeOf(at(21, 6, 30)),
      `tomorrow, ${timeOf(at(21, 22))}`,
      `${new Intl.DateTimeFormat(undefined, { weekday: "long" }).format(Date.parse(at(23, 7)))}, ${timeOf(at(23, 7))}`,
    ]);
  });

  test("the morning is the next 07:00", () => {
    expect(minutesToMorning(evening)).toBe(470);
    expect(minutesToMorning(new Date(2026, 10, 20, 6, 59, 30))).toBe(1);
    expect(minutesToMorning(new Date(2026, 10, 20, 7))).toBe(1440);
  });
});
