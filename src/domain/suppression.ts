import { z } from "zod";
import { type DayHours, isWithin } from "./day-hours.ts";
import { expandLabels } from "./detection.ts";
import { Box } from "./geometry.ts";
import { CameraSlug, ClipId } from "./ids.ts";
import { footOf } from "./track-seen.ts";
import { ObjectWords } from "./zone-limits.ts";

/** Of one camera. More than a few say that its objects or zones are not the right ones. */
export const SUPPRESSIONS_MAX = 32;
export const PLACES_MAX = 8;
const DAY_MINUTES = 24 * 60;
/** Rounding never puts a foot outside the place that was made around it. */
const ON_EDGE = 1e-9;

export const SuppressionId = z
  .string()
  .regex(/^[0-9a-f]{8}$/)
  .brand("SuppressionId");
export type SuppressionId = z.output<typeof SuppressionId>;

const Minute = z
  .int()
  .min(0)
  .max(DAY_MINUTES - 1);
const Share = z.number().min(0).max(1);

/** What is not interesting, in front of one camera. null: any. */
export const SuppressionDraft = z.object({
  camera: CameraSlug,
  /** Labels or groups. */
  labels: ObjectWords.min(1),
  /** Upright rectangles; the foot must be in one of them. */
  places: z.array(Box).min(1).max(PLACES_MAX).nullable(),
  /** Of its box, as a share of the picture's. */
  height: z
    .object({ min: Share, max: Share })
    .refine(({ min, max }) => min <= max, { error: "must not have its least height above its largest" })
    .nullable(),
  /** Of the local day, in minutes since midnight; `to` may lie before `from`, over midnight. */
  hours: z
    .object({ from: Minute, to: Minute })
    .refine(({ from, to }) => from !== to, { error: "must have two different ends; null is the whole day" })
    .nullable(),
  /** The alert that it was made from. */
  from_clip: ClipId,
});
export type SuppressionDraft = z.output<typeof SuppressionDraft>;

/** A wish of the owner not to be told of something. */
export const Suppression = SuppressionDraft.extend({
  id: SuppressionId,
  created_at: z.iso.datetime(),
  /** Happenings of which nobody was told because of it. */
  hits: z.int().min(0),
  last_hit_at: z.iso.datetime().nullable(),
});
export type Suppression = z.output<typeof Suppression>;

/** Something seen once, in a clip or live. */
export interface HideableSighting {
  readonly camera: CameraSlug;
  readonly label: string;
  readonly box: Box;
  /** Unix ms. */
  readonly atMs: number;
}

export function hides(suppression: SuppressionDraft, sighting: HideableSighting): boolean {
  const { camera, labels, places, height, hours } = suppression;
  if (sighting.camera !== camera || !expandLabels(labels).includes(sighting.label)) return false;
  if (height && (sighting.box.height < height.min || sighting.box.height > height.max)) return false;
  if (hours && !isWithin(hours satisfies DayHours, sighting.atMs)) return false;
  return places === null || places.some((place) => isStandingIn(place, sighting.box));
}

/** The first that hides it. */
export function hiderOf<Kind extends SuppressionDraft>(
  suppressions: readonly Kind[],
  sighting: HideableSighting,
): Kind | undefined {
  return suppressions.find((suppression) => hides(suppression, sighting));
}

function isStandingIn(place: Box, box: Box): boolean {
  const { x, y } = footOf(box);
  const isInRow = y >= place.y - ON_EDGE && y <= place.y + place.height + ON_EDGE;
  return isInRow && x >= place.x - ON_EDGE && x <= place.x + place.width + ON_EDGE;
}
