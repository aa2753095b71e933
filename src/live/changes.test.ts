import { expect, test } from "vitest";
import { briefly, gate, happeningAt, openLiveBench, porch, visit, walkBy } from "#test/live-bench.ts";

test("rules edited while somebody is inside take it as it is", async () => {
  await using bench = await openLiveBench({ rules: { version: 1 } });
  bench.draw(visit);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));
  await bench.film(8);

  bench.edit({ version: 2, zones: [porch] });
  await bench.film(1);
  const after = bench.camera.scene();
  await bench.film(14);

  expect(after).toMatchObject({ rulesVersion: 2, zones: [{ id: "porch", count: 1 }] });
  expect(briefly(bench.events)).toEqual([
    "OBJECT_APPEARED person !",
    "ZONE_EXIT person Porch",
    "OBJECT_LEFT person",
  ]);
  expect(bench.events.map(({ event }) => event.rulesVersion)).toEqual([1, 2, 2]);
});

test("the camera asks for what it needs: its labels, weak detections, small things closer", async () => {
  await using bench = await openLiveBench({ objects: ["vehicle"], minScore: 0.6 });
  bench.draw(
    walkBy(
      [
        [0.1, 0.4, 0.5],
        [9, 0.6, 0.5],
      ],
      { label: "car", height: 0.05, width: 0.05 },
    ),
  );

  await bench.wake(happeningAt(0), 3);

  expect(bench.detector.asked[0]?.look).toMatchObject({ minScore: 0.1, isTracking: false, regions: [] });
  expect(bench.detector.asked[0]?.look.labels).toContain("truck");
  const last = bench.detector.asked.at(-1)?.look;
  expect(last?.isTracking).toBe(true);
  expect(last?.regions).toHaveLength(1);
  expect(last?.regions[0]?.width).toBeCloseTo(0.15);
});

test("a picture of another form begins anew, with other numbers", async () => {
  await using bench = await openLiveBench();
  bench.draw(visit);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));
  await bench.film(6);
  const before = bench.camera.scene().tracks;

  for (let i = 0; i < 10; i++) {
    await bench.clock.advance(100);
    await bench.offer(bench.clock.monotonic(), { width: 48, height: 36 });
  }

  expect(briefly(bench.events)).toEqual([
    "OBJECT_APPEARED person !",
    "OBJECT_LEFT person",
    "OBJECT_APPEARED person !",
  ]);
  expect(bench.camera.scene().tracks[0]?.id).toBeGreaterThan(before[0]?.id ?? Number.NaN);
  expect(bench.sightings).toHaveLength(1);
});

test("the clock on the wall may be set: what is seen goes on, and is told at the new time", async () => {
  await using bench = await openLiveBench({ rules: { zones: [porch] } });
  bench.draw(visit);
  bench.camera.begin();
  bench.camera.capture(happeningAt(0));
  await bench.film(8);

  bench.clock.setNow(bench.clock.now() - 3_600_000);
  await bench.film(12);

  expect(briefly(bench.events, bench.startMs)).toEqual([
    "2.3 OBJECT_APPEARED person",
    "3.6 ZONE_ENTER person Porch !",
    "-3586.6 ZONE_DWELL person Porch !",
    "-3582.8 ZONE_EXIT person Porch",
  ]);
});

test("additions to what was told come to an end", async () => {
  const strip = (i: number) => ({
    id: `strip_${i}`,
    name: `Strip ${i}`,
    polygon: [0.05 * i, 0.05 * (i + 1)].flatMap((x, side) =>
      [side, 1 - side].map((y) => ({ x, y: 0.5 + y / 2 })),
    ),
  });
  const zones = Array.from({ length: 18 }, (_, i) => strip(i + 1));
  await using bench = await openLiveBench({ rules: { zones } });
  bench.draw(
    walkBy([
      [1, 0.02, 0.8],
      [31, 0.98, 0.8],
    ]),
  );

  await bench.wake(happeningAt(0), 34);

  expect(bench.camera.summary(happeningAt(0))?.zones).toHaveLength(18);
  expect(bench.sightings.map(({ zones: names }) => names.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("crossings are counted on over a power cut, but for lines that are not there any more", async () => {
  const old = await openLiveBench({ rules: { lines: [gate, { ...gate, id: "other", name: "Other" }] } });
  old.draw(visit);
  await old.wake(happeningAt(0), 22);
  // Nobody closes it.
  await old.clock.advance(60_000);

  await using bench = await openLiveBench({ rules: { lines: [gate] }, store: old.store });
  const scene = bench.camera.scene();
  bench.edit({ lines: [gate, { ...gate, id: "other", name: "Other" }] });

  expect(scene.lines).toMatchObject([{ id: "gate", in: 1, out: 1, inToday: 1, outToday: 1 }]);
  expect(bench.camera.scene().lines[1]).toMatchObject({ id: "other", in: 0, out: 0 });
  await old.camera[Symbol.asyncDispose]();
});
