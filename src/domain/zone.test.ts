import { expect, test } from "vitest";
import { Line, makeLineShape } from "./line.ts";
import { LiveRules, ZONES_MAX } from "./live-rules.ts";
import { ObjectMask, Zone } from "./zone.ts";
import { leastHeightAt } from "./zone-limits.ts";
import { areaOf, CORNERS_MAX, ZonePolygon } from "./zone-polygon.ts";
import { makeZoneShape } from "./zone-shape.ts";

const square = [
  { x: 0.2, y: 0.2 },
  { x: 0.8, y: 0.2 },
  { x: 0.8, y: 0.8 },
  { x: 0.2, y: 0.8 },
];
/** A U, open at the top. */
const concave = [
  { x: 0.1, y: 0.1 },
  { x: 0.3, y: 0.1 },
  { x: 0.3, y: 0.7 },
  { x: 0.7, y: 0.7 },
  { x: 0.7, y: 0.1 },
  { x: 0.9, y: 0.1 },
  { x: 0.9, y: 0.9 },
  { x: 0.1, y: 0.9 },
];
const at = (x: number, y: number) => ({ x, y });

const wrong = (corners: unknown) => ZonePolygon.safeParse(corners).error?.issues[0]?.message;

test("an outline may be concave, drawn either way round, and as wide as the picture", () => {
  const whole = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];

  for (const good of [square, concave, concave.toReversed(), whole]) expect(wrong(good)).toBeUndefined();
});

test.each([
  ["two corners", [at(0, 0), at(1, 1)], "must have at least three different corners"],
  ["one place", [at(0, 0), at(0, 0), at(0, 0), at(0, 0)], "must have at least three different corners"],
  [
    "a bow tie",
    [at(0, 0), at(1, 1), at(1, 0), at(0, 1)],
    "must not cross or touch itself, but its side from corner 1 to 2 meets that from 3 to 4. Draw the corners one after another around the place",
  ],
  [
    "an eight that meets in one corner",
    [at(0, 0), at(0.5, 0.5), at(1, 0), at(1, 1), at(0.5, 0.5), at(0, 1)],
    /must not cross or touch itself/,
  ],
  ["a spike", [...square, at(0.2, 0.9), at(0.2, 0.5)], /must not cross or touch itself/],
  [
    "a fold",
    [at(0.2, 0.2), at(0.8, 0.2), at(0.8, 0.8), at(0.8, 0.5), at(0.2, 0.5)],
    /corner 2 to 3 meets that from 4 to 5/,
  ],
  [
    "a fold at its end",
    [at(0.8, 0.2), at(0.8, 0.8), at(0.2, 0.8), at(0.2, 0.5), at(0.8, 0.5)],
    /corner 1 to 2 meets that from 4 to 5/,
  ],
  [
    "a fold at its start",
    [at(0.8, 0.8), at(0.8, 0.5), at(0.2, 0.5), at(0.2, 0.2), at(0.8, 0.2)],
    /must not cross/,
  ],
  ["a line", [at(0.1, 0.5), at(0.5, 0.5), at(0.9, 0.5)], /must cover at least/],
  [
    "a speck",
    [at(0.5, 0.5), at(0.52, 0.5), at(0.5, 0.52)],
    "must cover at least 0.05 % of the picture. Draw it larger",
  ],
  [
    "a corner outside",
    [at(0.5, 0.5), at(1.2, 0.5), at(0.5, 0.9)],
    "must lie inside the picture, but corner 2 does not. Corners are fractions of the picture, from 0 to 1",
  ],
  ["pixels", [at(0, 0), at(640, 0), at(640, 480)], /corner 2 does not/],
  ["no number", [at(0, 0), at(Number.NaN, 0), at(1, 1)], /expected number/],
  [
    "too many corners",
    Array.from({ length: CORNERS_MAX + 1 }, (_, i) => at(i / 100, (i * i) / 10_000)),
    "must not have more than 64 corners",
  ],
])("an outline of %s is refused with what to do", (_, corners, message) => {
  expect(wrong(corners)).toMatch(message);
});

test("double clicks, a closing corner and a corner just beyond the edge are put right", () => {
  const drawn = [at(-0.004, 0.2), at(0.8, 0.2), at(0.8, 0.2), at(0.8, 1.004), at(0, 0.2)];

  expect(ZonePolygon.parse(drawn)).toEqual([at(0, 0.2), at(0.8, 0.2), at(0.8, 1)]);
});

test("the area is a share of the picture, whichever way round the outline is drawn", () => {
  expect(areaOf(square)).toBeCloseTo(0.36);
  expect(areaOf(square.toReversed())).toBeCloseTo(0.36);
  expect(areaOf(concave)).toBeCloseTo(0.4);
});

