import type { KeptClip } from "#domain/kept-clip.ts";
import { floorBytes } from "#domain/retention.ts";
import { causeSentence, holdSentences, shortageSentence, staySentence } from "#domain/retention-words.ts";
import type { RetentionPreview } from "#ports/retention.ts";
import type { Choices, RetentionWire } from "./retention-wire.ts";

/** Clips named in each list; the counts are of all. */
const CLIPS_MAX = 100;

export function retentionWire(preview: RetentionPreview): RetentionWire {
  const { plan, rules, disk, nowMs } = preview;
  const { keptBytes } = plan;
  return {
    at: new Date(nowMs).toISOString(),
    kept_bytes: keptBytes,
    free_bytes: disk.freeBytes,
    total_bytes: disk.totalBytes,
    max_local_size_bytes: rules.maxBytes ?? null,
    min_free_bytes: floorBytes(disk, rules),
    cameras: [...plan.bytesByCamera].map(([camera_name, bytes]) => ({
      camera_name,
      bytes,
      share_percent: keptBytes === 0 ? 0 : Math.round((100 * bytes) / keptBytes),
    })),
    would_delete: choices(
      plan.deletions,
      ({ clip }) => clip,
      ({ clip, cause }) => causeSentence(clip, cause),
    ),
    protected: choices(
      plan.held,
      ({ clip }) => clip,
      ({ hold }) => holdSentences[hold],
    ),
    stays: choices(
      plan.stays,
      (clip) => clip,
      (clip) => staySentence(clip, plan, rules, nowMs),
    ),
    notes: notesOf(preview),
  };
}

function choices<T>(all: readonly T[], clipOf: (one: T) => KeptClip, reasonOf: (one: T) => string): Choices {
  return {
    count: all.length,
    bytes: all.reduce((sum, one) => sum + clipOf(one).bytes, 0),
    clips: all.slice(0, CLIPS_MAX).map((one) => {
      const { id, camera, bytes, isStarred, isAlert } = clipOf(one);
      return {
        clip_id: id,
        camera_name: camera,
        bytes,
        starred: isStarred,
        alert: isAlert,
        reason: reasonOf(one),
      };
    }),
  };
}

function notesOf({ plan, isClockInDoubt }: RetentionPreview): string[] {
  const shortage = shortageSentence(plan);
  const doubt =
    "The clock of this machine has jumped. Until it has gone right for a day, nothing is deleted for its age.";
  return [...(shortage === undefined ? [] : [shortage]), ...(isClockInDoubt ? [doubt] : [])];
}
