import { expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makePictureTimes } from "./picture-times.ts";

const STEP_MS = 100;

function openBench() {
  const clock = makeManualClock();
  const times = makePictureTimes(clock, () => true);
  let decoder = times.restart();
  let count = 0;
  const feed = () => {
    const dtsMs = count * STEP_MS;
    count += 1;
    decoder.fed({
      track: "video",
      key: false,
      bytes: new Uint8Array(),
      dtsMs,
      durationMs: STEP_MS,
      arrivedAtMs: clock.now(),
    });
  };
  return {
    clock,
    feed,
    next: () => decoder.next(),
    restart: () => void (decoder = times.restart()),
    /** Each frame is fed, and its picture comes out at once. */
    async live(frames: number) {
      let ageMs = 0;
      for (let at = 0; at < frames; at += 1) {
        await clock.advance(STEP_MS);
        feed();
        ageMs = clock.monotonic() - (decoder.next() ?? 0);
      }
      return ageMs;
    },
  };
}

test("pictures that come in a burst have the times at which their frames came", async () => {
  const { clock, feed, next } = openBench();

  const came: number[] = [];
  for (let at = 0; at < 3; at += 1) {
    await clock.advance(STEP_MS);
    came.push(clock.monotonic());
    feed();
  }
  await clock.advance(1000);

  expect([next(), next(), next()]).toEqual(came);
});

test("what was seen from one decoder has no time from the next", async () => {
  const { live, restart, feed, next, clock } = openBench();
  await live(3);

  restart();
  const arrivedAtMs = clock.now();
  feed();
  expect(clock.now()).toBe(arrivedAtMs);

  expect(next()).toBeUndefined();
});

test("lost pictures do not make all after them seem older for ever", async () => {
  const { feed, live, clock } = openBench();
  await live(10);

  for (let lost = 0; lost < 3; lost += 1) {
    await clock.advance(STEP_MS);
    feed();
  }

  expect(await live(5)).toBe(3 * STEP_MS);
  expect(await live(150)).toBe(0);
});

test("a decoder that catches up with a long group keeps its times", async () => {
  const { feed, next, clock } = openBench();
  const came: number[] = [];
  const come = async () => {
    await clock.advance(STEP_MS);
    came.push(clock.monotonic());
    feed();
  };
  for (let at = 0; at < 250; at += 1) await come();

  // Five times as fast as live.
  const given: (number | undefined)[] = [];
  for (let at = 0; at < 300; at += 1) {
    if (at % 5 === 0) await come();
    given.push(next());
  }

  expect(given).toEqual(came.slice(0, 300));
});

test("a decoder that is behind for a while keeps its times", async () => {
  const { feed, live, next, clock } = openBench();
  await live(60);
  const came: number[] = [];

  for (let at = 0; at < 20; at += 1) {
    await clock.advance(STEP_MS);
    came.push(clock.monotonic());
    feed();
  }

  expect(came.map(() => next())).toEqual(came);
});
