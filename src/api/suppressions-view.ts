import type { ClipState } from "#domain/clip-state.ts";
import type { Suppression, SuppressionDraft } from "#domain/suppression.ts";
import { NEVER_HIDDEN_FROM } from "#domain/suppression-evidence.ts";
import { previewOf, type SuppressionPreview } from "#domain/suppression-preview.ts";
import { dimensions, widen } from "#domain/suppression-proposal.ts";
import { dimensionWords, suppressionWords } from "#domain/suppression-words.ts";
import {
  NAMED_MAX,
  type PastAlertWire,
  type SuppressionPreviewWire,
  type SuppressionWire,
} from "./suppressions-wire.ts";

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
