import { z } from "@hono/zod-openapi";
import { CameraSlug, ClipId } from "#domain/ids.ts";
import { Suppression, SuppressionDraft } from "#domain/suppression.ts";
import { dimensions } from "#domain/suppression-proposal.ts";

/** Past alerts named in one answer; the counts are of all that were looked at. */
export const NAMED_MAX = 24;

export const SuppressionWire = Suppression.extend({
  /** `Cats at Front door, bottom left, …` */
  words: z.string(),
});
export type SuppressionWire = z.output<typeof SuppressionWire>;

export const SuppressionsWire = z.object({ suppressions: z.array(SuppressionWire) });
export type SuppressionsWire = z.output<typeof SuppressionsWire>;

export const PastAlertWire = z.object({
  clip_id: ClipId,
  camera_name: CameraSlug,
  start_ts: z.iso.datetime(),
  starred: z.boolean(),
  has_snapshot: z.boolean(),
  objects: z.array(z.string()),
});
export type PastAlertWire = z.output<typeof PastAlertWire>;

/** What somebody may not want to be told of, before it is confirmed. */
export const SuppressionPreviewWire = z.object({
  draft: SuppressionDraft,
  words: z.string(),
  /** Past alerts of the camera that were looked at, newest first. */
  looked: z.int(),
  /** How many of them it would have hidden, and the newest of those. */
  hidden: z.int(),
  alerts: z.array(PastAlertWire).max(NAMED_MAX),
  warnings: z.array(z.string()),
  /** The same, a step wider in one way, and how many more alerts that would have hidden. */
  wider: z.array(
    z.object({ by: z.enum(dimensions), words: z.string(), more: z.int(), draft: SuppressionDraft }),
  ),
});
export type SuppressionPreviewWire = z.output<typeof SuppressionPreviewWire>;
