import type { Point } from "#domain/geometry.ts";
import { makeZoneShape } from "#domain/zone-shape.ts";
import { type Chosen, cornersOf, type Draft } from "./rules-draft.ts";

/** Half of what a finger needs. */
export const REACH_PX = 22;
/** Between two corners nearer than this there is no room for a third. */
const ROOM_PX = 36;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const distancePx = (a: Point, b: Point, { width, height }: Size): number =>
  Math.hypot((a.x - b.x) * width, (a.y - b.y) * height);

/** The nearest of these points within a finger's reach. */
export function nearest(points: readonly Point[], to: Point, size: Size): number | undefined {
  let best: number | undefined;
  let least = REACH_PX;
  for (const [index, point] of points.entries()) {
    const distance = distancePx(point, to, size);
    if (distance > least) continue;
    least = distance;
    best = index;
  }
  return best;
}

/** Where a corner could be put between two others: on sides that are long enough for it. */
export function edgeMiddles(
  corners: readonly Point[],
  size: Size,
): readonly { readonly after: number; readonly at: Point }[] {
  if (corners.length < 3) return [];
  return corners.flatMap((a, after) => {
    const b = corners[(after + 1) % corners.length] ?? a;
    const at = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    return distancePx(a, b, size) < ROOM_PX ? [] : [{ after, at }];
  });
}

/** Which zone, line or mask is at this place: lines first, as they are thin; of two outlines the smaller. */
export function ruleAt(draft: Draft, at: Point, size: Size): Chosen | undefined {
  const line = draft.lines.findIndex(({ a, b }) => distanceToSide(at, a, b, size) <= REACH_PX / 2);
  if (line >= 0) return { kind: "lines", index: line };
  const holding = (["zones", "masks"] as const)
    .flatMap((kind) => draft[kind].map((_, index) => ({ kind, index })))
    .filter((chosen) => isInside(cornersOf(draft, chosen), at, size));
  return holding.toSorted((a, b) => roughSize(draft, a) - roughSize(draft, b))[0];
}

export function isInside(corners: readonly Point[], at: Point, { width, height }: Size): boolean {
  return corners.length >= 3 && height > 0 && makeZoneShape(corners, width / height).contains(at);
}

function roughSize(draft: Draft, chosen: Chosen): number {
  const corners = cornersOf(draft, chosen);
  const span = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  return span(corners.map(({ x }) => x)) * span(corners.map(({ y }) => y));
}

function distanceToSide(at: Point, a: Point, b: Point, { width, height }: Size): number {
  const [dx, dy] = [(b.x - a.x) * width, (b.y - a.y) * height];
  const [px, py] = [(at.x - a.x) * width, (at.y - a.y) * height];
  const long = dx * dx + dy * dy;
  const share = long === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / long));
  return Math.hypot(px - share * dx, py - share * dy);
}
