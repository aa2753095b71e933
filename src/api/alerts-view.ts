import { type Alert, LATE_MS } from "#domain/alert.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { AlertStoryWire } from "./alerts-wire.ts";

/** What clips of one happening tell, in any order; `last` is the camera's last alert, if it is of this happening. */
export function storyOfClips(
  clips: readonly [ClipState, ...ClipState[]],
  last: Alert | undefined,
): AlertStoryWire {
  const [oldest, ...others] = clips.toSorted((a, b) => (a.start_ts < b.start_ts ? -1 : 1));
  const first = oldest ?? clips[0];
  const ordered = [first, ...others];
  const lead =
    ordered.find((clip) => toldAt(clip) !== null) ??
    ordered.find(isAlert) ??
    ordered.find(isSuppressed) ??
    first;
  const analysis =
    lead.analysis_result ?? ordered.find(({ analysis_result }) => analysis_result)?.analysis_result ?? null;
  const live = ordered.find(({ live: seen }) => seen?.alert)?.live?.alert ?? null;
  const isFiltered = ordered.some(({ filter_result }) => filter_result !== null);
  return {
    id: first.happening_id,
    camera: first.camera_name,
    camera_title: first.camera_title,
    phase: analysis ? "described" : isFiltered ? "confirmed" : "detected",
    reason: lead.alert_decision?.notify_reason ?? last?.notify_reason ?? live?.reason ?? "none",
    sentence:
      last?.summary ?? analysis?.summary ?? live?.sentence ?? lead.alert_decision?.explanation ?? "Motion.",
    objects: distinct(ordered.flatMap(objectsOf), last?.objects),
    zones: distinct(
      ordered.flatMap((clip) => clip.live?.zones.map(({ name }) => name) ?? []),
      last?.zones,
    ),
    first_at: first.start_ts,
    last_at: ordered.map(({ end_ts }) => end_ts).reduce((a, b) => (a > b ? a : b)),
    clips: ordered.map(clipOf),
    told_at: {
      live: live && ordered.some(isAlert) ? live.at : last && last.phase === "detected" ? last.ts : null,
      clip: ordered.map(toldAt).find((at) => at !== null) ?? null,
    },
    late: last?.late ?? ordered.some(isLate),
    suppressed: ordered.some(isSuppressed),
  };
}

/** What was told of a happening of which nothing is recorded yet. */
export function storyOfAlert(alert: Alert): AlertStoryWire {
  return {
    id: alert.alert_id,
    camera: alert.camera_name,
    camera_title: alert.camera_title,
    phase: alert.phase,
    reason: alert.notify_reason,
    sentence: alert.summary ?? "",
    objects: alert.objects,
    zones: alert.zones,
    first_at: alert.ts,
    last_at: alert.ts,
    clips: [],
    told_at: { live: alert.phase === "detected" ? alert.ts : null, clip: null },
    late: alert.late,
    suppressed: false,
  };
}

export const isAlert = ({ alert_decision }: ClipState): boolean => alert_decision?.notify === true;

export const isSuppressed = ({ alert_decision }: ClipState): boolean =>
  alert_decision?.notify_reason === "suppressed";

/** When the first notifier told it; in rows of before that was written down, when all had. */
function toldAt(clip: ClipState): string | null {
  if (!isAlert(clip)) return null;
  const [first] = Object.values(clip.told)
    .map(({ at }) => at)
    .toSorted();
  return first ?? (clip.stages.notify.status === "ok" ? clip.stages.notify.finished_at : null);
}

function isLate(clip: ClipState): boolean {
  const at = toldAt(clip);
  return at !== null && Date.parse(at) - Date.parse(clip.end_ts) > LATE_MS;
}

function clipOf(state: ClipState): AlertStoryWire["clips"][number] {
  const { clip_id: id, status, start_ts, end_ts, copies, view_url, snapshot_path, deleted_at } = state;
  return {
    id,
    status,
    start_ts,
    end_ts,
    stored: Object.keys(copies),
    view_url,
    has_snapshot: snapshot_path !== null && deleted_at === null,
    deleted: deleted_at !== null,
  };
}

function objectsOf({ filter_result, live }: ClipState): readonly string[] {
  return [...(filter_result?.detected_classes ?? []), ...(live?.objects.map(({ label }) => label) ?? [])];
}

function distinct(words: readonly string[], more: readonly string[] = []): string[] {
  return [...new Set([...words, ...more])];
}
