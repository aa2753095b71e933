import type { Box } from "#domain/geometry.ts";

/**
 * Where a box is and how fast it goes: centre x and y, aspect and height, each with its own rate.
 *
 * The filter of SORT and ByteTrack couples none of the four, so four small ones are the same as one of eight by eight.
 * Lengths are heights of the frame in both directions, times seconds. Per axis: value, rate and their covariances.
 */
export type Filter = Float64Array;

const AXES = 4;
const STRIDE = 5;
const SIZE = AXES * STRIDE;
const ASPECT = 2;
const HEIGHT = 3;

/** ByteTrack's noise is told per frame of a video with 30 a second. */
const FRAMES_PER_S = 30;
/** Standard deviations, as shares of the height of the box. */
const MEASURED = 1 / 20;
const WANDER_PER_ROOT_S = (1 / 20) * Math.sqrt(FRAMES_PER_S);
const RATE_WANDER_PER_ROOT_S = (1 / 160) * FRAMES_PER_S * Math.sqrt(FRAMES_PER_S);
const FIRST_RATE = 10 * (1 / 160) * FRAMES_PER_S;
/** Those of the aspect, absolute. */
const ASPECT_MEASURED = 0.1;
const ASPECT_WANDER_PER_ROOT_S = 0.01 * Math.sqrt(FRAMES_PER_S);
/** No box is flatter or smaller than this, whatever the rates say. */
const LEAST = 1e-4;

/** A filter that has seen one box and knows nothing of its speed. */
export function startFilter(box: Box): Filter {
  const filter = new Float64Array(SIZE);
  restart(filter, box);
  return filter;
}

/** Forgets what was: the box is the only one seen. */
export function restart(filter: Filter, box: Box): void {
  const height = Math.max(box.height, LEAST);
  for (let axis = 0; axis < AXES; axis++) {
    const at = axis * STRIDE;
    const isAspect = axis === ASPECT;
    filter[at] = measured(box, axis);
    filter[at + 1] = 0;
    filter[at + 2] = (isAspect ? ASPECT_MEASURED : 2 * MEASURED * height) ** 2;
    filter[at + 3] = 0;
    filter[at + 4] = isAspect ? 0 : (FIRST_RATE * height) ** 2;
  }
}

/** Moves the filter on by `seconds` without having seen anything. */
export function predict(filter: Filter, seconds: number): void {
  const height = heightOf(filter);
  for (let axis = 0; axis < AXES; axis++) {
    const at = axis * STRIDE;
    const isAspect = axis === ASPECT;
    const wander = (isAspect ? ASPECT_WANDER_PER_ROOT_S : WANDER_PER_ROOT_S * height) ** 2;
    const rateWander = isAspect ? 0 : (RATE_WANDER_PER_ROOT_S * height) ** 2;
    const [both = 0, rate = 0] = [filter[at + 3], filter[at + 4]];
    filter[at] = (filter[at] ?? 0) + (filter[at + 1] ?? 0) * seconds;
    filter[at + 2] =
      (filter[at + 2] ?? 0) +
      2 * seconds * both +
      seconds ** 2 * rate +
      seconds * wander +
      (seconds ** 3 / 3) * rateWander;
    filter[at + 3] = both + seconds * rate + (seconds ** 2 / 2) * rateWander;
    filter[at + 4] = rate + seconds * rateWander;
  }
}

/** Takes in the box that was seen. */
export function correct(filter: Filter, box: Box): void {
  const noise = (MEASURED * Math.max(box.height, LEAST)) ** 2;
  for (let axis = 0; axis < AXES; axis++) {
    const at = axis * STRIDE;
    const [value = 0, rate = 0, variance = 0, both = 0, rateVariance = 0] = filter.subarray(at, at + STRIDE);
    const total = variance + (axis === ASPECT ? ASPECT_MEASURED ** 2 : noise);
    const [gain, rateGain] = [variance / total, both / total];
    const surprise = measured(box, axis) - value;
    filter[at] = value + gain * surprise;
    filter[at + 1] = rate + rateGain * surprise;
    filter[at + 2] = (1 - gain) * variance;
    filter[at + 3] = (1 - gain) * both;
    filter[at + 4] = rateVariance - rateGain * both;
  }
}

/** What is not seen keeps its size: a few wrong boxes must not let it grow or shrink away. */
export function holdSize(filter: Filter): void {
  filter[ASPECT * STRIDE + 1] = 0;
  filter[HEIGHT * STRIDE + 1] = 0;
}

/** The box that the filter believes in. */
export function boxOf(filter: Filter): Box {
  const height = heightOf(filter);
  const width = Math.max(filter[ASPECT * STRIDE] ?? 0, LEAST) * height;
  return { x: (filter[0] ?? 0) - width / 2, y: (filter[STRIDE] ?? 0) - height / 2, width, height };
}

/** Heights of the frame per second. */
export function velocityOf(filter: Filter): { readonly x: number; readonly y: number } {
  return { x: filter[1] ?? 0, y: filter[STRIDE + 1] ?? 0 };
}

function heightOf(filter: Filter): number {
  return Math.max(filter[HEIGHT * STRIDE] ?? 0, LEAST);
}

function measured({ x, y, width, height }: Box, axis: number): number {
  if (axis === 0) return x + width / 2;
  if (axis === 1) return y + height / 2;
  if (axis === ASPECT) return width / Math.max(height, LEAST);
  return height;
}
