import { z } from "zod";
import { type ClipState, LOCAL_PLACE, schemeOf } from "./clip-state.ts";
import { isPastLimit } from "./copy-limits.ts";
import { CameraSlug, ClipId } from "./ids.ts";
import type { RetentionRules } from "./retention-settings.ts";

/** A clip that ended less than this ago stays: somebody was just told of it and is about to look. */
export const RECENT_MS = 10 * 60_000;

/** All that decides whether a clip may go, beside its age. Clips that agree in it are one group. */
export const ClipGroup = z.object({
  camera: CameraSlug,
  /** No stage is left to do. */
  isFinished: z.boolean(),
  /** Where it should go: `failed` was given up for good. */
  copy: z.enum(["stored", "missing", "failed"]),
  /** Where it is stored, sorted. A clip from before places had names has the scheme of its address: `webdav`. */
  places: z.array(z.string()).readonly(),
  isAlert: z.boolean(),
  isStarred: z.boolean(),
});
export type ClipGroup = z.output<typeof ClipGroup>;

/** A group as it lies on the disk now. */
export interface KeptGroup extends ClipGroup {
  /** Never changes and is never another group's. */
  readonly key: number;
  readonly clips: number;
  readonly bytes: number;
  /** When its newest clip ended (Unix ms). */
  readonly newestMs: number;
  /** Those of its clips that ended too lately to go. */
  readonly recent: Tally;
}

export interface Tally {
  readonly clips: number;
  readonly bytes: number;
}

/** What retention has to know of a clip whose video lies on the disk. */
export interface KeptClip extends ClipGroup {
  readonly id: ClipId;
  /** Unix ms. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly bytes: number;
}

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
    places: placesOf(state),
    isAlert: state.alert_decision?.notify === true,
    isStarred: state.starred,
  };
}

export function copyOf(upload: string, hasUri: boolean): KeptClip["copy"] {
  if (upload === "error") return "failed";
  return upload === "ok" && hasUri ? "stored" : "missing";
}

function placesOf({ copies, storage_uri }: ClipState): readonly string[] {
  const places = Object.keys(copies);
  const scheme = schemeOf(storage_uri);
  return places.length > 0 || scheme === null ? places.toSorted() : [scheme];
}

/** Why a clip may not be deleted, whatever happens to the disk. */
export const holds = ["starred", "unfinished", "copy_missing", "copy_failed", "recent"] as const;
export type Hold = (typeof holds)[number];

/** What keeps this clip, if anything does. */
export function holdOf(clip: KeptClip, nowMs: number, rules: RetentionRules): Hold | undefined {
  const ofGroup = groupHoldOf(clip, rules);
  if (ofGroup !== undefined) return ofGroup;
  if (rules.needsCopy && !isCopied(clip, rules, nowMs - clip.endedAtMs)) return "copy_missing";
  return isRecent(clip.endedAtMs, nowMs) ? "recent" : undefined;
}

/** What keeps each clip of the group, whenever it ended. */
export function groupHoldOf(group: ClipGroup, rules: RetentionRules): Hold | undefined {
  if (group.isStarred) return "starred";
  if (!group.isFinished) return "unfinished";
  if (group.copy === "missing") return "copy_missing";
  if (!rules.needsCopy) return undefined;
  if (group.copy === "failed") return "copy_failed";
  return isCopied(group, rules, Number.POSITIVE_INFINITY) ? undefined : "copy_missing";
}

/** What was stored before copies were to go to a place has none there: the true one will follow. */
function isCopied(group: ClipGroup, { places, copyLimits }: RetentionRules, ageMs: number): boolean {
  const isOver = (place: string) => isPastLimit(copyLimits, place, ageMs);
  const elsewhere = places.filter((place) => place !== LOCAL_PLACE);
  const isThere = elsewhere.every((place) => hasCopyAt(group, place) || isOver(place));
  // The shelf that retention clears is no copy.
  return isThere && (elsewhere.some(isOver) || group.places.some((place) => place !== LOCAL_PLACE));
}

export function hasCopyAt({ places }: ClipGroup, place: string): boolean {
  return places.includes(place) || places.includes(schemeOf(place) ?? place);
}

/** Both ways: a clip from a clock that was wrong lies far in the future and must not stay till then. */
function isRecent(endedAtMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - endedAtMs) < RECENT_MS;
}
