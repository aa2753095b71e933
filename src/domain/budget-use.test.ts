import { describe, expect, test } from "vitest";
import { clockChanges, inTimeZone } from "#test/time-zone.ts";
import { BudgetSettings } from "./budget.ts";
import {
  BudgetUse,
  budgetLines,
  nothingUsed,
  refusalOf,
  usedIn,
  WINDOWS_KEPT,
  windowsAt,
  withUsage,
} from "./budget-use.ts";
import { budgetWarning, refusalWords } from "./budget-words.ts";
import { CameraSlug } from "./ids.ts";

const HOUR_MS = 3_600_000;
const door = CameraSlug.parse("door");
const yard = CameraSlug.parse("yard");
const one = { requests: 1, tokens: 1000, cost: 0.01 };
const noon = new Date(2026, 5, 15, 12, 20).getTime();

const useOf = (count: number, camera = door, atMs = noon): BudgetUse => {
  let use: BudgetUse = [];
  for (let asked = 0; asked < count; asked++) use = withUsage(use, windowsAt(atMs), camera, one);
  return use;
};
const wish = { camera: door, isAlert: false, expected: one, hasOthers: false };
const why = (settings: object, use: BudgetUse, fields: Partial<typeof wish> = {}, atMs = noon) => {
  const refusal = refusalOf(BudgetSettings.parse(settings), use, windowsAt(atMs), { ...wish, ...fields });
  return refusal && refusalWords(refusal, "Front door");
};

test("what was used is counted for hour, day and month, by camera, and is nothing in the next", () => {
  const use = withUsage(useOf(2), windowsAt(noon), yard, one);

  const today = usedIn(use, "day", windowsAt(noon));
  const tomorrow = usedIn(use, "day", windowsAt(noon + 24 * HOUR_MS));
  const sameMonth = usedIn(use, "month", windowsAt(noon + 24 * HOUR_MS));
  const nextMonth = usedIn(use, "month", windowsAt(noon + 20 * 24 * HOUR_MS));

  expect(today?.total).toEqual({ requests: 3, tokens: 3000, cost: expect.closeTo(0.03) as number });
  expect(today?.cameras).toEqual({ door: { requests: 2, tokens: 2000, cost: 0.02 }, yard: one });
  expect(tomorrow).toBeUndefined();
  expect(sameMonth?.total.requests).toBe(3);
  expect(nextMonth).toBeUndefined();
  expect(BudgetUse.parse(use)).toEqual(use);
});

test("a clock that is set to another day and back finds what was used, and old windows are let go", () => {
  let use = useOf(5);
  use = withUsage(use, windowsAt(0), door, one);

  const back = usedIn(use, "day", windowsAt(noon))?.total.requests;
  for (let day = 1; day <= 30; day++) use = withUsage(use, windowsAt(noon + day * 24 * HOUR_MS), door, one);

  expect(back).toBe(5);
  expect(use.filter(({ window }) => window === "day")).toHaveLength(WINDOWS_KEPT);
  expect(BudgetUse.safeParse(use).success).toBe(true);
});

test("a correction never goes below nothing", () => {
  const use = withUsage([], windowsAt(noon), door, { requests: 0, tokens: -50, cost: -1 });

  expect(usedIn(use, "day", windowsAt(noon))?.total).toEqual(nothingUsed);
});

describe.each(clockChanges)("in %s on %s, a day of %i hours", (zone, date, hours) => {
  test("a day is one window and each of its hours another", () => {
    using _zone = inTimeZone(zone);
    const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
    const start = new Date(year, month - 1, day).getTime();

    const all = Array.from({ length: hours }, (_, hour) => windowsAt(start + hour * HOUR_MS + 1_800_000));

    expect(new Set(all.map((windows) => windows.day))).toEqual(new Set([start]));
    expect(new Set(all.map((windows) => windows.hour)).size).toBe(hours);
    expect(windowsAt(start + hours * HOUR_MS).day).not.toBe(start);
    expect(windowsAt(start - 1).day).not.toBe(start);
  });
});

test("each limit is kept to, and the sentence says which", () => {
  const use = useOf(4);

  expect(why({}, useOf(1000))).toBeUndefined();
  expect(why({ requests_per_hour: 4 }, use)).toBe(
    "Nothing is left of this hour's 4 requests to vision models.",
  );
  expect(why({ requests_per_hour: 4 }, use, {}, noon + HOUR_MS)).toBeUndefined();
  expect(why({ requests_per_day: 4 }, use, {}, noon + HOUR_MS)).toContain("today's 4 requests");
  expect(why({ requests_per_month: 4 }, use, {}, noon + 48 * HOUR_MS)).toContain("this month's 4 requests");
  expect(why({ tokens_per_day: 4999 }, use)).toContain("today's 4999 tokens");
  expect(why({ tokens_per_day: 5000 }, use)).toBeUndefined();
  expect(why({ cost_per_month: 0.045 }, use)).toContain("this month's 0.045 in money");
});

test("a camera may not use more than its share, unless it is alone", () => {
  const settings = { requests_per_day: 10, camera_share_percent: 40 };

  expect(why(settings, useOf(4), { hasOthers: true })).toBe(
    "Front door has used up its share of today's 10 requests to vision models.",
  );
  expect(why(settings, useOf(4), { hasOthers: true, camera: yard })).toBeUndefined();
  expect(why(settings, useOf(4))).toBeUndefined();
  expect(why({ requests_per_day: 1, camera_share_percent: 5 }, [], { hasOthers: true })).toBeUndefined();
});

test("with alerts_only the last tenth is for clips that make an alert", () => {
  const settings = { requests_per_day: 10, at_limit: "alerts_only" };

  expect(why(settings, useOf(8))).toBeUndefined();
  expect(why(settings, useOf(9))).toContain("is kept for clips that make an alert");
  expect(why(settings, useOf(9), { isAlert: true })).toBeUndefined();
  expect(why(settings, useOf(10), { isAlert: true })).toContain("Nothing is left");
});

test("there is a line for each limit, also for those that are not set", () => {
  const settings = BudgetSettings.parse({ requests_per_day: 10 });

  const lines = budgetLines(settings, useOf(3), windowsAt(noon));

  expect(lines).toHaveLength(7);
  expect(lines).toContainEqual({ window: "day", of: "requests", used: 3, limit: 10 });
  expect(lines).toContainEqual({ window: "hour", of: "requests", used: 3, limit: undefined });
});

test("the owner is told from 80 % on, in steps, of the limit that is closest, and what happens at it", () => {
  const settings = BudgetSettings.parse({ requests_per_day: 100, requests_per_month: 150 });
  const warned = (count: number, atLimit: "rules" | "cheaper" = "rules") =>
    budgetWarning(budgetLines(settings, useOf(count), windowsAt(noon)), atLimit, one);

  expect(warned(79)).toBeUndefined();
  expect(warned(80)).toBe(
    "Vision models have used 80 % of today's 100 requests. At the limit, until midnight, clips are described from what the detector saw. For more, raise the limit under budget in the options.",
  );
  expect(warned(85)).toBe(warned(80));
  expect(warned(90)).toContain("90 % of today's");
  expect(warned(100)).toContain("Nothing is left of today's 100 requests to vision models. Until midnight,");
  expect(warned(100, "cheaper")).toContain("the further analyzers of your list are asked");
});
