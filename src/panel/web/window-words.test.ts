import { describe, expect, test } from "vitest";
import { DayPoint, type Weekday } from "#domain/alert-settings.ts";
import { offsetWords, readPoint, windowSentence, writePoint } from "./window-words.ts";

describe("a point of the day", () => {
  test.each(["22:30", "sunset", "sunrise+00:30", "sunset-01:00", "sunrise-05:59"])(
    "%s is read and written back",
    (point) => {
      const parts = readPoint(point);

      expect(writePoint(parts)).toBe(point);
      expect(DayPoint.safeParse(writePoint(parts)).success).toBe(true);
    },
  );

  test("is said as people say it", () => {
    expect([-90, -60, -30, 0, 45, 120].map(offsetWords)).toEqual([
      "1 h 30 min before",
      "1 h before",
      "30 min before",
      "at",
      "45 min after",
      "2 h after",
    ]);
  });
});

describe("a part of days", () => {
  test.each<[Weekday[], string, string, string]>([
    [[], "22:00", "06:30", "Every day from 22:00 to 06:30 of the next day."],
    [["fri", "mon", "tue", "wed", "thu"], "08:00", "17:00", "Mondays to Fridays from 08:00 to 17:00."],
    [["sun", "sat"], "08:00", "17:00", "At weekends from 08:00 to 17:00."],
    [["thu", "mon"], "08:00", "08:00", "Mondays and Thursdays from 08:00 to 08:00 of the next day."],
    [[], "sunset", "sunrise", "Every day from sunset to sunrise of the next day."],
    [[], "sunrise+00:30", "sunset-01:00", "Every day from 30 min after sunrise to 1 h before sunset."],
    [[], "22:00", "sunrise", "Every day from 22:00 to sunrise of the next day."],
    // In summer the sun sets after 19:00, in winter before: which day it ends on nobody can say here.
    [[], "sunset", "19:00", "Every day from sunset to 19:00."],
    [["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "09:00", "10:00", "Every day from 09:00 to 10:00."],
  ])("%j %s %s is said in a sentence", (days, from, to, sentence) => {
    expect(windowSentence({ days, from, to })).toBe(sentence);
  });
});
