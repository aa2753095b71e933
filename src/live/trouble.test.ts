import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { LIVE_EVENTS_MAX, LIVE_ITEMS_MAX } from "#domain/live-summary.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import type { LiveAnswer } from "#test/fakes/live-detector.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import {
  briefly,
  gate,
  happeningAt,
  openLiveBench,
  porch,
  theCamera,
  visit,
  walkBy,
} from "#test/live-bench.ts";
import { LOOK_MAX_MS, LOOKS_MAX, openLooks } from "./looks.ts";
import { SIGHTINGS_MAX } from "./teller.ts";

const rules = { zones: [porch], lines: [gate] };
const told = [
  "OBJECT_APPEARED",
  "LINE_CROSS",
  "ZONE_ENTER",
  "ZONE_DWELL",
  "ZONE_EXIT",
  "LINE_CROSS",
  "OBJECT_LEFT",
];
const failure = new Failure("unavailable", "The model is away.");

test.each([
  ["drops every second frame", (seen: LiveAnswer, atMs: number) => (atMs % 200 < 100 ? undefined : seen)],
  ["fails for a while", (seen: LiveAnswer, atMs: number) => (atMs > 8000 && atMs < 9500 ? failure : seen)],
  [
    "has a bug now and then",
    (seen: LiveAnswer, atMs: number) => (atMs % 1000 < 100 ? new TypeError("x is not a function") : seen),
  ],
])("a detector that %s costs no event", async (_, answer) => {
  await using bench = await openLiveBench({ rules, answer });
  bench.draw(visit);

  await bench.wake(happeningAt(0), 22);

  expect(bench.events.map(({ event }) => event.type)).toEqual(told);
  expect(bench.sightings).toHaveLength(1);
});

test("a detector that fails is logged once, and when it succeeds again", async () => {
  const answer = (seen: LiveAnswer, atMs: number) => (atMs < 2000 ? failure : seen);
  await using bench = await openLiveBench({ answer });

  await bench.wake(happeningAt(0), 4);

  expect(bench.log.lines).toEqual(["warn live look failed", "info live looks succeed again"]);
  expect(bench.camera.looks()).toMatchObject({ failed: 20, looked: 20 });
});

test("a detector that answers late is waited for, and time does not run ahead of it", async () => {
  let open = Promise.withResolvers<void>();
  const answer = async (seen: LiveAnswer) => {
    await open.promise;
    return seen;
  };
  await using bench = await openLiveBench({ rules, answer });
  bench.draw(visit);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));

  // Each look takes 400 ms, while frames come every 100.
  for (let i = 0; i < 60; i++) {
    await bench.film(0.4);
    open.resolve();
    open = Promise.withResolvers<void>();
  }
  open.resolve();

  expect(bench.events.map(({ event }) => event.type)).toEqual(told);
  expect(bench.camera.looks().dropped).toBeGreaterThan(0);
});

test("answers that come in another order than the frames are put right", async () => {
  const waiting: (() => void)[] = [];
  const answer = (seen: LiveAnswer) =>
    new Promise<LiveAnswer>((resolve) => waiting.unshift(() => resolve(seen)));
  await using bench = await openLiveBench({ rules, answer });
  bench.draw(visit);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));

  // Two at a time, and the later one is answered first.
  for (let i = 0; i < 120; i++) {
    await bench.film(0.2);
    for (const resolve of waiting.splice(0)) resolve();
  }

  expect(bench.camera.looks().late).toBeGreaterThan(100);
  expect(bench.events.map(({ event }) => event.type)).toEqual(told);
});

test("frames out of order, twice, from the future or without a time are left out", async () => {
  await using bench = await openLiveBench({ rules });
  bench.draw(visit);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));

  for (let i = 0; i < 240; i++) {
    await bench.clock.advance(100);
    const nowMs = bench.clock.monotonic();
    for (const atMs of [nowMs - 50, nowMs - 950, nowMs - 50, Number.NaN]) await bench.offer(atMs);
    if (i === 10) await bench.offer(nowMs + 1e9);
  }

  expect(bench.events.map(({ event }) => event.type)).toEqual(told);
  expect(bench.camera.looks().dropped).toBe(3 * 240);
});

test("a detector that hangs holds a few frames, and is asked again when it is given up", async () => {
  let isHanging = true;
  const answer = (seen: LiveAnswer) => (isHanging ? new Promise<never>(() => {}) : seen);
  await using bench = await openLiveBench({ answer });
  bench.draw(visit);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));

  await bench.film(10);
  const asked = bench.detector.asked.length;
  isHanging = false;
  await bench.film(LOOK_MAX_MS / 1000);

  expect(asked).toBe(LOOKS_MAX);
  expect(bench.camera.looks()).toMatchObject({ failed: LOOKS_MAX });
  expect(bench.camera.looks().looked).toBeGreaterThan(0);
});

