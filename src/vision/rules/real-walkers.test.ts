import { expect, test } from "vitest";
import type { TrackSeen } from "#domain/track-seen.ts";
import { byFrame, type MotRow, readMot } from "#test/mot/sequence.ts";
import { framesAt } from "#test/mot/track-sequence.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { makeTracker } from "#vision/tracking/tracker.ts";
import { anEngine, lowerHalf } from "./test-walk.ts";

const FRAME = { width: 640, height: 480 };
const FPS = 25;
const FRAMES = 71;
const at = (x: number) => ({ id: `at_${x * 100}`, name: `At ${x}`, a: { x, y: 0 }, b: { x, y: 1 } });
const lines = [0.4, 0.45, 0.65].map(at);

/** Counted by hand in the truth: eight people, most of whom walk to the right, which is `out`. */
const walkedOver = [
  { line: "at_40", in: 1, out: 4 },
  { line: "at_45", in: 1, out: 4 },
  { line: "at_65", in: 0, out: 4 },
];

const rowsOf = (name: string) => byFrame(readMot(testdata("mot", "TUD-Campus", name)));
const fractions = ({ box }: MotRow, frame = FRAME) => ({
  x: box.x / frame.width,
  y: box.y / frame.height,
  width: box.width / frame.width,
  height: box.height / frame.height,
});

test.skipIf(isTestdataMissing).each([25, 10, 5])(
  "walkers on a campus are counted as by hand at %i frames a second",
  (fps) => {
    const truth = rowsOf("gt.txt");
    const engine = anEngine({ lines }, { frame: FRAME });

    for (const frame of framesAt(fps, FRAMES, FPS)) {
      const atMs = (frame * 1000) / FPS;
      const tracks = (truth.get(frame) ?? []).map(
        (row): TrackSeen => ({
          id: row.id,
          label: "person",
          score: 1,
          box: fractions(row),
          state: "confirmed",
          bornAtMs: 0,
          seenAtMs: atMs,
          isStationary: false,
        }),
      );
      engine.next(tracks, atMs);
    }
    engine.next([], 10_000);

    expect(engine.counts()).toEqual(walkedOver);
  },
);

test.skipIf(isTestdataMissing).each([25, 10, 5])(
  "as a detector and the tracker see them, they are counted to within one, at %i frames a second",
  (fps) => {
    const detections = rowsOf("det_sort_frcnn.txt");
    const engine = anEngine({ lines }, { frame: FRAME });
    const tracker = makeTracker({ aspect: FRAME.width / FRAME.height });

    for (const frame of framesAt(fps, FRAMES, FPS)) {
      const atMs = (frame * 1000) / FPS;
      const sightings = (detections.get(frame) ?? []).map((row) => ({
        label: "person",
        score: row.score,
        box: fractions(row),
      }));
      engine.next(tracker.next(sightings, atMs).tracks, atMs);
    }
    engine.next([], 10_000);

    // Two walk hidden behind others for half of the time, and one is seen twice.
    for (const [i, { line, ...truth }] of walkedOver.entries()) {
      const count = engine.counts()[i] ?? { in: 0, out: 0 };
      expect([line, Math.abs(count.in - truth.in) <= 1, Math.abs(count.out - truth.out) <= 1]).toEqual([
        line,
        true,
        true,
      ]);
    }
  },
);

test.skipIf(isTestdataMissing)("in two minutes of walkers who enters leaves, and who appears leaves", () => {
  const size = { width: 768, height: 576 };
  const detections = byFrame(readMot(testdata("mot", "PETS09-S2L1", "det_sort_frcnn.txt")));
  const crossroads = { id: "crossroads", name: "Crossroads", polygon: lowerHalf, loiter_s: 5 };
  const engine = anEngine({ zones: [crossroads] }, { frame: size });
  const tracker = makeTracker({ aspect: size.width / size.height });

  const events = Array.from({ length: 795 }, (_, i) => {
    const atMs = (i * 1000) / 7;
    const sightings = (detections.get(i + 1) ?? []).map((row) => ({
      label: "person",
      score: row.score,
      box: fractions(row, size),
    }));
    return engine.next(tracker.next(sightings, atMs).tracks, atMs);
  }).flat();
  events.push(...engine.next([], 200_000));

  const count = (type: string) => events.filter((event) => event.type === type).length;
  expect(count("ZONE_ENTER")).toBeGreaterThan(10);
  expect(count("ZONE_ENTER")).toBe(count("ZONE_EXIT"));
  expect(count("OBJECT_APPEARED")).toBe(count("OBJECT_LEFT"));
  expect(count("ZONE_DWELL")).toBeLessThanOrEqual(count("ZONE_ENTER"));
});
