import type { Box } from "#domain/geometry.ts";
import type { I420Picture } from "./rgb.ts";

/** Of the picture's height. */
const THICK = 0.005;
/** Orange. */
const COLOUR = { y: 158, u: 46, v: 184 } as const;

/** Draws a frame around a part of an I420 picture, into its bytes. What lies outside of it is left out. */
export function outline({ width, height, i420 }: I420Picture, around: Box): void {
  // Whole pairs, as two by two pixels share a colour.
  const even = (at: number, most: number) => Math.min(most, Math.max(0, 2 * Math.round(at / 2)));
  const [left, right] = [even(around.x * width, width), even((around.x + around.width) * width, width)];
  const [top, bottom] = [even(around.y * height, height), even((around.y + around.height) * height, height)];
  const thick = Math.max(2, 2 * Math.round((height * THICK) / 2));

  const fill = (from: { x: number; y: number }, to: { x: number; y: number }) => {
    const edges = { left: Math.max(0, from.x), right: Math.min(width, to.x) };
    if (edges.right <= edges.left) return;
    const size = width * height;
    for (let y = Math.max(0, from.y); y < Math.min(height, to.y); y++) {
      i420.fill(COLOUR.y, y * width + edges.left, y * width + edges.right);
      if (y % 2 === 1) continue;
      const row = size + (y >> 1) * (width >> 1);
      i420.fill(COLOUR.u, row + (edges.left >> 1), row + (edges.right >> 1));
      i420.fill(COLOUR.v, row + (size >> 2) + (edges.left >> 1), row + (size >> 2) + (edges.right >> 1));
    }
  };
  fill({ x: left, y: top }, { x: right, y: top + thick });
  fill({ x: left, y: bottom - thick }, { x: right, y: bottom });
  fill({ x: left, y: top }, { x: left + thick, y: bottom });
  fill({ x: right - thick, y: top }, { x: right, y: bottom });
}
