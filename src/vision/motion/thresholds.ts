import type { Size } from "./size.ts";

/** What the owner's one word, sensitivity, means in pixels and levels. */
export interface Thresholds {
  /** The smallest thing that counts, pixels. */
  readonly areaMin: number;
  /** The least difference from the background, levels. */
  readonly levels: number;
  /** The least difference from a moment ago, levels. */
  readonly changeLevels: number;
}

export const SENSITIVITY_DEFAULT = 0.5;

const AREA_SHARE = 0.001;
const LEVELS = 10;
const CHANGE_LEVELS = 11;

/** A thing is cut by the edge of a mask, so a smaller part of it counts; but never less than this part. */
const MASKED_PART_MIN = 0.25;
const AREA_PIXELS_MIN = 6;

/**
 * `sensitivity` 0 to 1: at 0 a thing must be four times as large as at 0.5, at 1 a quarter is enough. `watchedShare`
 * is what the masks leave of the frame.
 */
export function thresholdsOf(sensitivity: number, watchedShare: number, { width, height }: Size): Thresholds {
  const coarseness = 2 ** (1 - 2 * Math.min(1, Math.max(0, sensitivity)));
  const part = Math.max(MASKED_PART_MIN, Math.sqrt(watchedShare));
  return {
    areaMin: Math.max(AREA_PIXELS_MIN, Math.round(AREA_SHARE * coarseness ** 2 * part * width * height)),
    levels: LEVELS * Math.sqrt(coarseness),
    changeLevels: CHANGE_LEVELS * Math.sqrt(coarseness),
  };
}
