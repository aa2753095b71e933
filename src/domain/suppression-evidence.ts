import { type Analysis, isAtLeast, type RiskLevel } from "./analysis.ts";
import type { ClipState } from "./clip-state.ts";
import { DETECTIONS_MAX, type Detection, expandLabels } from "./detection.ts";
import type { CameraSlug } from "./ids.ts";
import { type HideableSighting, hiderOf, type SuppressionDraft } from "./suppression.ts";

/** From this risk on an alert is told, whatever the owner found not interesting before. */
export const NEVER_HIDDEN_FROM: RiskLevel = "high";

/** What a clip's alert rests on. */
export interface AlertGrounds {
  readonly camera: CameraSlug;
  /** Unix ms. */
  readonly startedAtMs: number;
  /** As `Decision.notify_reason`. */
  readonly reason: string;
  readonly detections: readonly Detection[];
  /** What was told of it while it happened: always decisive. */
  readonly toldLive?: readonly HideableSighting[];
  readonly analysis: Pick<Analysis, "risk_level"> | null;
}

export function groundsOf(state: ClipState): AlertGrounds {
  return {
    camera: state.camera_name,
    startedAtMs: Date.parse(state.start_ts),
    reason: state.alert_decision?.notify_reason ?? "",
    detections: state.filter_result?.detections ?? [],
    toldLive: toldLiveOf(state),
    analysis: state.analysis_result,
  };
}

function toldLiveOf({ camera_name, live }: ClipState): readonly HideableSighting[] {
  const told = live?.alert?.told ?? [];
  return told.map(({ label, box, at }) => ({ camera: camera_name, label, box, atMs: Date.parse(at) }));
}

export function isTooRisky({ analysis }: Pick<AlertGrounds, "analysis">): boolean {
  return analysis !== null && isAtLeast(analysis.risk_level, NEVER_HIDDEN_FROM);
}

/**
 * What must be hidden for the alert to be: what was told live; and of the clip, where objects made the alert, all on which
 * the camera alerts (`alertsOn`: labels or groups), where something else did, all that was seen. None where that is not
 * known.
 */
export function decisiveOf(alert: AlertGrounds, alertsOn: readonly string[]): readonly HideableSighting[] {
  const { camera, startedAtMs, reason, detections, toldLive = [] } = alert;
  // There may have been more than are kept.
  if (detections.length >= DETECTIONS_MAX) return [];
  const wanted = new Set(expandLabels(alertsOn));
  const isByObject = reason.startsWith("object=");
  const ofClip = detections
    .filter(({ label }) => !isByObject || wanted.has(label))
    .map(({ label, box, at_ms }) => ({ camera, label, box, atMs: startedAtMs + at_ms }));
  return [...ofClip, ...toldLive];
}

/** Those that together hide the whole alert; none where a part of it stays interesting. */
export function hidersOf<Kind extends SuppressionDraft>(
  suppressions: readonly Kind[],
  alert: AlertGrounds,
  alertsOn: readonly string[],
): readonly Kind[] {
  if (suppressions.length === 0 || isTooRisky(alert)) return [];
  const hiders = decisiveOf(alert, alertsOn).map((sighting) => hiderOf(suppressions, sighting));
  const found = hiders.filter((hider) => hider !== undefined);
  return found.length === hiders.length ? [...new Set(found)] : [];
}
