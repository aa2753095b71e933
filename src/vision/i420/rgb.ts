import { MATRIX_BITS, matrices } from "./matrices.ts";

/** A whole I420 picture: `width * height` bytes of luma, then a quarter of that of U, and of V. Even sides. */
export interface I420Picture {
  readonly width: number;
  readonly height: number;
  readonly i420: Uint8Array<ArrayBuffer>;
}

/** Done between two yields: a millisecond or less. */
const PIXELS_AT_ONCE = 128 * 1024;

/**
 * Red, green and blue in turn, `[height, width, 3]`. Yields now and then, so that others may have their turn in between.
 */
export function* rgbOf(
  { width, height, i420 }: I420Picture,
  colours: keyof typeof matrices,
): Generator<undefined, Uint8Array<ArrayBuffer>, undefined> {
  const { luma, redV, greenU, greenV, blueU } = matrices[colours];
  const area = width * height;
  const half = 1 << (MATRIX_BITS - 1);
  const rgb = new Uint8ClampedArray(3 * area);
  const stride = width >> 1;
  const rows = Math.max(2, Math.floor(PIXELS_AT_ONCE / width));
  for (let row = 0; row < height; row++) {
    if (row > 0 && row % rows === 0) yield undefined;
    let at = 3 * row * width;
    const chroma = area + (row >> 1) * stride;
    for (let column = 0; column < width; column++, at += 3) {
      const y = Math.imul((i420[row * width + column] ?? 0) - 16, luma) + half;
      const u = (i420[chroma + (column >> 1)] ?? 0) - 128;
      const v = (i420[chroma + (area >> 2) + (column >> 1)] ?? 0) - 128;
      rgb[at] = (y + Math.imul(v, redV)) >> MATRIX_BITS;
      rgb[at + 1] = (y - Math.imul(u, greenU) - Math.imul(v, greenV)) >> MATRIX_BITS;
      rgb[at + 2] = (y + Math.imul(u, blueU)) >> MATRIX_BITS;
    }
  }
  return new Uint8Array(rgb.buffer);
}
