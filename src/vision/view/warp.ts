import { CELLS, GRID, type Sketch } from "./sketch.ts";

/** How a camera that was knocked may see the scene, besides shifted. */
export interface Warp {
  readonly degrees: number;
  readonly zoom: number;
}

/** A turn or a zoom between two of these still leaves enough edges on each other to be found. */
export const warps: readonly Warp[] = [
  { degrees: 0, zoom: 1 },
  { degrees: 3, zoom: 1 },
  { degrees: -3, zoom: 1 },
  { degrees: 6, zoom: 1 },
  { degrees: -6, zoom: 1 },
  { degrees: 10, zoom: 1 },
  { degrees: -10, zoom: 1 },
  { degrees: 0, zoom: 1.08 },
  { degrees: 0, zoom: 0.92 },
];

/** Writes the scene as it looks turned (clockwise) and nearer into `out`. */
export function warp(from: Sketch, { degrees, zoom }: Warp, out: Sketch): void {
  const angle = (degrees * Math.PI) / 180;
  const cosBack = Math.cos(angle) / zoom;
  const sinBack = Math.sin(angle) / zoom;
  // Edges turn with the picture, and are kept at twice their angle.
  const cosTwice = Math.cos(2 * angle);
  const sinTwice = Math.sin(2 * angle);
  const middleX = (GRID.width - 1) / 2;
  const middleY = (GRID.height - 1) / 2;
  for (let i = 0; i < CELLS; i++) {
    const x = (i % GRID.width) - middleX;
    const y = Math.floor(i / GRID.width) - middleY;
    const sourceX = Math.round(cosBack * x + sinBack * y + middleX);
    const sourceY = Math.round(cosBack * y - sinBack * x + middleY);
    const isInside = sourceX >= 0 && sourceX < GRID.width && sourceY >= 0 && sourceY < GRID.height;
    const source = sourceY * GRID.width + sourceX;
    const cos = isInside ? (from.cos[source] ?? 0) : 0;
    const sin = isInside ? (from.sin[source] ?? 0) : 0;
    out.cos[i] = cos * cosTwice - sin * sinTwice;
    out.sin[i] = sin * cosTwice + cos * sinTwice;
  }
}
