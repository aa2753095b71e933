import { expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeClockTrust, PROOF_MS } from "./clock-trust.ts";

const HOUR_MS = 60 * 60_000;
const NOW_MS = Date.UTC(2026, 5, 1, 12);

function openTrust(newestMs?: number) {
  const clock = makeManualClock(NOW_MS);
  const trust = makeClockTrust(clock);
  trust.look(newestMs);
  return { clock, trust };
}

test.each<[title: string, newestMs: number | undefined, isInDoubt: boolean]>([
  ["without a clip", undefined, false],
  ["soon after the last clip", NOW_MS - HOUR_MS, false],
  ["long after the last clip", NOW_MS - 100 * HOUR_MS, true],
  ["long before the last clip", NOW_MS + 100 * HOUR_MS, true],
])("at start %s the clock is taken as it is, or not", (_title, newestMs, isInDoubt) => {
  expect(openTrust(newestMs).trust.isInDoubt()).toBe(isInDoubt);
});

test.each([
  ["half an hour", 0.5, false],
  ["a year forth", 365 * 24, true],
  ["two hours back", -2, true],
])("a clock that is set by %s in mid-run is trusted or not", async (_title, hours, isInDoubt) => {
  const { clock, trust } = openTrust();
  await clock.advance(HOUR_MS);

  clock.setNow(clock.now() + hours * HOUR_MS);
  trust.look();

  expect(trust.isInDoubt()).toBe(isInDoubt);
});

test("a clock that has gone right for a day is trusted again, and one more jump begins it anew", async () => {
  const { clock, trust } = openTrust(0);
  const pass = async (ms: number) => {
    await clock.advance(ms);
    trust.look();
    return trust.isInDoubt();
  };

  expect(await pass(PROOF_MS - HOUR_MS)).toBe(true);
  clock.setNow(clock.now() + 2 * HOUR_MS);
  expect(await pass(HOUR_MS)).toBe(true);
  expect(await pass(PROOF_MS - 1)).toBe(true);
  expect(await pass(1)).toBe(false);
});