test("inside and outside of a concave outline are told apart, and its edge is inside", () => {
  const shape = makeZoneShape(concave, 16 / 9);

  expect([at(0.2, 0.3), at(0.8, 0.3), at(0.5, 0.8)].map(shape.contains)).toEqual([true, true, true]);
  expect([at(0.5, 0.3), at(0.5, 0.69), at(0.05, 0.5)].map(shape.contains)).toEqual([false, false, false]);
  expect([at(0.3, 0.4), at(0.5, 0.7), at(0.1, 0.9), at(0.9, 0.1)].map(shape.contains)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(shape.contains(at(0.3 + 1e-6, 0.4))).toBe(false);
});

test("a point on a slanted edge is inside although no number is exact", () => {
  const corners = [at(0.1, 0.7), at(0.3, 0.1), at(0.9, 0.9)];
  const shape = makeZoneShape(corners, 16 / 9);

  const missed = corners.flatMap((a, i) => {
    const b = corners[(i + 1) % 3] ?? a;
    return Array.from({ length: 1001 }, (_, k) =>
      at(a.x + ((b.x - a.x) * k) / 1000, a.y + ((b.y - a.y) * k) / 1000),
    );
  });

  expect(missed.filter((point) => !shape.contains(point))).toEqual([]);
});

test("distances are heights of the picture in both directions", () => {
  const shape = makeZoneShape(square, 2);

  expect(shape.distanceTo(at(0.1, 0.5))).toBeCloseTo(0.2);
  expect(shape.distanceTo(at(0.5, 0.1))).toBeCloseTo(0.1);
  expect(shape.distanceTo(at(0.1, 0.1))).toBeCloseTo(Math.hypot(0.2, 0.1));
});

test("a line has a left and a right, at any angle, in heights of the picture", () => {
  const shape = makeLineShape({ a: at(0, 0), b: at(1, 1) }, 1);

  expect(shape.sideOf(at(0, 1))).toBeCloseTo(Math.SQRT1_2);
  expect(shape.sideOf(at(1, 0))).toBeCloseTo(-Math.SQRT1_2);
  expect(shape.length).toBeCloseTo(Math.SQRT2);
  expect(shape.isMetBy(at(0, 1), at(1, 0))).toBe(true);
  expect(shape.isMetBy(at(0, 2), at(2, 0))).toBe(true);
  expect(shape.isMetBy(at(0, 2.1), at(2.1, 0))).toBe(false);
  expect(makeLineShape({ a: at(0, 0.5), b: at(1, 0.5) }, 2).length).toBeCloseTo(2);
});

test("on level ground the least height is a straight line of the row, and never below 0", () => {
  const perspective = { far: { row: 0.4, height: 0.1 }, near: { row: 0.8, height: 0.5 } };

  expect([0.2, 0.4, 0.6, 0.8, 1].map((row) => Number(leastHeightAt(perspective, row).toFixed(6)))).toEqual([
    0, 0.1, 0.3, 0.5, 0.7,
  ]);
});

test("rules that contradict themselves are refused in words", () => {
  const zone = { id: "porch", name: "Porch", polygon: square };
  const line = { id: "drive", name: "Drive", a: at(0, 0), b: at(1, 1) };
  const message = (schema: { safeParse: typeof LiveRules.safeParse }, value: unknown) =>
    schema.safeParse(value).error?.issues[0]?.message;
  const rules = (value: unknown) => message(LiveRules, value);

  expect(rules({ zones: [zone], lines: [line] })).toBeUndefined();
  expect(rules({ zones: [zone, { ...zone, id: "other" }] })).toMatch(/must not be there twice: "Porch"/);
  expect(rules({ lines: [line, { ...line, name: "Other" }] })).toMatch(/must not be there twice: "Other"/);
  expect(rules({ zones: [{ ...zone, min_area: 0.2, max_area: 0.1 }] })).toMatch(/must not have a smallest/);
  expect(rules({ lines: [{ ...line, min_ratio: 2, max_ratio: 1 }] })).toMatch(/must not have a smallest/);
  expect(rules({ size: { min_area: 0.2, max_area: 0.1 } })).toMatch(/must not have a smallest/);
  expect(rules({ lines: [{ ...line, b: line.a }] })).toBe("must have two different ends");
  expect(rules({ lines: [{ ...line, b: at(2, 0) }] })).toMatch(/must lie inside the picture/);
  expect(rules({ zones: [{ ...zone, id: "Front porch" }] })).toMatch(/small letters/);
  const flat = { far: { row: 0.5, height: 0.1 }, near: { row: 0.5, height: 0.2 } };
  expect(rules({ size: { min_height: flat } })).toMatch(/"near" row below its "far" row/);
  const many = Array.from({ length: ZONES_MAX + 1 }, (_, i) => ({ ...zone, id: `z${i}`, name: `Z ${i}` }));
  expect(rules({ zones: many })).toMatch(/<=32/);
});

test("a zone, a line and a mask need nothing but a place and a name", () => {
  expect(Zone.parse({ id: "porch", name: " Porch ", polygon: square })).toEqual({
    id: "porch",
    name: "Porch",
    polygon: square,
    objects: [],
    inertia: 3,
    alerts: true,
  });
  expect(Line.parse({ id: "drive", name: "Drive", a: at(0, 0), b: at(1, 1) })).toMatchObject({
    inertia: 2,
    alerts: false,
  });
  expect(ObjectMask.parse({ id: "tree", name: "Tree", polygon: square }).objects).toEqual([]);
});
