import { z } from "zod";
import { Box } from "./geometry.ts";

/** One labelled box in one frame. */
export const Detection = z.object({
  label: z.string().min(1).max(64),
  score: z.number().min(0).max(1),
  box: Box,
  /** Media time from the start of the clip, ms. */
  at_ms: z.number().min(0),
});
export type Detection = z.output<typeof Detection>;

/** What the detector found in one clip. */
export const FilterResult = z.object({
  /** Labels found, surest first. */
  detected_classes: z.array(z.string()),
  /** The best score; 0 where nothing was found. */
  confidence: z.number().min(0).max(1),
  model: z.string(),
  /** Execution provider that ran the model: `cpu`, `webgpu`, `cuda`. */
  provider: z.string(),
  sampled_frames: z.int().min(0),
  /** The scan ended at the first sure hit instead of the end of the clip. */
  stopped_early: z.boolean(),
  /** The boxes of the best frame per label, at most `DETECTIONS_MAX`. */
  detections: z.array(Detection),
});
export type FilterResult = z.output<typeof FilterResult>;

export const DETECTIONS_MAX = 64;

/** The three groups that become entities, and the COCO names in each. */
export const objectGroups = {
  person: ["person"],
  vehicle: ["bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat"],
  animal: ["bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe"],
} as const satisfies Record<string, readonly string[]>;
export type ObjectGroup = keyof typeof objectGroups;

/** The group of a label, if it belongs to one. */
export function groupOf(label: string): ObjectGroup | undefined {
  for (const [group, labels] of Object.entries(objectGroups)) {
    if (label === group || (labels as readonly string[]).includes(label)) return group as ObjectGroup;
  }
  return undefined;
}

/** `vehicle` means all vehicles; any other word means itself. */
export function expandLabels(words: readonly string[]): readonly string[] {
  return [
    ...new Set(words.flatMap((word) => (objectGroups as Record<string, readonly string[]>)[word] ?? [word])),
  ];
}
