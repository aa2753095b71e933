import { expect, test } from "vitest";
import { CANDIDATES_MAX, suppress } from "./nms.ts";

const square = (x: number, score: number, classIndex = 0) => ({
  x1: x,
  y1: 0,
  x2: x + 10,
  y2: 10,
  score,
  classIndex,
});

test("of boxes on one thing the surest stays", () => {
  const kept = suppress([square(1, 0.6), square(0, 0.9), square(2, 0.7)]);

  expect(kept).toEqual([square(0, 0.9)]);
});

test("boxes that overlap by less than half, or are of another class, all stay", () => {
  const kept = suppress([square(0, 0.9), square(6, 0.8), square(0, 0.7, 1)]);

  expect(kept.map(({ score }) => score)).toEqual([0.9, 0.8, 0.7]);
});

test("a model gone wild costs no more than the surest few hundred boxes", () => {
  const wild = Array.from({ length: 20_000 }, (_, index) => square(index * 100, index / 20_000));

  const kept = suppress(wild);

  expect(kept).toHaveLength(CANDIDATES_MAX);
  expect(kept[0]?.score).toBe(19_999 / 20_000);
});
