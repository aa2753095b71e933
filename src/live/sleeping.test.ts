import { expect, test } from "vitest";
import { briefly, happeningAt, openLiveBench, porch, visit, walkBy } from "#test/live-bench.ts";
import { type Drawn, parked, when } from "#vision/tracking/test-things.ts";

const HOUR_MS = 3_600_000;
/** Comes from the left within 4 s and stands in the middle for good. */
const arriving = walkBy(
  [
    [1, 0.1, 0.8],
    [5, 0.5, 0.8],
    [1e9, 0.5, 0.8],
  ],
  { label: "car", width: 0.2, height: 0.15 },
);

test("a parked car is told of once although the camera sleeps and wakes ten times", async () => {
  const rules = { zones: [{ ...porch, alerts: false, loiter_s: undefined }] };
  await using bench = await openLiveBench({ notifyOnObjects: ["vehicle"], rules });
  bench.draw(arriving);
  await bench.wake(happeningAt(0), 20);

  for (let night = 1; night <= 10; night++) {
    await bench.clock.advance(HOUR_MS);
    await bench.wake(happeningAt(night), 12);
  }

  const news = bench.sightings.map(({ sentence, happening }) => [sentence, happening]);
  await bench.clock.advance(5000);
  expect(news).toEqual([
    ["Car at Front door.", happeningAt(0)],
    ["Car at Front door, in zone Porch.", happeningAt(0)],
  ]);
  expect(briefly(bench.events)).toEqual(["OBJECT_APPEARED car !", "ZONE_ENTER car Porch"]);
  expect(bench.camera.scene().tracks).toMatchObject([{ id: 1, isStationary: true, isLost: false }]);
  // It stood there all the time: no news of the tenth happening.
  expect(bench.camera.summary(happeningAt(10))).toMatchObject({ objects: [], zones: [], alert: null });
});

test.each([
  [[], ["Car at Front door."]],
  [["car"], ["Car at Front door.", "Car at Front door has left."]],
])("when it drives off, whoever wants to hear of %j does", async (alerts_on_left, sentences) => {
  await using bench = await openLiveBench({ notifyOnObjects: ["vehicle"], rules: { alerts_on_left } });
  bench.draw(arriving);
  await bench.wake(happeningAt(0), 20);
  await bench.clock.advance(HOUR_MS);
  const leaveS = bench.clock.monotonic() / 1000 + 2;
  const leaving = walkBy(
    [
      [0, 0.5, 0.8],
      [leaveS, 0.5, 0.8],
      [leaveS + 4, 0.95, 0.8],
    ],
    { label: "car", width: 0.2, height: 0.15 },
  );

  bench.draw(leaving);
  await bench.wake(happeningAt(1), 16);

  expect(bench.sightings.map(({ sentence }) => sentence)).toEqual(sentences);
  expect(briefly(bench.events).at(-1)).toMatch(/^OBJECT_LEFT car/);
});

test("a car that nobody looked at for thirteen hours has not left for that", async () => {
  await using bench = await openLiveBench({ rules: { alerts_on_left: ["car"] } });
  bench.draw(arriving);
  await bench.wake(happeningAt(0), 20);

  await bench.clock.advance(13 * HOUR_MS);

  expect(briefly(bench.events)).toEqual(["OBJECT_APPEARED car"]);
  expect(bench.camera.scene().tracks).toHaveLength(1);
});

test("a person who sat down was no new one when they get up", async () => {
  await using bench = await openLiveBench({ rules: { zones: [porch] } });
  const sitting = walkBy([
    [1, 0.1, 0.8],
    [4, 0.5, 0.8],
    [60, 0.5, 0.8],
    [64, 0.05, 0.8],
  ]);
  bench.draw(sitting);
  await bench.wake(happeningAt(0), 20);
  await bench.clock.advance(35_000);

  await bench.wake(happeningAt(1), 15);

  expect(briefly(bench.events)).toEqual([
    "OBJECT_APPEARED person",
    "ZONE_ENTER person Porch !",
    "ZONE_DWELL person Porch !",
    "ZONE_EXIT person Porch",
    "OBJECT_LEFT person",
  ]);
  // Told once for each happening: the second one is an alert of its own.
  expect(bench.sightings.map(({ happening }) => happening)).toEqual([happeningAt(0), happeningAt(1)]);
  expect(bench.sightings[1]?.atMs).toBeGreaterThan(bench.startMs + 60_000);
});

