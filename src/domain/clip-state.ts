import { z } from "zod";
import { alertPhases } from "./alert.ts";
import { Analysis } from "./analysis.ts";
import { type Clip, triggers } from "./clip.ts";
import { Decision } from "./decision.ts";
import { FilterResult } from "./detection.ts";
import { CameraSlug, ClipId, HappeningId } from "./ids.ts";
import { LiveSummary } from "./live-summary.ts";

/**
 * The steps of a clip's road. `upload` and `filter` run side by side, the others after one another. `sidecar` is the
 * last: what was found out is written beside the clip, here and at each copy.
 */
export const stages = ["upload", "filter", "vlm", "notify", "sidecar"] as const;
export type Stage = (typeof stages)[number];

/** What became of one stage so far. */
export const StageLog = z.object({
  status: z.enum(["pending", "running", "ok", "error", "skipped"]),
  attempts: z.int().min(0),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  last_error: z.string().nullable(),
});
export type StageLog = z.output<typeof StageLog>;

/** The place that is this machine's own disk. */
export const LOCAL_PLACE = "local";

/** A verified copy of a clip at one place. */
export const Copy = z.object({
  uri: z.string(),
  /** Where a person can look at it, if there is such a place. */
  view_url: z.string().nullable(),
});
export type Copy = z.output<typeof Copy>;

/** What one notifier has told of a clip: since when, and how much by now. */
export const Told = z.object({ at: z.iso.datetime(), phase: z.enum(alertPhases) });
export type Told = z.output<typeof Told>;

/** A stage that nobody has touched. */
export const notBegun: StageLog = {
  status: "pending",
  attempts: 0,
  started_at: null,
  finished_at: null,
  last_error: null,
};

export const clipStatuses = ["queued_local", "uploaded", "filtered", "analyzed", "done", "error"] as const;

/** One row of `clip_states.data`. Field names are HomeSec's; kept small, as whole rows are rewritten. */
export const ClipState = z.object({
  schema_version: z.literal(1),
  clip_id: ClipId,
  happening_id: HappeningId,
  camera_name: CameraSlug,
  camera_title: z.string(),
  part: z.int().min(1),
  trigger: z.enum(triggers),
  source: z.string(),
  status: z.enum(clipStatuses),
  stages: z.object({
    upload: StageLog,
    filter: StageLog,
    vlm: StageLog,
    notify: StageLog,
    // Rows from before there were sidecars have nothing left to do.
    sidecar: StageLog.default({ ...notBegun, status: "skipped" }),
  }),
  start_ts: z.iso.datetime(),
  end_ts: z.iso.datetime(),
  duration_s: z.number().min(0),
  bytes: z.int().min(0),
  video: z.object({
    codec: z.enum(["h264", "hevc"]),
    width: z.int().min(0),
    height: z.int().min(0),
    audio: z.enum(["aac", "none"]),
  }),
  local_path: z.string(),
  snapshot_path: z.string().nullable(),
  /** Of the first place in the owner's order that has it. */
  storage_uri: z.string().nullable(),
  view_url: z.string().nullable(),
  /** By place: see `ClipStorage.place`. */
  copies: z.record(z.string(), Copy).default({}),
  /** What was seen while it was recorded. */
  live: LiveSummary.nullable().default(null),
  filter_result: FilterResult.nullable(),
  analysis_result: Analysis.nullable(),
  alert_decision: Decision.nullable(),
  /** By the notifier's name: who has told of this clip. Missing in rows from when that was not written down. */
  told: z.record(z.string(), Told).default({}),
  /** The owner wants to keep it: it is never deleted to make room. Only `ClipArchive.star` changes it. */
  starred: z.boolean().default(false),
  /** When its files were deleted. The row stays for a while, so that its story can still be read. */
  deleted_at: z.iso.datetime().nullable().default(null),
});
export type ClipState = z.output<typeof ClipState>;

/** Where a clip was stored, as the scheme of its address says: `local`, `webdav`, `s3`, … */
export function schemeOf(uri: string | null): string | null {
  return uri?.split(":", 1)[0] ?? null;
}

/** How much of a clip is known to tell. */
export function phaseOf({ analysis_result, filter_result }: ClipState): Told["phase"] {
  return analysis_result ? "described" : filter_result ? "confirmed" : "detected";
}

/** Whether this notifier has told all that is known of the clip by now. */
export function isToldBy(state: ClipState, notifier: string): boolean {
  const phase = state.told[notifier]?.phase;
  return phase !== undefined && alertPhases.indexOf(phase) >= alertPhases.indexOf(phaseOf(state));
}

/** The state of a clip that was just captured: every stage still before it. */
export function newClipState(clip: Clip): ClipState {
  return {
    schema_version: 1,
    clip_id: clip.id,
    happening_id: clip.happening,
    camera_name: clip.camera,
    camera_title: clip.cameraName,
    part: clip.part,
    trigger: clip.trigger,
    source: clip.source,
    status: "queued_local",
    stages: { upload: notBegun, filter: notBegun, vlm: notBegun, notify: notBegun, sidecar: notBegun },
    start_ts: new Date(clip.startedAtMs).toISOString(),
    end_ts: new Date(clip.startedAtMs + clip.durationMs).toISOString(),
    duration_s: clip.durationMs / 1000,
    bytes: clip.bytes,
    video: clip.video,
    local_path: clip.path,
    snapshot_path: clip.snapshotPath ?? null,
    storage_uri: null,
    view_url: null,
    copies: {},
    live: clip.live ?? null,
    filter_result: null,
    analysis_result: null,
    alert_decision: null,
    told: {},
    starred: false,
    deleted_at: null,
  };
}

/** The clip that a stored state speaks of. */
export function clipOf(state: ClipState): Clip {
  return {
    id: state.clip_id,
    happening: state.happening_id,
    camera: state.camera_name,
    cameraName: state.camera_title,
    part: state.part,
    trigger: state.trigger,
    source: state.source,
    path: state.local_path,
    ...(state.snapshot_path === null ? {} : { snapshotPath: state.snapshot_path }),
    startedAtMs: Date.parse(state.start_ts),
    durationMs: state.duration_s * 1000,
    bytes: state.bytes,
    video: state.video,
    ...(state.live === null ? {} : { live: state.live }),
  };
}