test("where nobody could look, or not for seconds, nothing is concluded from what was not seen", async () => {
  const blind = (fromMs: number, toMs: number) => (seen: LiveAnswer, atMs: number) =>
    atMs >= fromMs && atMs < toMs ? failure : seen;
  await using never = await openLiveBench({ rules, answer: blind(0, 1e9) });
  await using partly = await openLiveBench({ rules, answer: blind(1000, 5000) });
  await using atEnd = await openLiveBench({ rules, answer: blind(3000, 1e9) });
  await using hardly = await openLiveBench({ rules, answer: blind(1000, 3000) });
  await using anywhere = await openLiveBench({ answer: blind(1000, 5000) });

  const summaries = [];
  for (const bench of [never, partly, atEnd, hardly, anywhere]) {
    await bench.wake(happeningAt(0), 8);
    summaries.push(bench.camera.summary(happeningAt(0)));
  }

  expect(summaries.map((summary) => summary?.needs_place)).toEqual([
    undefined,
    undefined,
    undefined,
    true,
    false,
  ]);
});

test("what was seen before the eyes failed is told", async () => {
  const answer = (seen: LiveAnswer, atMs: number) => (atMs > 6000 ? failure : seen);
  await using bench = await openLiveBench({ rules, answer });
  bench.draw(visit);

  await bench.wake(happeningAt(0), 20);

  expect(bench.camera.summary(happeningAt(0))?.alert).toMatchObject({ reason: "zone=porch" });
  expect(briefly(bench.events)).toContain("OBJECT_LEFT person");
});

test("a flood of two hundred things stays within its bounds", async () => {
  const zones = Array.from({ length: 20 }, (_, i) => ({ ...porch, id: `z${i}`, name: `Z${i}` }));
  await using bench = await openLiveBench({ rules: { zones } });
  const walkers = Array.from({ length: 200 }, (_, i) => {
    const y = 0.1 + 0.045 * (i % 20);
    const startS = Math.floor(i / 20);
    return walkBy(
      [
        [startS, 0.02, y],
        [startS + 8, 0.98, y],
      ],
      { height: 0.04, width: 0.03, score: 0.95 },
    );
  });
  bench.draw(...walkers);

  await bench.wake(happeningAt(0), 22);
  await bench.clock.advance(10_000);

  const summary = bench.camera.summary(happeningAt(0));
  expect(bench.events.length).toBeGreaterThan(1000);
  expect(summary?.events).toHaveLength(LIVE_EVENTS_MAX);
  expect(summary?.zones.length).toBeLessThanOrEqual(LIVE_ITEMS_MAX);
  expect(bench.sightings.length).toBeLessThanOrEqual(SIGHTINGS_MAX);
  expect(bench.camera.isTracking).toBe(false);
});

test("closing while a look hangs waits for nothing, and what comes later is nobody's", async () => {
  const gates = Promise.withResolvers<LiveAnswer>();
  const bench = await openLiveBench({ answer: () => gates.promise });
  bench.camera.begin();
  await bench.film(1);

  await bench.camera[Symbol.asyncDispose]();
  await bench.camera[Symbol.asyncDispose]();
  gates.resolve([{ label: "person", score: 0.99, box: { x: 0.4, y: 0.4, width: 0.1, height: 0.3 } }]);
  await bench.clock.advance(60_000);

  expect(bench.events).toEqual([]);
  expect(bench.clock.sleepers()).toBe(0);
});

test("a look that takes five seconds makes nobody leave", async () => {
  let open: PromiseWithResolvers<void> | undefined;
  const answer = async (seen: LiveAnswer) => {
    await open?.promise;
    return seen;
  };
  await using bench = await openLiveBench({ rules, answer });
  bench.draw(
    walkBy([
      [2, 0.05, 0.8],
      [4, 0.45, 0.8],
      [16, 0.45, 0.8],
      [18, 0.05, 0.8],
    ]),
  );
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));
  await bench.film(8);
  open = Promise.withResolvers<void>();
  await bench.film(5);
  const isTracking = bench.camera.isTracking;
  open.resolve();
  open = undefined;
  await bench.film(9);

  expect(isTracking).toBe(true);
  expect(bench.events.map(({ event }) => event.type)).toEqual(told);
});

test("a decoder that is four seconds behind makes nobody leave either", async () => {
  await using bench = await openLiveBench({ rules });
  bench.draw(visit);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));

  await bench.clock.advance(4000);
  for (let i = 0; i < 220; i++) {
    await bench.clock.advance(100);
    await bench.offer(bench.clock.monotonic() - 4000);
  }

  expect(bench.events.map(({ event }) => event.type)).toEqual(told);
});

test("of a capture without a single frame nothing is known", async () => {
  await using bench = await openLiveBench();

  bench.camera.capture(happeningAt(0));

  expect(bench.camera.summary(happeningAt(0))).toBeUndefined();
});

test("a detector that does not hear that it is over tells nobody", () => {
  const clock = makeManualClock();
  const gates = Promise.withResolvers<[]>();
  const looked: number[] = [];
  const left: number[] = [];
  const looks = openLooks({
    camera: theCamera.slug,
    detector: { look: () => gates.promise, load: () => ({ waiting: 0, looked: 0, dropped: 0, lookMs: 0 }) },
    clock,
    log: keptLog(),
    onLooked: (_, { atMs }) => void looked.push(atMs),
    onLeftOut: ({ atMs }) => void left.push(atMs),
  });
  const frame = { width: 2, height: 2, i420: new Uint8Array(6), atMs: 0 };
  looks.offer(frame, frame, { labels: [], minScore: 0, isTracking: false, regions: [] });

  looks[Symbol.dispose]();
  gates.resolve([]);

  return expect.poll(() => [looked, left]).toEqual([[], [0]]);
});
