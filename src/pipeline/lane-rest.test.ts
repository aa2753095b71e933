import { expect, test } from "vitest";
import { systemClock } from "#platform/clock.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeLaneRest } from "./lane-rest.ts";

const backoff = { firstMs: 1000, capMs: 8000 };
const running = new AbortController().signal;

function openBench() {
  const clock = makeManualClock();
  let awakened = 0;
  const onAwake = () => void (awakened += 1);
  const rest = makeLaneRest({ clock, backoff, random: () => 0, signal: running, onAwake });
  return { clock, rest, awakened: () => awakened };
}

test("it rests longer and longer, whoever else fails meanwhile, and not at all once somebody gets through", async () => {
  const { clock, rest, awakened } = openBench();
  const lengths: number[] = [];

  for (let round = 0; round < 5; round += 1) {
    rest.failed();
    rest.failed();
    const beganMs = clock.monotonic();
    while (!rest.isAwake()) await clock.advance(500);
    lengths.push(clock.monotonic() - beganMs);
  }
  rest.failed();
  rest.succeeded();

  expect(lengths).toEqual([1000, 2000, 4000, 8000, 8000]);
  expect(rest.isAwake()).toBe(true);
  expect(rest.successes()).toBe(1);
  expect(awakened()).toBe(6);
});

test("after a success the next rest is a short one, and the old one's end does not end it", async () => {
  const { clock, rest } = openBench();
  rest.failed();
  await clock.advance(500);
  rest.succeeded();

  rest.failed();
  await clock.advance(600);

  expect(rest.isAwake()).toBe(false);
  await clock.advance(500);
  expect(rest.isAwake()).toBe(true);
});

test("what was put right is tried at once", async () => {
  const { clock, rest, awakened } = openBench();
  for (let round = 0; round < 4; round += 1) {
    rest.failed();
    await clock.advance(8000);
  }
  rest.failed();

  rest.tryNow();

  expect(rest.isAwake()).toBe(true);
  expect(rest.successes()).toBe(0);
  expect(awakened()).toBeGreaterThanOrEqual(5);
});

test("on a real clock it always wakes up", async () => {
  for (let round = 0; round < 20; round += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const brief = { firstMs: 7, capMs: 7 };
    const rest = makeLaneRest({
      clock: systemClock,
      backoff: brief,
      random: Math.random,
      signal: running,
      onAwake: resolve,
    });
    rest.failed();
    await promise;
    expect(rest.isAwake()).toBe(true);
  }
});
