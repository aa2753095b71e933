import { expect, test } from "vitest";
import type { Detection } from "#domain/detection.ts";
import type { LiveLook } from "#ports/live-detector.ts";
import { BEHIND, CLOSER_EVERY, makeCloser } from "./live-closer.ts";

const frame = { width: 1920, height: 1080 };
const input = { width: 640, height: 640 };
const region = { x: 0.5, y: 0.5, width: 0.03, height: 0.09 };
const look: LiveLook = { labels: ["person"], minScore: 0.1, isTracking: true, regions: [region] };
const inRegion = (score: number): Detection => ({
  label: "person",
  score,
  box: { x: 0.51, y: 0.53, width: 0.01, height: 0.03 },
  at_ms: 0,
});

function ask(closer = makeCloser()) {
  return (waiting: number, seen: readonly Detection[] = [], wish = look) =>
    closer.choose({ camera: "porch", frame, input, look: wish, seen, waiting });
}

test("with nobody waiting each frame gets a closer look", () => {
  const choose = ask();

  expect([0, 0, 0].map((waiting) => choose(waiting) !== undefined)).toEqual([true, true, true]);
});

test("while others wait it is one frame in some, while many wait none", () => {
  const choose = ask();
  choose(0);

  const some = Array.from({ length: 2 * CLOSER_EVERY }, () => choose(BEHIND) !== undefined);
  const many = Array.from({ length: 20 }, () => choose(BEHIND + 1) !== undefined);

  expect(some.filter(Boolean)).toHaveLength(2);
  expect(some.indexOf(true)).toBe(CLOSER_EVERY - 1);
  expect(many).not.toContain(true);
});

test("what the whole frame shows for sure needs no closer look", () => {
  const choose = ask();

  expect(choose(0, [inRegion(0.8)])).toBeUndefined();
  expect(choose(0, [inRegion(0.3)])).toBeDefined();
  expect(choose(0, [{ ...inRegion(0.8), box: { ...inRegion(0.8).box, x: 0.8 } }])).toBeDefined();
});

test("without a region the frame is gone through, unless something is tracked", () => {
  const choose = ask();
  const anywhere = { ...look, regions: [] };

  expect(choose(0, [], anywhere)).toBeUndefined();
  expect(choose(0, [], { ...anywhere, isTracking: false })).toBeDefined();
});

test("each camera has its own turns", () => {
  const closer = makeCloser();
  const sweep = { ...look, regions: [], isTracking: false };
  const choose = (camera: string) =>
    closer.choose({ camera, frame, input, look: sweep, seen: [], waiting: 0 });

  expect(choose("porch")).toEqual(choose("yard"));
  expect(choose("porch")).not.toEqual(choose("gate"));
});
