import type { Alert } from "#domain/alert.ts";
import type { Analysis } from "#domain/analysis.ts";
import type { Clip } from "#domain/clip.ts";
import { type ClipState, newClipState } from "#domain/clip-state.ts";
import type { Detection, FilterResult } from "#domain/detection.ts";
import { CameraSlug, clipIdOf, HappeningId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { LiveSummary } from "#domain/live-summary.ts";

const START_MS = Date.UTC(2026, 5, 1, 11, 59, 30);

export interface ClipWish extends Partial<Omit<Clip, "camera" | "happening">> {
  readonly camera?: string;
  readonly happening?: string;
}

/** A clip of 12 s at the front door; its id follows from camera and start unless it is given. */
export function aClip(wish: ClipWish = {}): Clip {
  const camera = CameraSlug.parse(wish.camera ?? "front_door");
  const startedAtMs = wish.startedAtMs ?? START_MS;
  const id = wish.id ?? clipIdOf(camera, startedAtMs, 1);
  const path = `/media/porchlight/clips/${camera}/${id}.mp4`;
  return {
    cameraName: "Front door",
    part: 1,
    trigger: "motion",
    source: "rtsp",
    path,
    snapshotPath: path.replace(".mp4", ".jpg"),
    durationMs: 12_000,
    bytes: 4321,
    video: { codec: "h264", width: 1920, height: 1080, audio: "aac" },
    ...wish,
    id,
    camera,
    startedAtMs,
    happening: HappeningId.parse(wish.happening ?? id),
  };
}

export function aClipState(wish: ClipWish = {}, fields: Partial<ClipState> = {}): ClipState {
  return { ...newClipState(aClip(wish)), ...fields };
}

export function anEvent(state: ClipState, fields: Partial<ClipEvent> = {}): ClipEvent {
  return { clip_id: state.clip_id, type: "clip_captured", at: state.end_ts, ...fields };
}

/** What a detector says that saw these labels, the first the surest. */
export function aFilterResult(...labels: readonly string[]): FilterResult {
  return {
    detected_classes: [...labels],
    confidence: labels.length === 0 ? 0 : 0.9,
    model: "yolox_s",
    provider: "cpu",
    sampled_frames: 24,
    stopped_early: false,
    detections: labels.map((label, index) => ({
      label,
      score: 0.9 - index / 100,
      box: { x: 0.25, y: 0.25, width: 0.25, height: 0.5 },
      at_ms: 2000,
    })),
  };
}

/** One detection in the middle of the picture. */
export function aDetection(label: string, score = 0.9): Detection {
  return { label, score, box: { x: 0.4, y: 0.3, width: 0.2, height: 0.5 }, at_ms: 500 };
}

export function anAnalysis(fields: Partial<Analysis> = {}): Analysis {
  return {
    risk_level: "low",
    activity_type: "delivery",
    title: "Parcel left at the door",
    summary: "A courier left a parcel at the door.",
    entities_timeline: [],
    confidence: 0.9,
    requires_review: false,
    backend: "openai",
    model: "test-vlm",
    prompt_hash: "0123456789abcdef",
    normal_version: null,
    frames: 4,
    tokens: { input: 4000, output: 200 },
    cost: null,
    latency_ms: 1200,
    instead: null,
    ...fields,
  };
}

/** Nothing was seen live, by rules that ask for no place. */
export function aLiveSummary(fields: Partial<LiveSummary> = {}): LiveSummary {
  return {
    objects: [],
    zones: [],
    lines: [],
    events: [],
    alert: null,
    needs_place: false,
    rules_version: 1,
    ...fields,
  };
}

export function anAlert(fields: Partial<Alert> = {}): Alert {
  const clip = aClip();
  return {
    clip_id: clip.id,
    camera_name: clip.camera,
    storage_uri: `local:clips/${clip.camera}/${clip.id}.mp4`,
    view_url: null,
    risk_level: null,
    activity_type: null,
    notify_reason: "object=person",
    summary: "Person at Front door for 12 s.",
    ts: new Date(clip.startedAtMs).toISOString(),
    dedupe_key: clip.happening,
    upload_failed: false,
    late: false,
    alert_id: clip.happening,
    phase: "confirmed",
    camera_title: clip.cameraName,
    title: "Person at Front door",
    requires_review: false,
    escalation: 0,
    group_id: clip.happening,
    objects: ["person"],
    zones: [],
    image_url: null,
    clip_url: null,
    panel_url: `#/clips/${clip.id}`,
    ...fields,
  };
}
