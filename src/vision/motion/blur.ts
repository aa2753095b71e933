import type { Size } from "./size.ts";

/** 65536 / 9, so that a product and a shift divide the sum of nine bytes by nine. */
const NINTH = 7282;

/** Averages 3 × 3 pixels into `out`, which takes a third off the noise; the border is repeated outwards. */
export function makeBlur({ width, height }: Size): (luma: Uint8Array, out: Uint8Array) => void {
  const columns = new Uint16Array(width);

  return (luma, out) => {
    for (let y = 0; y < height; y++) {
      const row = y * width;
      const above = y === 0 ? row : row - width;
      const below = y === height - 1 ? row : row + width;
      for (let x = 0; x < width; x++) {
        columns[x] = (luma[above + x] ?? 0) + (luma[row + x] ?? 0) + (luma[below + x] ?? 0);
      }
      let left = columns[0] ?? 0;
      let here = left;
      for (let x = 0; x < width; x++) {
        const right = x === width - 1 ? here : (columns[x + 1] ?? 0);
        out[row + x] = ((left + here + right) * NINTH + 32_768) >> 16;
        left = here;
        here = right;
      }
    }
  };
}
