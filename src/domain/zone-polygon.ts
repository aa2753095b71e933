import { z } from "zod";
import type { Point, Polygon } from "./geometry.ts";

export const CORNERS_MAX = 64;
/** Of the frame. Less than this is a slip of the finger: a foot is known no better than that. */
export const AREA_MIN = 0.0005;
/** A corner dragged this far beyond the edge of the picture is meant to be at the edge. */
const BEYOND_MAX = 0.01;
/** Two corners nearer than this are one: a double click. */
const SAME = 1e-6;

export const Corner = z.object({ x: z.number(), y: z.number() });

/**
 * The outline of a zone or mask: corners in order, fractions of the frame. It may be concave but not cross itself.
 * Doubled corners and a last corner that closes the outline are dropped.
 */
export const ZonePolygon = z
  .array(Corner)
  .max(CORNERS_MAX, { error: `must not have more than ${CORNERS_MAX} corners` })
  .overwrite((corners) => withoutDoubles(corners.map(intoFrame)))
  .superRefine((corners, context) => {
    const wrong = faultOf(corners);
    if (wrong !== undefined) context.addIssue({ code: "custom", message: wrong });
  });

/** What is wrong with an outline, and what to do; nothing if it is well. */
function faultOf(corners: Polygon): string | undefined {
  if (corners.length < 3) return "must have at least three different corners";
  const beyond = corners.findIndex(({ x, y }) => x < 0 || x > 1 || y < 0 || y > 1);
  if (beyond >= 0) {
    return `must lie inside the picture, but corner ${beyond + 1} does not. Corners are fractions of the picture, from 0 to 1`;
  }
  const meeting = sidesThatMeet(corners);
  if (meeting !== undefined) {
    const [a, b] = meeting.map((side) => `${side + 1} to ${((side + 1) % corners.length) + 1}`);
    return `must not cross or touch itself, but its side from corner ${a} meets that from ${b}. Draw the corners one after another around the place`;
  }
  if (areaOf(corners) < AREA_MIN) {
    return `must cover at least ${AREA_MIN * 100} % of the picture. Draw it larger`;
  }
  return undefined;
}

/** Of the frame. */
export function areaOf(corners: Polygon): number {
  let twice = 0;
  for (const [i, a] of corners.entries()) {
    const b = corners[(i + 1) % corners.length] ?? a;
    twice += a.x * b.y - b.x * a.y;
  }
  return Math.abs(twice) / 2;
}

function intoFrame({ x, y }: Point): Point {
  const near = (value: number) =>
    value < -BEYOND_MAX || value > 1 + BEYOND_MAX ? value : Math.min(1, Math.max(0, value));
  return { x: near(x), y: near(y) };
}

function withoutDoubles(corners: Polygon): Point[] {
  const kept: Point[] = [];
  for (const corner of corners) {
    const before = kept.at(-1);
    if (before === undefined || !isSame(before, corner)) kept.push(corner);
  }
  const [first, last] = [kept[0], kept.at(-1)];
  return kept.length > 1 && first && last && isSame(first, last) ? kept.slice(0, -1) : kept;
}

function isSame(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < SAME && Math.abs(a.y - b.y) < SAME;
}

/** The numbers of two sides that meet although they should not; side 0 goes from the first corner to the second. */
function sidesThatMeet(corners: Polygon): readonly [number, number] | undefined {
  const count = corners.length;
  const corner = (i: number): Point => corners[i % count] ?? { x: 0, y: 0 };
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      // The last side and the first are neighbours too. Neighbours that fold back meet the one after.
      const isBefore = (j + 1) % count === i;
      if (!isBefore && meet(corner(i), corner(i + 1), corner(j), corner(j + 1))) return [i, j];
    }
  }
  return undefined;
}

/** Two closed segments have a point in common. */
function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc * abd < 0 && cda * cdb < 0) return true;
  return (
    (abc === 0 && isBetween(a, b, c)) ||
    (abd === 0 && isBetween(a, b, d)) ||
    (cda === 0 && isBetween(c, d, a)) ||
    (cdb === 0 && isBetween(c, d, b))
  );
}

/** Which way the road a → b → c turns; 0 is straight, but for rounding. */
function turn(a: Point, b: Point, c: Point): -1 | 0 | 1 {
  const cross = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  if (Math.abs(cross) < 1e-12) return 0;
  return cross > 0 ? 1 : -1;
}

function isBetween(a: Point, b: Point, c: Point): boolean {
  return (
    c.x >= Math.min(a.x, b.x) &&
    c.x <= Math.max(a.x, b.x) &&
    c.y >= Math.min(a.y, b.y) &&
    c.y <= Math.max(a.y, b.y)
  );
}
