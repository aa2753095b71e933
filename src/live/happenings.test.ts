import { expect, test } from "vitest";
import { briefly, happeningAt, openLiveBench, porch, visit, walkBy } from "#test/live-bench.ts";
import { CAPTURE_WAIT_MS } from "./happenings.ts";

const pacing = walkBy([
  [1, 0.1, 0.8],
  [40, 0.9, 0.8],
  [80, 0.1, 0.8],
]);

test("somebody who is still there when the next happening begins belongs to it, and is told of anew", async () => {
  await using bench = await openLiveBench();
  bench.draw(pacing);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));
  await bench.film(10);

  bench.camera.capture(happeningAt(10));
  await bench.film(5);

  expect(bench.sightings.map(({ happening, isMore }) => [happening, isMore])).toEqual([
    [happeningAt(0), false],
    [happeningAt(10), false],
  ]);
  expect(briefly(bench.events)).toEqual(["OBJECT_APPEARED person !"]);
  const [first, second] = [happeningAt(0), happeningAt(10)].map((id) => bench.camera.summary(id));
  expect(first?.alert?.at).toBe("2026-06-01T12:00:01.250Z");
  expect(second).toMatchObject({
    events: [],
    objects: [{ label: "person" }],
    alert: { reason: "object=person" },
  });
  expect(Date.parse(second?.objects[0]?.first_at ?? "")).toBe(bench.startMs + 10_000);
});

test("with places that make alerts, only who is in one then is told of anew", async () => {
  await using bench = await openLiveBench({ rules: { zones: [porch] } });
  bench.draw(pacing);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));
  await bench.film(15);

  bench.camera.capture(happeningAt(15));
  await bench.film(20);
  bench.camera.capture(happeningAt(35));
  await bench.film(4);

  expect(bench.sightings.map(({ happening, reason }) => [happening, reason])).toEqual([
    [happeningAt(0), "zone=porch"],
    [happeningAt(15), "zone=porch"],
  ]);
  // It walks through the porch from 10.75 s to 30.25 s.
  const seconds = bench.camera.summary(happeningAt(15))?.zones[0]?.seconds ?? 0;
  expect(Math.abs(seconds - 15.5)).toBeLessThan(0.6);
  expect(bench.camera.summary(happeningAt(35))).toMatchObject({ alert: null, zones: [], needs_place: true });
});

test("what is seen before its capture is told of waits for it", async () => {
  await using bench = await openLiveBench();
  bench.draw(pacing);
  await bench.clock.advance(1000);

  bench.camera.begin();
  await bench.film(0.8);
  const early = [...bench.events];
  bench.camera.capture(happeningAt(1));

  expect(early).toEqual([]);
  expect(bench.events).toMatchObject([{ happening: happeningAt(1) }]);
  expect(bench.sightings).toMatchObject([{ happening: happeningAt(1), isMore: false }]);
  const summary = bench.camera.summary(happeningAt(1));
  expect(summary).toMatchObject({ events: [{ type: "OBJECT_APPEARED" }] });
  expect(Date.parse(summary?.objects[0]?.first_at ?? "")).toBe(bench.startMs + 1050);
});

test("without a recording it is told of all the same, a moment later", async () => {
  await using bench = await openLiveBench();
  bench.draw(pacing);
  await bench.clock.advance(1000);

  bench.camera.begin();
  await bench.film(CAPTURE_WAIT_MS / 1000 + 0.2);

  expect(bench.events).toMatchObject([{ happening: undefined }]);
  expect(bench.sightings).toMatchObject([{ happening: undefined, sentence: "Person at Front door." }]);
});

test("motion that begins again while the capture goes on belongs to the same happening", async () => {
  await using bench = await openLiveBench({ postRollMs: 8000 });
  await bench.wake(happeningAt(0), 2);
  await bench.clock.advance(7000);

  bench.draw(pacing);
  bench.camera.begin();
  await bench.film(1);

  expect(bench.sightings).toMatchObject([{ happening: happeningAt(0) }]);
});

test("motion after the capture has ended does not", async () => {
  await using bench = await openLiveBench({ postRollMs: 8000 });
  await bench.wake(happeningAt(0), 2);
  await bench.clock.advance(9000);

  bench.draw(pacing);
  bench.camera.begin();
  await bench.film(2);

  expect(bench.sightings).toMatchObject([{ happening: undefined }]);
});

test("a capture that is told of just before the motion is the one", async () => {
  await using bench = await openLiveBench();
  bench.draw(pacing);
  await bench.clock.advance(60_000);

  bench.camera.capture(happeningAt(30));
  bench.camera.begin();
  await bench.film(1);

  expect(bench.sightings).toMatchObject([{ happening: happeningAt(30) }]);
});

test("a happening that is taken up again goes on where it was", async () => {
  await using bench = await openLiveBench({ rules: { zones: [porch] } });
  bench.draw(visit);
  await bench.wake(happeningAt(0), 22);
  await bench.clock.advance(20_000);

  await bench.wake(happeningAt(0), 2);

  expect(bench.sightings).toHaveLength(1);
  expect(bench.camera.summary(happeningAt(0))?.events.length).toBeGreaterThan(3);
});

test("the last eight happenings are kept", async () => {
  await using bench = await openLiveBench();
  for (let i = 0; i < 9; i++) {
    await bench.wake(happeningAt(i), 0.5);
    await bench.clock.advance(60_000);
  }

  const isKept = Array.from({ length: 9 }, (_, i) => bench.camera.summary(happeningAt(i)) !== undefined);

  expect(isKept).toEqual([false, ...Array.from({ length: 8 }, () => true)]);
});
