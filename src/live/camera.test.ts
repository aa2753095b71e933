import { expect, test } from "vitest";
import { LiveEventV1 } from "#domain/live-event.ts";
import { LiveSummary } from "#domain/live-summary.ts";
import { briefly, gate, happeningAt, openLiveBench, porch, visit, walkBy } from "#test/live-bench.ts";

test("someone who enters from the street, stays 12 s and leaves is told of in full", async () => {
  await using bench = await openLiveBench({ rules: { version: 3, zones: [porch], lines: [gate] } });
  const startMs = bench.clock.now();
  bench.draw(visit);

  await bench.wake(happeningAt(0), 22);

  expect(briefly(bench.events, startMs)).toEqual([
    "2.3 OBJECT_APPEARED person",
    "3.0 LINE_CROSS person Gate in",
    "3.6 ZONE_ENTER person Porch !",
    "13.4 ZONE_DWELL person Porch !",
    "17.1 ZONE_EXIT person Porch",
    "17.6 LINE_CROSS person Gate out",
    "21.1 OBJECT_LEFT person",
  ]);
  expect(bench.events.every(({ happening }) => happening === happeningAt(0))).toBe(true);
  expect(bench.events.every(({ envelope }) => LiveEventV1.safeParse(envelope).success)).toBe(true);
  expect(bench.sightings).toMatchObject([
    {
      happening: happeningAt(0),
      atMs: startMs + 3650,
      objects: ["person"],
      zones: ["Porch"],
      reason: "zone=porch",
      sentence: "Person at Front door, in zone Porch.",
      label: "person",
      isMore: false,
    },
  ]);
});

test("what is kept with the clip says who was where and for how long", async () => {
  await using bench = await openLiveBench({ rules: { version: 3, zones: [porch], lines: [gate] } });
  bench.draw(visit);
  await bench.wake(happeningAt(0), 22);

  const summary = bench.camera.summary(happeningAt(0));

  expect(LiveSummary.parse(summary)).toEqual(summary);
  expect(summary).toMatchObject({
    objects: [
      { label: "person", score: 0.9, first_at: "2026-06-01T12:00:02.050Z", last_at: expect.any(String) },
    ],
    zones: [{ id: "porch", name: "Porch", labels: ["person"] }],
    lines: [{ id: "gate", name: "Gate", in: 1, out: 1 }],
    alert: {
      at: "2026-06-01T12:00:03.650Z",
      reason: "zone=porch",
      sentence: "Person at Front door, in zone Porch.",
    },
    needs_place: true,
    rules_version: 3,
  });
  expect(summary?.zones[0]?.seconds).toBeCloseTo(13.6, 0);
  expect(summary?.events.map(({ type, place, direction }) => [type, place, direction])).toEqual([
    ["OBJECT_APPEARED", undefined, undefined],
    ["LINE_CROSS", "Gate", "in"],
    ["ZONE_ENTER", "Porch", undefined],
    ["ZONE_DWELL", "Porch", undefined],
    ["ZONE_EXIT", "Porch", undefined],
    ["LINE_CROSS", "Gate", "out"],
    ["OBJECT_LEFT", undefined, undefined],
  ]);
  expect(bench.camera.summary(happeningAt(1))).toBeUndefined();
});

