import type { Polygon } from "#domain/geometry.ts";
import type { Size } from "./size.ts";

/** What the owner does not want looked at. A pixel is masked when its middle lies in one of the polygons. */
export interface Mask {
  /** Of the frame, 0 to 1. */
  readonly watchedShare: number;
  clear(raw: Uint8Array): void;
}

export function makeMask(polygons: readonly Polygon[], size: Size): Mask {
  const masked = pixelsInside(polygons, size);
  return {
    watchedShare: 1 - masked.length / (size.width * size.height),
    clear(raw) {
      for (const i of masked) raw[i] = 0;
    },
  };
}

function pixelsInside(polygons: readonly Polygon[], { width, height }: Size): Int32Array {
  const inside = new Set<number>();
  for (const polygon of polygons) {
    for (let y = 0; y < height; y++) {
      const crossings = crossingsAt(polygon, (y + 0.5) / height);
      for (let at = 0; at + 1 < crossings.length; at += 2) {
        const from = Math.max(0, Math.ceil((crossings[at] ?? 0) * width - 0.5));
        const to = Math.min(width, Math.ceil((crossings[at + 1] ?? 0) * width - 0.5));
        for (let x = from; x < to; x++) inside.add(y * width + x);
      }
    }
  }
  return Int32Array.from(inside).sort();
}

/** Where the polygon's edges cross the horizontal line at `y`, from left to right; always an even number. */
function crossingsAt(polygon: Polygon, y: number): readonly number[] {
  const crossings: number[] = [];
  for (const [index, a] of polygon.entries()) {
    const b = polygon[(index + 1) % polygon.length] ?? a;
    if (a.y <= y === b.y <= y) continue;
    crossings.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x));
  }
  return crossings.sort((left, right) => left - right);
}
