import { z } from "zod";
import { expandLabels } from "./detection.ts";
import { footOf, type TrackSeen } from "./track-seen.ts";

export const WORDS_MAX = 32;

/** Labels or groups (`person`, `vehicle`, `animal`). */
export const ObjectWords = z.array(z.string().min(1).max(64)).max(WORDS_MAX);

const Share = z.number().min(0).max(1);
const Ratio = z.number().min(0.01).max(100);
const Height = z.object({
  /** How far down in the picture the foot is, 0 to 1. */
  row: Share,
  /** The least height of a box with its foot in that row, as a share of the picture's. */
  height: Share,
});

/**
 * How tall a thing must at least be, by where it stands: two rows with a height each, a straight line between them and
 * beyond. On level ground that is what a lens does to things of one height.
 */
export const PerspectiveHeight = z
  .object({ far: Height, near: Height })
  .refine(({ far, near }) => near.row - far.row >= 0.01, {
    error: 'must have its "near" row below its "far" row in the picture',
  });
export type PerspectiveHeight = z.output<typeof PerspectiveHeight>;

const sizeShape = {
  /** Of the frame. */
  min_area: Share.optional(),
  max_area: Share.optional(),
  /** Width by height, as seen. */
  min_ratio: Ratio.optional(),
  max_ratio: Ratio.optional(),
  min_height: PerspectiveHeight.optional(),
};

/** Which sizes and forms of boxes count. */
export const SizeLimits = z.object(sizeShape);

/** Which tracks a zone or a line takes note of. */
export const limitsShape = {
  /** Empty: all that the camera looks for. */
  objects: ObjectWords.default([]),
  min_score: Share.optional(),
  ...sizeShape,
};
const ObjectLimits = z.object(limitsShape);
export type ObjectLimits = z.output<typeof ObjectLimits>;

/** Where a smallest and a largest are both given, the one must not exclude the other. */
export function areLimitsPossible(limits: Partial<ObjectLimits>): boolean {
  const { min_area = 0, max_area = 1, min_ratio = 0, max_ratio = Number.POSITIVE_INFINITY } = limits;
  return min_area <= max_area && min_ratio <= max_ratio;
}

export const IMPOSSIBLE_LIMITS = "must not have a smallest area or ratio above the largest one";

/** Which limit an observation breaks. */
export type BrokenLimit =
  | { readonly kind: "label"; readonly label: string; readonly objects: readonly string[] }
  | { readonly kind: "score"; readonly score: number; readonly min: number }
  | { readonly kind: "area"; readonly area: number; readonly min?: number; readonly max?: number }
  | { readonly kind: "ratio"; readonly ratio: number; readonly min?: number; readonly max?: number }
  | { readonly kind: "height"; readonly height: number; readonly min: number };

/** Says whether an observation is within limits; makes nothing but the answer. */
export type LimitCheck = (track: TrackSeen) => BrokenLimit | undefined;

export function makeLimitCheck(limits: Partial<ObjectLimits>, aspect: number): LimitCheck {
  const { objects = [], min_score = 0, min_area, max_area, min_ratio, max_ratio, min_height } = limits;
  const labels = new Set(expandLabels(objects));
  return (track) => {
    const { label, score, box } = track;
    if (labels.size > 0 && !labels.has(label)) return { kind: "label", label, objects };
    if (score < min_score) return { kind: "score", score, min: min_score };
    const area = box.width * box.height;
    if (min_area !== undefined && area < min_area) return { kind: "area", area, min: min_area };
    if (max_area !== undefined && area > max_area) return { kind: "area", area, max: max_area };
    const ratio = (box.width * aspect) / box.height;
    if (min_ratio !== undefined && ratio < min_ratio) return { kind: "ratio", ratio, min: min_ratio };
    if (max_ratio !== undefined && ratio > max_ratio) return { kind: "ratio", ratio, max: max_ratio };
    if (min_height === undefined) return undefined;
    const min = leastHeightAt(min_height, footOf(box).y);
    return box.height < min ? { kind: "height", height: box.height, min } : undefined;
  };
}

/** The least height of a box with its foot in this row. */
export function leastHeightAt({ far, near }: PerspectiveHeight, row: number): number {
  const slope = (near.height - far.height) / (near.row - far.row);
  return Math.max(0, far.height + slope * (row - far.row));
}
