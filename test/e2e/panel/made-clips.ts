import type { Camera } from "#domain/camera.ts";
import { type Clip, triggers } from "#domain/clip.ts";
import { type ClipState, newClipState, type StageLog } from "#domain/clip-state.ts";
import type { Detection, FilterResult } from "#domain/detection.ts";
import { clipIdOf, HappeningId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";

/** A clip with its journal, as the pipeline leaves them. */
export interface MadeClip {
  readonly state: ClipState;
  readonly events: readonly ClipEvent[];
}

export interface ClipSpec {
  readonly camera: Camera;
  readonly startedAtMs: number;
  /** Labels with scores; none: the detector saw nothing. */
  readonly seen?: Readonly<Record<string, number>>;
  readonly notify?: boolean;
  readonly durationMs?: number;
  readonly path: string;
  readonly picture?: string;
  /** Part of the happening that another clip began. */
  readonly partOf?: { readonly happening: HappeningId; readonly part: number };
  /** The detector is still at it. */
  readonly unfinished?: boolean;
}

export function makeClip(spec: ClipSpec): MadeClip {
  const clip = clipOf(spec);
  const state = newClipState(clip);
  const captured = eventAt(state, "clip_captured", 0);
  const started = { ...eventAt(state, "stage_started", 100), stage: "filter" as const };
  if (spec.unfinished === true) return { state, events: [captured, started] };

  const notify = spec.notify ?? false;
  const labels = Object.keys(spec.seen ?? {});
  const decision = {
    notify,
    notify_reason: notify ? `object=${labels[0] ?? ""}` : "no_object",
    explanation: notify
      ? `A ${labels[0] ?? "thing"} was seen, which makes an alert on this camera.`
      : "Nothing that makes an alert on this camera was seen.",
  };
  return {
    state: {
      ...state,
      status: "done",
      stages: {
        upload: okay(state),
        filter: okay(state),
        vlm: skipped,
        notify: notify ? okay(state) : skipped,
        sidecar: okay(state),
      },
      filter_result: filterResult(spec.seen ?? {}),
      alert_decision: decision,
    },
    events: [
      captured,
      started,
      { ...eventAt(state, "stage_completed", 400), stage: "upload", duration_ms: 300 },
      { ...eventAt(state, "stage_completed", 900), stage: "filter", duration_ms: 800 },
      { ...eventAt(state, "stage_skipped", 910), stage: "vlm" },
      eventAt(state, "decided", 920),
      {
        ...eventAt(state, notify ? "stage_completed" : "stage_skipped", 1000),
        stage: "notify",
        duration_ms: 80,
      },
      eventAt(state, "clip_done", 1010),
    ],
  };
}

function clipOf({ camera, startedAtMs, durationMs = 5000, path, picture, partOf }: ClipSpec): Clip {
  const id = clipIdOf(camera.slug, startedAtMs, 1);
  return {
    id,
    happening: partOf?.happening ?? HappeningId.parse(id),
    camera: camera.slug,
    cameraName: camera.name,
    part: partOf?.part ?? 1,
    trigger: triggers[0],
    source: "rtsp",
    path,
    ...(picture === undefined ? {} : { snapshotPath: picture }),
    startedAtMs,
    durationMs,
    bytes: 1_240_000,
    video: { codec: "h264", width: 640, height: 360, audio: "none" },
  };
}

function filterResult(seen: Readonly<Record<string, number>>): FilterResult {
  const detections: Detection[] = Object.entries(seen).map(([label, score], index) => ({
    label,
    score,
    box: { x: 0.2 + index * 0.3, y: 0.45, width: 0.1, height: 0.3 },
    at_ms: 1500 + index * 1000,
  }));
  return {
    detected_classes: Object.keys(seen),
    confidence: Math.max(0, ...Object.values(seen)),
    model: "yolox_s",
    provider: "cpu",
    sampled_frames: 10,
    stopped_early: detections.length > 0,
    detections,
  };
}

function eventAt(state: ClipState, type: ClipEvent["type"], afterMs: number): ClipEvent {
  return { clip_id: state.clip_id, type, at: new Date(Date.parse(state.end_ts) + afterMs).toISOString() };
}

function okay({ end_ts }: ClipState): StageLog {
  return { status: "ok", attempts: 1, started_at: end_ts, finished_at: end_ts, last_error: null };
}

const skipped: StageLog = {
  status: "skipped",
  attempts: 0,
  started_at: null,
  finished_at: null,
  last_error: null,
};
