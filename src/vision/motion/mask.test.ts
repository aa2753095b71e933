import { expect, it } from "vitest";
import type { Polygon } from "#domain/geometry.ts";
import { makeMask } from "./mask.ts";

const size = { width: 8, height: 4 };

function drawn(polygons: readonly Polygon[]): readonly string[] {
  const raw = new Uint8Array(32).fill(1);
  makeMask(polygons, size).clear(raw);
  return [0, 1, 2, 3].map((y) => raw.subarray(y * 8, y * 8 + 8).join(""));
}

it("no polygons, no mask", () => {
  expect(drawn([])).toEqual(["11111111", "11111111", "11111111", "11111111"]);
});

it("masks the pixels whose middle is inside", () => {
  const triangle = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 0, y: 1 },
  ];

  expect(drawn([triangle])).toEqual(["00000001", "00000111", "00011111", "01111111"]);
});

it("masks that overlap count once", () => {
  const left = [
    { x: 0, y: 0 },
    { x: 0.5, y: 0 },
    { x: 0.5, y: 1 },
    { x: 0, y: 1 },
  ];

  expect(makeMask([left, left], size).watchedShare).toBe(0.5);
});

it("masks may reach out of the frame, and a polygon of fewer than three corners masks nothing", () => {
  const everything = [
    { x: -1, y: -1 },
    { x: 2, y: -1 },
    { x: 2, y: 2 },
    { x: -1, y: 2 },
  ];

  expect(makeMask([everything], size).watchedShare).toBe(0);
  expect(makeMask([[{ x: 0.2, y: 0.2 }], []], size).watchedShare).toBe(1);
});
