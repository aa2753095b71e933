import type { Point, Polygon } from "./geometry.ts";

/** On the edge is inside: a foot at the lower edge of the picture stands in a zone drawn down to it. */
const ON_EDGE = 1e-9;

/** An outline made ready for many questions. Asking allocates nothing. */
export interface ZoneShape {
  contains(point: Point): boolean;
  /** How far the point is from the outline, in heights of the frame. */
  distanceTo(point: Point): number;
}

/** `aspect` is the frame's width by its height: so a distance means the same in both directions. */
export function makeZoneShape(polygon: Polygon, aspect: number): ZoneShape {
  const count = polygon.length;
  const xs = Float64Array.from(polygon, ({ x }) => x * aspect);
  const ys = Float64Array.from(polygon, ({ y }) => y);
  const [left, right] = [Math.min(...xs) - ON_EDGE, Math.max(...xs) + ON_EDGE];
  const [top, bottom] = [Math.min(...ys) - ON_EDGE, Math.max(...ys) + ON_EDGE];

  const outlineDistance = (x: number, y: number): number => {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0, j = count - 1; i < count; j = i++) {
      least = Math.min(least, squaredDistance(x, y, xs[j] ?? 0, ys[j] ?? 0, xs[i] ?? 0, ys[i] ?? 0));
    }
    return Math.sqrt(least);
  };

  return {
    contains(point) {
      const x = point.x * aspect;
      const { y } = point;
      if (x < left || x > right || y < top || y > bottom) return false;
      let isInside = false;
      for (let i = 0, j = count - 1; i < count; j = i++) {
        const ax = xs[j] ?? 0;
        const ay = ys[j] ?? 0;
        const bx = xs[i] ?? 0;
        const by = ys[i] ?? 0;
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
      }
      return isInside || outlineDistance(x, y) <= ON_EDGE;
    },
    distanceTo: ({ x, y }) => outlineDistance(x * aspect, y),
  };
}

function squaredDistance(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const long = dx * dx + dy * dy;
  const share = long === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / long));
  const offX = x - ax - share * dx;
  const offY = y - ay - share * dy;
  return offX * offX + offY * offY;
}
