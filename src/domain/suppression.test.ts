import { describe, expect, test } from "vitest";
import { aDraft, catBox, door } from "#test/suppressions.ts";
import { inTimeZone } from "#test/time-zone.ts";
import { CameraSlug } from "./ids.ts";
import { hides, SuppressionDraft } from "./suppression.ts";

const night = new Date(2026, 5, 3, 23, 30).getTime();
const cat = { camera: door, label: "cat", box: catBox, atMs: night };

test("what it names is hidden", () => {
  expect(hides(aDraft(), cat)).toBe(true);
});

test.each([
  ["another camera", { camera: CameraSlug.parse("garage") }],
  ["another thing", { label: "dog" }],
  ["another place", { box: { ...catBox, x: 0.5 } }],
  ["a foot just beside the place", { box: { ...catBox, x: 0.26 } }],
  ["a smaller one", { box: { ...catBox, y: 0.8, height: 0.05 } }],
  ["a larger one", { box: { ...catBox, y: 0.45, height: 0.4 } }],
  ["another hour", { atMs: new Date(2026, 5, 3, 14, 0).getTime() }],
  ["the minute after", { atMs: new Date(2026, 5, 4, 1, 0).getTime() }],
])("%s is not", (_, change) => {
  expect(hides(aDraft(), { ...cat, ...change })).toBe(false);
});

test("a group stands for all that belong to it, and null for any", () => {
  const anywhere = aDraft({ labels: ["animal"], places: null, height: null, hours: null });
  const dog = { ...cat, label: "dog", box: { x: 0.8, y: 0, width: 0.2, height: 1 }, atMs: 0 };

  expect(hides(anywhere, dog)).toBe(true);
  expect(hides(anywhere, { ...dog, label: "person" })).toBe(false);
});

test("a box that is cut off by the edge of the picture stands on the edge", () => {
  const corner = aDraft({ places: [{ x: 0.9, y: 0.9, width: 0.1, height: 0.1 }], height: null });

  expect(hides(corner, { ...cat, box: { x: 0.96, y: 0.7, width: 0.1, height: 0.31 } })).toBe(true);
});

describe("hours are those of the house", () => {
  const at = Date.UTC(2026, 5, 3, 21, 30);

  test.each([
    ["Europe/Berlin", true],
    ["America/New_York", false],
  ])("in %s", (zone, isHidden) => {
    using _ = inTimeZone(zone);

    expect(hides(aDraft(), { ...cat, atMs: at })).toBe(isHidden);
  });
});

test.each([
  ["no label", { labels: [] }],
  ["no place at all", { places: [] }],
  ["more places than are allowed", { places: Array.from({ length: 9 }, () => catBox) }],
  ["a least height above the largest", { height: { min: 0.5, max: 0.4 } }],
  ["hours without a length", { hours: { from: 60, to: 60 } }],
])("%s is refused", (_, change) => {
  expect(SuppressionDraft.safeParse({ ...aDraft(), ...change }).success).toBe(false);
});
