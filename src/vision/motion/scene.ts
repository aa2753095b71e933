import type { Gain } from "./gain.ts";
import type { Size } from "./size.ts";

const TILE = 12;
/** A tile with less variance than this (levels²) has no pattern. */
const PATTERN_MIN = 16;
/** Correlation below which a tile shows something else than before. */
const SAME_MIN = 0.5;
/** So many of all tiles must have a pattern before and now, or there is nothing to go by. */
const COMPARABLE_SHARE_MIN = 0.2;

/** When more of the picture than this differs from the background, the light or the camera changed… */
const SHARE_MAX = 0.5;
/** …and so it did when the background itself is darker or brighter by more levels than this, whatever the rest does. */
const SHIFT_MAX_LEVELS = 60;

/**
 * Whether the whole scene is lit anew: the infrared filter, a lamp, exposure, or darkness that shows nothing at all.
 * `differing` counts the pixels that are not the background even after compensation.
 */
export function isOtherLight(
  mean: Float32Array,
  frame: Uint8Array,
  size: Size,
  light: Gain,
  differing: number,
): boolean {
  const isRelit = Math.abs(light.shift) > SHIFT_MAX_LEVELS || differing > SHARE_MAX * frame.length;
  return isRelit && !isReplaced(mean, frame, size);
}

/** Whether most of what can be compared shows new patterns: somebody close to the lens, a camera that was turned. */
function isReplaced(mean: Float32Array, frame: Uint8Array, { width, height }: Size): boolean {
  let tiles = 0;
  let comparable = 0;
  let replaced = 0;
  for (let top = 0; top + TILE <= height; top += TILE) {
    for (let left = 0; left + TILE <= width; left += TILE) {
      tiles++;
      const same = tileCorrelation(mean, frame, width, top * width + left);
      if (same === undefined) continue;
      comparable++;
      if (same < SAME_MIN) replaced++;
    }
  }
  return comparable >= tiles * COMPARABLE_SHARE_MIN && replaced * 2 > comparable;
}

function tileCorrelation(
  mean: Float32Array,
  frame: Uint8Array,
  width: number,
  start: number,
): number | undefined {
  let sumM = 0;
  let sumF = 0;
  let sumMM = 0;
  let sumFF = 0;
  let sumMF = 0;
  for (let y = 0; y < TILE; y++) {
    for (let i = start + y * width; i < start + y * width + TILE; i++) {
      const m = mean[i] ?? 0;
      const f = frame[i] ?? 0;
      sumM += m;
      sumF += f;
      sumMM += m * m;
      sumFF += f * f;
      sumMF += m * f;
    }
  }
  const n = TILE * TILE;
  const varianceM = sumMM / n - (sumM / n) ** 2;
  const varianceF = sumFF / n - (sumF / n) ** 2;
  if (varianceM < PATTERN_MIN || varianceF < PATTERN_MIN) return undefined;
  return (sumMF / n - (sumM / n) * (sumF / n)) / Math.sqrt(varianceM * varianceF);
}
