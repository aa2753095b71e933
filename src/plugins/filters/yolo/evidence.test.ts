import { expect, test } from "vitest";
import { DETECTIONS_MAX } from "#domain/detection.ts";
import { aDetection } from "#test/builders.ts";
import { makeEvidence } from "./evidence.ts";

const person = (score: number) => aDetection("person", score);
const car = (score: number) => aDetection("car", score);

const scans: readonly (readonly [why: string, frames: readonly number[], isSure: boolean])[] = [
  ["seen once, not surely", [0, 0.6, 0, 0, 0], false],
  ["seen in two frames running", [0.6, 0.6], true],
  ["seen in two frames of three", [0.6, 0, 0.6], true],
  ["seen in two frames of four", [0.6, 0, 0, 0.6], false],
  ["seen once, surely", [0, 0.7], true],
  ["never seen", [0, 0, 0], false],
];

test.each(scans)("a person %s", (_, frames, isSure) => {
  const evidence = makeEvidence(0.5);

  for (const score of frames) evidence.add(score > 0 ? [person(score)] : []);

  expect(evidence.isSureOf(["person"])).toBe(isSure);
  expect(evidence.found(false).classes).toEqual(isSure ? ["person"] : []);
});

test("at a high least score one very sure frame is still enough", () => {
  const evidence = makeEvidence(0.9);

  evidence.add([person(0.96)]);

  expect(evidence.isSureOf(["person"])).toBe(true);
});

test("two of a kind in one frame are one frame", () => {
  const evidence = makeEvidence(0.5);

  evidence.add([person(0.6), person(0.6)]);

  expect(evidence.isSureOf(["person"])).toBe(false);
});

test("a scan cut short also tells what was seen in passing, the surest first", () => {
  const evidence = makeEvidence(0.5);

  evidence.add([car(0.55), person(0.9)]);

  expect(evidence.found(true)).toMatchObject({ classes: ["person", "car"], confidence: 0.9 });
  expect(evidence.found(false)).toMatchObject({ classes: ["person"], confidence: 0.9 });
});

test("the boxes are those of each label's best frame", () => {
  const evidence = makeEvidence(0.5);

  evidence.add([person(0.6), car(0.9)]);
  evidence.add([person(0.8), person(0.7), car(0.6)]);

  expect(evidence.found(false).detections.map(({ label, score }) => [label, score])).toEqual([
    ["car", 0.9],
    ["person", 0.8],
    ["person", 0.7],
  ]);
});

const isStatue = ({ box }: { readonly box: { readonly x: number } }) => box.x < 0.3;
const statue = (score: number) => ({ ...person(score), box: { x: 0.1, y: 0.3, width: 0.2, height: 0.5 } });

test("nobody is sure because of what is not interesting, but it is told", () => {
  const evidence = makeEvidence(0.5, isStatue);

  for (let frame = 0; frame < 3; frame++) evidence.add([statue(0.99)]);

  expect(evidence.isSureOf(["person"])).toBe(false);
  expect(evidence.found(false)).toMatchObject({ classes: ["person"], confidence: 0.99 });
});

test("a statue that is seen better does not stand in for the person who comes later", () => {
  const evidence = makeEvidence(0.5, isStatue);

  evidence.add([statue(0.99)]);
  evidence.add([statue(0.9), person(0.8)]);

  const { classes, detections } = evidence.found(false);
  expect(evidence.isSureOf(["person"])).toBe(true);
  expect(classes).toEqual(["person"]);
  expect(detections).toEqual([statue(0.99), person(0.8)]);
});

test("a crowd is told by its surest", () => {
  const evidence = makeEvidence(0.5);

  evidence.add(Array.from({ length: 100 }, (_, index) => person(0.5 + index / 250)));

  expect(evidence.found(false).detections).toHaveLength(DETECTIONS_MAX);
});
