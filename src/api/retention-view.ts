import type { KeptClip, Tally } from "#domain/kept-clip.ts";
import type { RetentionPlan } from "#domain/retention.ts";
import { floorBytes } from "#domain/retention-need.ts";
import { causeSentence, holdSentences, shortageSentence, staySentence } from "#domain/retention-words.ts";
import type { RetentionPreview } from "#ports/retention.ts";
import type { Choices, RetentionWire } from "./retention-wire.ts";

/** Clips named in each list; the counts are of all. */
const NAMED_MAX = 100;

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
    would_delete: {
      ...choices(
        plan.deletions,
        { clips: plan.deletions.length, bytes: sizeOf(plan.deletions) },
        ({ clip, cause }) => [clip, causeSentence(clip, cause)],
      ),
      more: plan.isCut,
    },
    protected: protectedOf(plan),
    stays: choices(plan.stays.named, plan.stays, (clip) => [clip, staySentence(clip, plan, rules, nowMs)]),
    notes: notesOf(preview),
  };
}

function choices<T>(all: readonly T[], tally: Tally, tell: (one: T) => readonly [KeptClip, string]): Choices {
  return {
    count: tally.clips,
    bytes: tally.bytes,
    clips: all.slice(0, NAMED_MAX).map((one) => {
      const [{ id, camera, bytes, isStarred, isAlert }, reason] = tell(one);
      return { clip_id: id, camera_name: camera, bytes, starred: isStarred, alert: isAlert, reason };
    }),
  };
}

function protectedOf({ held }: RetentionPlan): RetentionWire["protected"] {
  const all = [...held].map(([hold, { named, ...tally }]) => ({ hold, named, ...tally }));
  const named = all.flatMap((one) => one.named.map((clip) => ({ clip, hold: one.hold })));
  return {
    ...choices(named, { clips: total(all, "clips"), bytes: total(all, "bytes") }, ({ clip, hold }) => [
      clip,
      holdSentences[hold],
    ]),
    reasons: all.map(({ hold, clips, bytes }) => ({
      hold,
      count: clips,
      bytes,
      reason: holdSentences[hold],
    })),
  };
}

function total(tallies: readonly Tally[], what: keyof Tally): number {
  return tallies.reduce((sum, tally) => sum + tally[what], 0);
}

function sizeOf(deletions: RetentionPlan["deletions"]): number {
  return deletions.reduce((sum, { clip }) => sum + clip.bytes, 0);
}

function notesOf({ plan, isClockInDoubt }: RetentionPreview): string[] {
  const shortage = shortageSentence(plan);
  const doubt =
    "The clock of this machine has jumped. Until it has gone right for a day, nothing is deleted for its age.";
  return [...(shortage === undefined ? [] : [shortage]), ...(isClockInDoubt ? [doubt] : [])];
}