test("what stands loiters by the clock although nobody looks", async () => {
  const zone = { ...porch, loiter_s: 1800 };
  await using bench = await openLiveBench({ notifyOnObjects: ["car"], rules: { zones: [zone] } });
  bench.draw(arriving);
  await bench.wake(happeningAt(0), 20);
  const looked = bench.detector.asked.length;

  await bench.clock.advance(HOUR_MS);

  expect(briefly(bench.events)).toEqual([
    "OBJECT_APPEARED car",
    "ZONE_ENTER car Porch !",
    "ZONE_DWELL car Porch !",
  ]);
  expect(bench.detector.asked).toHaveLength(looked);
  expect(bench.scenes.at(-1)).toMatchObject({ zones: [{ count: 1, isLoitering: true }] });
});

test("whoever was last seen on the way out has left, although no frame comes any more", async () => {
  await using bench = await openLiveBench({ rules: { zones: [porch] } });
  bench.draw(visit);
  await bench.wake(happeningAt(0), 16.6);
  const before = bench.camera.isTracking;

  await bench.clock.advance(10_000);

  expect(before).toBe(true);
  expect(bench.camera.isTracking).toBe(false);
  expect(briefly(bench.events).slice(-2)).toEqual(["ZONE_EXIT person Porch", "OBJECT_LEFT person"]);
  expect(bench.scenes.at(-1)).toMatchObject({ tracks: [], zones: [{ count: 0 }] });
  expect(bench.events.every(({ happening }) => happening === happeningAt(0))).toBe(true);
});

test("frames from before waking up count, as a decoder begins at the last key frame", async () => {
  await using bench = await openLiveBench({ notifyOnObjects: ["person"] });
  const car = parked({ jitter: 0 });
  bench.draw(car);
  await bench.wake(happeningAt(0), 20);
  await bench.clock.advance(60_000);
  const wakeMs = bench.clock.monotonic();
  const passer = when(
    (atS) => atS * 1000 < wakeMs,
    walkBy([
      [0, 0.2, 0.4],
      [1e9, 0.2, 0.4],
    ]),
  );
  bench.draw(car, passer);

  bench.camera.begin();
  bench.camera.capture(happeningAt(1));
  for (let atMs = wakeMs - 1500; atMs < wakeMs; atMs += 100) await bench.offer(atMs);

  expect(briefly(bench.events)).toEqual(["OBJECT_APPEARED car", "OBJECT_APPEARED person !"]);
  expect(bench.camera.looks()).toMatchObject({ late: 0, dropped: 0 });
  expect(bench.sightings).toMatchObject([{ happening: happeningAt(1) }]);
  const [person] = bench.camera.summary(happeningAt(1))?.objects ?? [];
  expect(Date.parse(person?.first_at ?? "")).toBe(bench.startMs + wakeMs - 1500);
});

test("frames are wanted while something moves, and not for what stands, is masked or is too small", async () => {
  const upperHalf = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 0.5 },
    { x: 0, y: 0.5 },
  ];
  await using bench = await openLiveBench({
    rules: { masks: [{ id: "hedge", name: "Hedge", polygon: upperHalf }], size: { min_area: 0.01 } },
  });
  const across = (y: number, height: number) =>
    walkBy(
      [
        [0, 0.3, y],
        [30, 0.9, y],
      ],
      { height, width: 0.06 },
    );
  const wanted = async (...things: readonly Drawn[]) => {
    bench.draw(...things);
    await bench.film(6);
    return bench.camera.isTracking;
  };
  bench.camera.begin();

  const isWanted = {
    masked: await wanted(across(0.4, 0.2)),
    small: await wanted(across(0.9, 0.1)),
    seen: await wanted(across(0.9, 0.4)),
    gone: await wanted(),
  };

  expect(isWanted).toEqual({ masked: false, small: false, seen: true, gone: false });
  expect(bench.scenes.flatMap(({ tracks }) => tracks).every(({ box }) => box.height > 0.25)).toBe(true);
});

test("what was seen once, in the very last frame, is nobody", async () => {
  await using bench = await openLiveBench();
  bench.draw(when((atS) => atS > 1.9, parked({ label: "person" })));

  await bench.wake(happeningAt(0), 2);
  await bench.clock.advance(60_000);

  expect(bench.scenes.flatMap(({ tracks }) => tracks)).toEqual([]);
  expect(bench.events).toEqual([]);
});
