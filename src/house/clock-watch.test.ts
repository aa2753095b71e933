import { afterEach, beforeEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { AHEAD_TOLD_MS, BUILT_MS, openClockWatch, STEP_TOLD_MS } from "./clock-watch.ts";

const LOOK_MS = 10_000;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2027, 2, 27, 12);

let clock: ManualClock;
let watch: AsyncDisposable | undefined;
let told: string | undefined;

beforeEach(() => {
  clock = makeManualClock(NOW_MS);
  told = undefined;
});
afterEach(async () => await watch?.[Symbol.asyncDispose]());

async function open(newestEndMs?: number) {
  const problem = (_key: string, sentence?: string) => {
    told = sentence;
  };
  watch = openClockWatch({ clock, newestEndMs, problem });
  await clock.advance(LOOK_MS);
}

async function stepBy(ms: number) {
  clock.setNow(clock.now() + ms);
  await clock.advance(LOOK_MS);
}

test("a clock that a time server corrects by seconds, again and again, is no problem", async () => {
  await open(NOW_MS - HOUR_MS);
  const said = new Set([told]);

  for (let count = 0; count < 100; count += 1) {
    await stepBy(20_000);
    said.add(told);
  }

  expect([...said]).toEqual([undefined]);
});

test.each([
  ["an hour forth", HOUR_MS, "set forward by 1 h, or it slept so long, to 2027-03-27 13:00 UTC"],
  ["an hour back", -HOUR_MS, "set back by 1 h, to 2027-03-27 11:00 UTC"],
  ["ten minutes back", -10 * 60_000, "set back by 10 min"],
  ["three days forth", 3 * DAY_MS, "set forward by 3 days"],
  ["twenty days back", -20 * DAY_MS, "set back by 20 days"],
])("a step of %s is told for an hour", async (_title, byMs, words) => {
  await open();

  await stepBy(byMs);
  expect(told).toContain(words);
  await clock.advance(STEP_TOLD_MS - LOOK_MS);
  expect(told).toContain(words);
  await clock.advance(2 * LOOK_MS);
  expect(told).toBeUndefined();
});

test.each([60_000, -60_000])("a correction by %d ms is none", async (byMs) => {
  await open();

  await stepBy(byMs);

  expect(told).toBeUndefined();
});

test("a clock from before this program is told until it is put right, and then the step", async () => {
  clock = makeManualClock(BUILT_MS - DAY_MS);
  await open();
  expect(told).toContain("which cannot be");
  await clock.advance(2 * STEP_TOLD_MS);
  expect(told).toContain("which cannot be");

  await stepBy(30 * DAY_MS);

  expect(told).toContain("set forward by 30 days");
  await clock.advance(STEP_TOLD_MS + LOOK_MS);
  expect(told).toBeUndefined();
});

test("a clip from the future is told for a day, or until the clock has come there", async () => {
  await open(NOW_MS + 90 * DAY_MS);
  expect(told).toContain("The newest clip is of 2027-06-25 12:00 UTC");
  await clock.advance(AHEAD_TOLD_MS - 3 * LOOK_MS);
  expect(told).toBeDefined();
  await clock.advance(3 * LOOK_MS);
  expect(told).toBeUndefined();
  await watch?.[Symbol.asyncDispose]();

  await open(clock.now() + HOUR_MS);
  expect(told).toContain("The newest clip");
  await clock.advance(HOUR_MS);
  expect(told).toBeUndefined();
});

test("a clip that ended a moment after now is none", async () => {
  await open(NOW_MS + 60_000);

  expect(told).toBeUndefined();
});
