import { type Analysis, isAtLeast, type RiskLevel } from "./analysis.ts";
import type { ClipState } from "./clip-state.ts";
import { DETECTIONS_MAX, type Detection, expandLabels } from "./detection.ts";
import type { CameraSlug } from "./ids.ts";
import { hiderOf, type SuppressionDraft } from "./suppression.ts";

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
  readonly analysis: Pick<Analysis, "risk_level"> | null;
}

export function groundsOf(state: ClipState): AlertGrounds {
  return {
    camera: state.camera_name,
    startedAtMs: Date.parse(state.start_ts),
    reason: state.alert_decision?.notify_reason ?? "",
    detections: state.filter_result?.detections ?? [],
    analysis: state.analysis_result,
  };
}

export function isTooRisky({ analysis }: Pick<AlertGrounds, "analysis">): boolean {
  return analysis !== null && isAtLeast(analysis.risk_level, NEVER_HIDDEN_FROM);
}

/**
 * What must be hidden for the alert to be: where objects made it, all on which the camera alerts (`alertsOn`: labels or
 * groups); where something else did, all that was seen. None where that is not known.
 */
export function decisiveOf(
  { reason, detections }: Pick<AlertGrounds, "reason" | "detections">,
  alertsOn: readonly string[],
): readonly Detection[] {
  // There may have been more than are kept.
  if (detections.length >= DETECTIONS_MAX) return [];
  if (!reason.startsWith("object=")) return detections;
  const wanted = new Set(expandLabels(alertsOn));
  return detections.filter(({ label }) => wanted.has(label));
}

/** Those that together hide the whole alert; none where a part of it stays interesting. */
export function hidersOf<Kind extends SuppressionDraft>(
  suppressions: readonly Kind[],
  alert: AlertGrounds,
  alertsOn: readonly string[],
): readonly Kind[] {
  if (suppressions.length === 0 || isTooRisky(alert)) return [];
  const { camera, startedAtMs } = alert;
  const hiders = decisiveOf(alert, alertsOn).map(({ label, box, at_ms }) =>
    hiderOf(suppressions, { camera, label, box, atMs: startedAtMs + at_ms }),
  );
  const found = hiders.filter((hider) => hider !== undefined);
  return found.length === hiders.length ? [...new Set(found)] : [];
}
