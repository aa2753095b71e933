import { expect, test } from "vitest";
import { systemClock } from "#platform/clock.ts";
import { clockContract } from "#test/contracts/clock.ts";
import { type ManualClock, makeManualClock } from "./clock.ts";

const running = new AbortController().signal;

clockContract("the manual clock", makeManualClock, (clock, ms) => (clock as ManualClock).advance(ms));
clockContract("the machine's clock", () => systemClock);

test("sleepers wake in the order of their time and may sleep again within one advance", async () => {
  const clock = makeManualClock();
  const woken: string[] = [];
  const nap = async (name: string, ms: number) => {
    await clock.sleep(ms, running);
    woken.push(`${name}@${clock.monotonic()}`);
  };

  const done = Promise.all([nap("late", 30), nap("early", 10).then(() => nap("again", 10))]);
  await clock.advance(100);
  await done;

  expect(woken).toEqual(["early@10", "again@20", "late@30"]);
  expect(clock.sleepers()).toBe(0);
});

test("a step of the clock on the wall leaves the monotonic clock alone", async () => {
  const clock = makeManualClock();
  await clock.advance(5);

  clock.setNow(0);

  expect(clock.now()).toBe(0);
  expect(clock.monotonic()).toBe(5);
});
