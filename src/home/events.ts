import type { Alert } from "#domain/alert.ts";
import { type RiskLevel, riskLevels } from "#domain/analysis.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { groupOf } from "#domain/detection.ts";
import type { HappeningId } from "#domain/ids.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import { type AlertType, UNRATED } from "./alert-entities.ts";
import { alertTitle } from "./alert-text.ts";
import { type DetectionType, OTHER_OBJECT } from "./camera-entities.ts";
import type { Recent } from "./recent.ts";
import { alertDocument } from "./states.ts";

const ALERTS_REMEMBERED = 256;
const HAPPENINGS_REMEMBERED = 256;

/**
 * Decides what becomes an event of the Detection entity: what is seen live, at once and once a happening for each
 * group; then what is found in a clip, each group with its own labels, but for those that were told live.
 */
export function makeDetectionEvents() {
  const told = new Map<HappeningId, Set<DetectionType>>();
  return {
    live({ type: what, track, atMs }: LiveEvent, happening: HappeningId | undefined): object | undefined {
      // Without a recording there is nothing that several sightings could belong to.
      if (what !== "OBJECT_APPEARED" || happening === undefined) return undefined;
      const type = typeOf(track.label);
      const known = told.get(happening) ?? new Set();
      if (known.has(type)) return undefined;
      told.set(happening, known.add(type));
      const [oldest] = told.keys();
      if (told.size > HAPPENINGS_REMEMBERED && oldest !== undefined) told.delete(oldest);
      return {
        event_type: type,
        live: true,
        objects: [track.label],
        score: track.score,
        clip_id: null,
        alert_id: happening,
        ts: new Date(atMs).toISOString(),
      };
    },
    clip(state: ClipState): readonly object[] {
      const found = state.filter_result?.detected_classes ?? [];
      const known = told.get(state.happening_id);
      return [...Map.groupBy(found, typeOf)]
        .filter(([type]) => known?.has(type) !== true)
        .map(([type, objects]) => ({
          event_type: type,
          live: false,
          objects,
          score: bestScore(state, objects),
          clip_id: state.clip_id,
          alert_id: state.happening_id,
          ts: state.start_ts,
        }));
    },
  };
}

export type DetectionEvents = ReturnType<typeof makeDetectionEvents>;

function typeOf(label: string): DetectionType {
  return groupOf(label) ?? OTHER_OBJECT;
}

function bestScore(state: ClipState, objects: readonly string[]): number | undefined {
  const scores = state.filter_result?.detections.filter(({ label }) => objects.includes(label)) ?? [];
  return scores.length === 0 ? undefined : Math.max(...scores.map(({ score }) => score));
}

/**
 * Decides which alerts become an event of the entity: the first of each happening, and an update only where the
 * risk rose. So an automation runs once per happening, and once more when it turns out to be worse.
 */
export function makeAlertEvents(recent: Pick<Recent, "entities">) {
  const told = new Map<HappeningId, RiskLevel | null>();
  return function alertEvent(alert: Alert): object | undefined {
    const before = told.get(alert.alert_id);
    if (before !== undefined && rank(alert.risk_level) <= rank(before)) return undefined;
    told.delete(alert.alert_id);
    told.set(alert.alert_id, alert.risk_level);
    const [oldest] = told.keys();
    if (told.size > ALERTS_REMEMBERED && oldest !== undefined) told.delete(oldest);
    const type: AlertType = alert.risk_level ?? UNRATED;
    return {
      event_type: type,
      update: before !== undefined,
      ...alertDocument(alert, alertTitle(alert), recent),
    };
  };
}

function rank(level: RiskLevel | null): number {
  return level === null ? -1 : riskLevels.indexOf(level);
}
