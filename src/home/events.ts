import type { Alert } from "#domain/alert.ts";
import { type RiskLevel, riskLevels } from "#domain/analysis.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { groupOf } from "#domain/detection.ts";
import type { HappeningId } from "#domain/ids.ts";
import { alertTitle } from "./alert-text.ts";
import { type AlertType, type DetectionType, OTHER_OBJECT, UNRATED } from "./entities.ts";
import { alertDocument } from "./states.ts";

const ALERTS_REMEMBERED = 256;

/** One event per group that was found in a clip, each with the labels of its own group. */
export function detectionEvents(state: ClipState): readonly object[] {
  const found = state.filter_result?.detected_classes ?? [];
  const byType = Map.groupBy(found, (label): DetectionType => groupOf(label) ?? OTHER_OBJECT);
  return [...byType].map(([type, objects]) => ({
    event_type: type,
    objects,
    score: bestScore(state, objects),
    clip_id: state.clip_id,
    alert_id: state.happening_id,
    ts: state.start_ts,
  }));
}

function bestScore(state: ClipState, objects: readonly string[]): number | undefined {
  const scores = state.filter_result?.detections.filter(({ label }) => objects.includes(label)) ?? [];
  return scores.length === 0 ? undefined : Math.max(...scores.map(({ score }) => score));
}

/**
 * Decides which alerts become an event of the entity: the first of each happening, and an update only where the
 * risk rose. So an automation runs once per happening, and once more when it turns out to be worse.
 */
export function makeAlertEvents() {
  const told = new Map<HappeningId, RiskLevel | null>();
  return function alertEvent(alert: Alert): object | undefined {
    const before = told.get(alert.alert_id);
    if (before !== undefined && rank(alert.risk_level) <= rank(before)) return undefined;
    told.delete(alert.alert_id);
    told.set(alert.alert_id, alert.risk_level);
    const [oldest] = told.keys();
    if (told.size > ALERTS_REMEMBERED && oldest !== undefined) told.delete(oldest);
    const type: AlertType = alert.risk_level ?? UNRATED;
    return { event_type: type, update: before !== undefined, ...alertDocument(alert, alertTitle(alert)) };
  };
}

function rank(level: RiskLevel | null): number {
  return level === null ? -1 : riskLevels.indexOf(level);
}
