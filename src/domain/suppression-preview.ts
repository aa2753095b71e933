import type { ClipState } from "./clip-state.ts";
import type { SuppressionDraft } from "./suppression.ts";
import { groundsOf, hidersOf, isTooRisky } from "./suppression-evidence.ts";

/** What would have become of past alerts, a clip for each. In the order in which they were given. */
export interface SuppressionPreview {
  /** Alerts that were looked at. */
  readonly looked: number;
  readonly hidden: readonly ClipState[];
  /** Of the hidden ones: the owner gave them a star. */
  readonly starred: readonly ClipState[];
  /** It speaks of them, but they are told for their risk. */
  readonly risky: readonly ClipState[];
}

/** A happening of several clips is hidden if each of its alerts is. */
export function previewOf(
  draft: SuppressionDraft,
  alerts: readonly ClipState[],
  alertsOn: readonly string[],
): SuppressionPreview {
  const told = alerts.filter(({ alert_decision }) => alert_decision?.notify === true);
  const happenings = [...Map.groupBy(told, ({ happening_id }) => happening_id).values()];
  const speaksOf = (state: ClipState) =>
    hidersOf([draft], { ...groundsOf(state), analysis: null }, alertsOn).length > 0;
  const matched = happenings.filter((clips) => clips.every(speaksOf));
  const risky = matched.filter((clips) => clips.some(isRisky));
  const hidden = matched.filter((clips) => !clips.some(isRisky));
  return {
    looked: happenings.length,
    hidden: hidden.flatMap(leadOf),
    starred: hidden.flatMap((clips) => clips.filter(({ starred }) => starred).slice(0, 1)),
    risky: risky.flatMap(leadOf),
  };
}

function isRisky(state: ClipState): boolean {
  return isTooRisky({ analysis: state.analysis_result });
}

/** The first of a happening. */
function leadOf(clips: readonly ClipState[]): readonly ClipState[] {
  return clips.toSorted((a, b) => a.part - b.part).slice(0, 1);
}
