import { z } from "zod";
import { type ClipState, schemeOf } from "./clip-state.ts";
import { CameraSlug, ClipId } from "./ids.ts";
import type { RetentionRules } from "./retention-settings.ts";

/** A clip that ended less than this ago stays: somebody was just told of it and is about to look. */
export const RECENT_MS = 10 * 60_000;

/** What retention has to know of a clip whose video lies on the disk. Small, as a hundred thousand are looked at. */
export const KeptClip = z.object({
  id: ClipId,
  camera: CameraSlug,
  /** Unix ms. */
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  bytes: z.number().min(0),
  /** No stage is left to do. */
  isFinished: z.boolean(),
  /** Where it should go: `failed` was given up for good. */
  copy: z.enum(["stored", "missing", "failed"]),
  /** Where it is stored: the scheme of its address. */
  scheme: z.string().nullable(),
  isAlert: z.boolean(),
  isStarred: z.boolean(),
});
export type KeptClip = z.output<typeof KeptClip>;

export function keptClipOf(state: ClipState): KeptClip {
  const { status } = state.stages.upload;
  return {
    id: state.clip_id,
    camera: state.camera_name,
    startedAtMs: Date.parse(state.start_ts),
    endedAtMs: Date.parse(state.end_ts),
    bytes: state.bytes,
    isFinished: state.status === "done" || state.status === "error",
    copy: copyOf(status, state.storage_uri !== null),
    scheme: schemeOf(state.storage_uri),
    isAlert: state.alert_decision?.notify === true,
    isStarred: state.starred,
  };
}

export function copyOf(upload: string, hasUri: boolean): KeptClip["copy"] {
  if (upload === "error") return "failed";
  return upload === "ok" && hasUri ? "stored" : "missing";
}

/** Why a clip may not be deleted, whatever happens to the disk. */
export const holds = ["starred", "unfinished", "copy_missing", "copy_failed", "recent"] as const;
export type Hold = (typeof holds)[number];

/** What keeps this clip, if anything does. */
export function holdOf(clip: KeptClip, nowMs: number, { needsCopy }: RetentionRules): Hold | undefined {
  if (clip.isStarred) return "starred";
  if (!clip.isFinished) return "unfinished";
  if (clip.copy === "missing") return "copy_missing";
  // Stored before copies were to go elsewhere: that one is no copy, and the true one will follow.
  if (clip.scheme === "local" && needsCopy) return "copy_missing";
  if (clip.copy === "failed" && needsCopy) return "copy_failed";
  // Both ways: a clip from a clock that was wrong lies far in the future and must not stay till then.
  return Math.abs(nowMs - clip.endedAtMs) < RECENT_MS ? "recent" : undefined;
}
