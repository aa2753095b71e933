import { expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { pauseMs, slept, waitAtMost } from "./retry.ts";

const backoff = { firstMs: 1000, capMs: 10_000 };
const running = new AbortController().signal;

test("pauses double up to the cap", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 5000].map((attempt) => pauseMs(backoff, attempt, () => 0));

  expect(pauses).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
});

test("chance cuts a pause by up to half, so that not all come back at once", () => {
  expect(pauseMs(backoff, 1, () => 0.5)).toBe(750);
  expect(pauseMs(backoff, 1, () => 0.999_999)).toBeGreaterThanOrEqual(500);
});

test("a sleep tells whether it came to its end", async () => {
  const clock = makeManualClock();
  const stop = new AbortController();

  const whole = slept(clock, 1000, running);
  const cut = slept(clock, 1000, stop.signal);
  stop.abort();
  await clock.advance(1000);

  expect(await whole).toBe(true);
  expect(await cut).toBe(false);
});

test("a wait ends with the work, at its time, or with the signal, and leaves nobody asleep", async () => {
  const clock = makeManualClock();
  const never = new Promise<void>(() => undefined);
  const stop = new AbortController();

  await waitAtMost(clock, Promise.resolve(), 1000, running);
  const timed = waitAtMost(clock, never, 1000, running);
  const stopped = waitAtMost(clock, never, 1000, stop.signal);
  stop.abort();
  await stopped;
  await clock.advance(1000);
  await timed;

  expect(clock.sleepers()).toBe(0);
});
