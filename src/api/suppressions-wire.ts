import { z } from "@hono/zod-openapi";
import type { ClipState } from "#domain/clip-state.ts";
import { CameraSlug, ClipId } from "#domain/ids.ts";
import { Suppression, SuppressionDraft } from "#domain/suppression.ts";
import { NEVER_HIDDEN_FROM } from "#domain/suppression-evidence.ts";
import { previewOf, type SuppressionPreview } from "#domain/suppression-preview.ts";
import { dimensions, widen } from "#domain/suppression-proposal.ts";
import { dimensionWords, suppressionWords } from "#domain/suppression-words.ts";

/** Past alerts named in one answer; the counts are of all that were looked at. */
const NAMED_MAX = 24;

const Sentence = z.string();

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
  warnings: z.array(Sentence),
  /** The same, a step wider in one way, and how many more alerts that would have hidden. */
  wider: z.array(
    z.object({ by: z.enum(dimensions), words: z.string(), more: z.int(), draft: SuppressionDraft }),
  ),
});
export type SuppressionPreviewWire = z.output<typeof SuppressionPreviewWire>;

export const suppressionWire = (one: Suppression, cameraName: string): SuppressionWire => ({
  ...one,
  words: suppressionWords(one, cameraName),
});

export interface PreviewGrounds {
  readonly cameraName: string;
  readonly alerts: readonly ClipState[];
  readonly alertsOn: readonly string[];
}

export function previewWire(draft: SuppressionDraft, grounds: PreviewGrounds): SuppressionPreviewWire {
  const { cameraName, alerts, alertsOn } = grounds;
  const preview = previewOf(draft, alerts, alertsOn);
  const hidden = preview.hidden.length;
  return {
    draft,
    words: suppressionWords(draft, cameraName),
    looked: preview.looked,
    hidden,
    alerts: preview.hidden.slice(0, NAMED_MAX).map(pastAlertWire),
    warnings: warningsOf(preview),
    wider: dimensions.flatMap((by) => {
      const wider = widen(draft, by);
      if (!wider) return [];
      const more = previewOf(wider, alerts, alertsOn).hidden.length - hidden;
      return [{ by, words: dimensionWords(wider, by), more, draft: wider }];
    }),
  };
}

function pastAlertWire(state: ClipState): PastAlertWire {
  const { clip_id, camera_name, start_ts, starred } = state;
  return {
    clip_id,
    camera_name,
    start_ts,
    starred,
    has_snapshot: state.snapshot_path !== null && state.deleted_at === null,
    objects: state.filter_result?.detected_classes ?? [],
  };
}

function warningsOf({ starred, risky }: SuppressionPreview): string[] {
  const stars = `It would have hidden ${alertsOf(starred.length)} to which you gave a star.`;
  const risks = `It speaks of ${alertsOf(risky.length)} of ${NEVER_HIDDEN_FROM} risk or more: such are told all the same.`;
  return [...(starred.length > 0 ? [stars] : []), ...(risky.length > 0 ? [risks] : [])];
}

const alertsOf = (count: number) => (count === 1 ? "1 alert" : `${count} alerts`);
