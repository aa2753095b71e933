import type { Component } from "./components.ts";
import type { Size } from "./size.ts";

/** How many of a component's pixels still show the background's pattern, show another one, or cannot tell. */
export interface Pattern {
  readonly kept: number;
  readonly replaced: number;
  readonly plain: number;
}

/** Compares a component with the background under it. */
export type ComparePattern = (
  mean: Float32Array,
  variance: Float32Array,
  frame: Uint8Array,
  order: Int32Array,
  component: Component,
) => Pattern;

const TILE = 10;
/** Fewer pixels of a component in a tile prove nothing. */
const PIXELS_MIN = 8;
/** Below this variance of the background's slopes (levels²) there is no pattern that could be kept. */
const PATTERN_MIN = 6;
const KEPT_MIN = 0.7;
/** Noise of a slope over that of a pixel: two pixels that share a third of their blur, in two directions. */
const SLOPE_NOISE = 2 * 2 * (2 / 3);
/** n, Σ slopes of the background (x, y), Σ slopes of the frame (x, y), Σ b², Σ f², Σ b × f, Σ noise */
const SUMS = 9;

/**
 * Light and shadow keep the background's pattern and change its level; a thing brings a pattern of its own. Compared are
 * slopes, tile by tile, so that neither the level nor an even gradient of the light counts: the soft edge of a cloud's
 * shadow, the beam of a lamp. The sensor's noise, which would weaken every correlation, is taken off.
 */
export function makeComparePattern({ width, height }: Size): ComparePattern {
  const columns = Math.ceil(width / TILE);
  const tiles = columns * Math.ceil(height / TILE);
  const tileOf = Uint16Array.from(
    { length: width * height },
    (_, i) => Math.floor(Math.floor(i / width) / TILE) * columns + Math.floor((i % width) / TILE),
  );
  const sums = new Float64Array(tiles * SUMS);

  const add = (tile: number, bx: number, by: number, fx: number, fy: number, noise: number): void => {
    const at = tile * SUMS;
    sums[at] = (sums[at] ?? 0) + 1;
    sums[at + 1] = (sums[at + 1] ?? 0) + bx;
    sums[at + 2] = (sums[at + 2] ?? 0) + by;
    sums[at + 3] = (sums[at + 3] ?? 0) + fx;
    sums[at + 4] = (sums[at + 4] ?? 0) + fy;
    sums[at + 5] = (sums[at + 5] ?? 0) + bx * bx + by * by;
    sums[at + 6] = (sums[at + 6] ?? 0) + fx * fx + fy * fy;
    sums[at + 7] = (sums[at + 7] ?? 0) + bx * fx + by * fy;
    sums[at + 8] = (sums[at + 8] ?? 0) + noise;
  };

  return (mean, variance, frame, order, { from, to, left, right, top, bottom }) => {
    sums.fill(0);
    for (let at = from; at < to; at++) {
      const i = order[at] ?? 0;
      const x = i % width;
      if (x === 0 || x === width - 1 || i < width || i >= frame.length - width) continue;
      add(
        tileOf[i] ?? 0,
        (mean[i + 1] ?? 0) - (mean[i - 1] ?? 0),
        (mean[i + width] ?? 0) - (mean[i - width] ?? 0),
        (frame[i + 1] ?? 0) - (frame[i - 1] ?? 0),
        (frame[i + width] ?? 0) - (frame[i - width] ?? 0),
        variance[i] ?? 0,
      );
    }
    let kept = 0;
    let replaced = 0;
    for (let row = Math.floor(top / TILE); row <= Math.floor(bottom / TILE); row++) {
      for (let column = Math.floor(left / TILE); column <= Math.floor(right / TILE); column++) {
        const tile = sums.subarray((row * columns + column) * SUMS, (row * columns + column + 1) * SUMS);
        const correlation = correlationOf(tile);
        if (correlation === undefined) continue;
        if (correlation > KEPT_MIN) kept += tile[0] ?? 0;
        else replaced += tile[0] ?? 0;
      }
    }
    return { kept, replaced, plain: to - from - kept - replaced };
  };
}

function correlationOf(sums: Float64Array): number | undefined {
  const [n = 0, bx = 0, by = 0, fx = 0, fy = 0, bb = 0, ff = 0, bf = 0, noise = 0] = sums;
  if (n < PIXELS_MIN) return undefined;
  const varianceB = bb / n - (bx / n) ** 2 - (by / n) ** 2;
  const noiseF = (SLOPE_NOISE * noise) / n;
  if (varianceB < PATTERN_MIN || varianceB < noiseF) return undefined;
  const varianceF = ff / n - (fx / n) ** 2 - (fy / n) ** 2 - noiseF;
  if (varianceF <= 0) return 0;
  return (bf / n - (bx * fx + by * fy) / (n * n)) / Math.sqrt(varianceB * varianceF);
}