test("the scene shows who is where, at most four times a second, and in the end nobody", async () => {
  await using bench = await openLiveBench({ rules: { version: 3, zones: [porch], lines: [gate] } });
  const shownMs: number[] = [];
  bench.onScene(() => shownMs.push(bench.clock.monotonic()));
  bench.draw(visit);

  await bench.wake(happeningAt(0), 14);
  const inside = bench.scenes.at(-1);
  await bench.film(8);

  expect(inside).toMatchObject({
    rulesVersion: 3,
    tracks: [{ label: "person", zones: ["porch"], isLost: false, sinceMs: bench.startMs + 2050 }],
    zones: [{ id: "porch", name: "Porch", count: 1, labels: { person: 1 }, isLoitering: true }],
    lines: [{ id: "gate", name: "Gate", in: 1, out: 0, inToday: 1, outToday: 0 }],
  });
  expect(bench.scenes.at(-1)).toMatchObject({
    tracks: [],
    zones: [{ count: 0, labels: {}, isLoitering: false }],
    lines: [{ in: 1, out: 1, inToday: 1, outToday: 1 }],
  });
  const gaps = shownMs.slice(1).map((at, i) => at - (shownMs[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250);
  expect(bench.camera.scene()).toEqual({ ...bench.scenes.at(-1), atMs: expect.any(Number) });
});

test("nothing that changes is nothing to tell", async () => {
  await using bench = await openLiveBench({ rules: { zones: [porch] } });

  await bench.wake(happeningAt(0), 60);
  await bench.clock.advance(3_600_000);

  expect(bench.scenes).toHaveLength(1);
  expect(bench.events).toEqual([]);
});

test("without a zone that alerts, being seen is the reason, and a zone that makes none is told with it", async () => {
  await using bench = await openLiveBench({ rules: { zones: [{ ...porch, alerts: false }] } });
  bench.draw(visit);

  await bench.wake(happeningAt(0), 22);

  expect(bench.sightings.map(({ sentence, reason, isMore }) => [sentence, reason, isMore])).toEqual([
    ["Person at Front door.", "object=person", false],
    ["Person at Front door, in zone Porch.", "object=person", true],
  ]);
  expect(bench.camera.summary(happeningAt(0))?.alert?.sentence).toBe("Person at Front door.");
});

test("another class makes it more, a second person does not", async () => {
  await using bench = await openLiveBench({ notifyOnObjects: ["person", "dog"] });
  const later = (startS: number, y: number, label: string) =>
    walkBy(
      [
        [startS, 0.1, y],
        [startS + 10, 0.9, y],
      ],
      { label, height: 0.2, width: 0.08 },
    );
  bench.draw(later(1, 0.3, "person"), later(3, 0.6, "person"), later(5, 0.9, "dog"), later(2, 0.75, "cat"));

  await bench.wake(happeningAt(0), 16);

  expect(bench.sightings.map(({ sentence, objects, isMore }) => [sentence, objects, isMore])).toEqual([
    ["Person at Front door.", ["person"], false],
    ["Dog at Front door. Also seen: person and cat.", ["dog", "person", "cat"], true],
  ]);
});

test("a zone narrows down what is alerted on, unless it names objects itself", async () => {
  const cat = walkBy(
    [
      [1, 0.1, 0.8],
      [11, 0.9, 0.8],
    ],
    { label: "cat", height: 0.15, width: 0.1 },
  );
  await using any = await openLiveBench({ rules: { zones: [porch] } });
  await using cats = await openLiveBench({ rules: { zones: [{ ...porch, objects: ["cat"] }] } });

  for (const bench of [any, cats]) {
    bench.draw(cat);
    await bench.wake(happeningAt(0), 15);
  }

  expect(any.sightings).toEqual([]);
  expect(briefly(any.events)).toContain("ZONE_ENTER cat Porch");
  expect(any.camera.summary(happeningAt(0))).toMatchObject({ alert: null, needs_place: true });
  expect(cats.sightings.map(({ sentence }) => sentence)).toEqual(["Cat at Front door, in zone Porch."]);
});

test("a line may be the reason", async () => {
  await using bench = await openLiveBench({ rules: { lines: [{ ...gate, alerts: true }] } });
  bench.draw(visit);

  await bench.wake(happeningAt(0), 10);

  expect(bench.sightings.map(({ sentence, reason }) => [sentence, reason])).toEqual([
    ["Person at Front door, inwards over Gate.", "line=gate:in"],
  ]);
});

test("a sighting brings the best picture so far, once", async () => {
  await using bench = await openLiveBench({
    rules: { zones: [porch, { ...porch, id: "all", name: "Steps" }] },
  });
  // Surest at 2.5 s, before the porch is reached.
  bench.draw((atS) => {
    const seen = visit(atS);
    return seen && { ...seen, score: Math.abs(atS - 2.55) < 0.05 ? 0.95 : 0.8 };
  });

  await bench.wake(happeningAt(0), 8);

  const [first] = bench.sightings;
  expect(first?.frame?.atMs).toBe(2550);
  expect(first?.frame?.i420.every((byte) => byte === bench.byteAt(2550))).toBe(true);
  expect(first?.score).toBe(0.95);
  expect(first?.box.x).toBeCloseTo(0.05 + 0.35 * (0.55 / 2) - 0.03);
});
