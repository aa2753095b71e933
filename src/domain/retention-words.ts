import type { Hold, KeptClip } from "./kept-clip.ts";
import { type Cause, maxAgeOf, type RetentionPlan } from "./retention.ts";
import type { RetentionRules } from "./retention-settings.ts";

const DAY_MS = 24 * 60 * 60_000;
const GB = 1_000_000_000;

/** Why this clip goes. */
export function causeSentence({ isAlert }: Pick<KeptClip, "isAlert">, cause: Cause): string {
  const kind = isAlert ? "clips with an alert" : "clips without an alert";
  switch (cause.kind) {
    case "age":
      return `It is ${days(cause.ageMs)} old, and ${kind} are kept for ${days(cause.maxAgeMs)}.`;
    case "share":
      return `${limitWords[cause.limit]} Its camera fills ${percent(cause.share)} of the space for clips, more than its share, so the oldest of its ${kind} go first.`;
    case "space":
      return `${limitWords[cause.limit]} Of the ${kind} it is the oldest that may go.`;
  }
}

const limitWords = {
  size: "Clips take more space than they may.",
  free: "Too little of the disk is free.",
} as const;

export const holdSentences = {
  starred: "It is starred.",
  unfinished: "It is still being worked on.",
  copy_missing: "Its copy is not stored yet.",
  copy_failed: "Its copy could not be stored, so this is the only one.",
  recent: "It ended only minutes ago.",
} as const satisfies Record<Hold, string>;

/** Why a clip that may go stays. */
export function staySentence(
  clip: KeptClip,
  plan: RetentionPlan,
  rules: RetentionRules,
  nowMs: number,
): string {
  const maxAgeMs = maxAgeOf(clip, rules);
  const age = days(Math.max(0, nowMs - clip.endedAtMs));
  const until = maxAgeMs === undefined ? "" : ` It is ${age} old and may stay for ${days(maxAgeMs)}.`;
  const isRoomMade = plan.deletions.some(({ cause }) => cause.kind !== "age");
  if (!isRoomMade) return `There is space for it.${until}`;
  return `Others give enough space: ${clip.isAlert ? "clips without an alert" : "older ones"} go first.${until}`;
}

const holdWords = {
  starred: "starred",
  unfinished: "still being worked on",
  copy_missing: "waiting for their copy to be stored",
  copy_failed: "without a copy, as it could not be stored",
  recent: "only minutes old",
} as const satisfies Record<Hold, string>;

/** What the owner hears when a limit stays broken although all is gone that may go; nothing if all is well. */
export function shortageSentence({ shortage, held }: RetentionPlan): string | undefined {
  if (shortage === undefined) return undefined;
  const { limit, limitBytes, bytes } = shortage;
  const why = whyHeld(held);
  switch (limit) {
    case "size":
      return `Clips take ${gigabytes(limitBytes + bytes)}, more than the ${gigabytes(limitBytes)} that they may, and ${why}. Recording goes on until the disk is full. Give them more space in the options, or take stars away.`;
    case "free":
      return `Only ${gigabytes(limitBytes - bytes)} of the disk are free instead of ${gigabytes(limitBytes)}, and ${why}. If it fills up, recording stops first. Delete other files on the disk, take stars away, or put clips on a larger disk.`;
  }
}

function whyHeld(held: RetentionPlan["held"]): string {
  if (held.size === 0) return "there is no clip to delete";
  const parts = [...held]
    .toSorted((a, b) => b[1].clips - a[1].clips)
    .map(([hold, { clips }]) => `${clips} ${holdWords[hold]}`);
  return `no clip is left that may be deleted (${parts.join(", ")})`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / GB).toFixed(1)} GB`;
}

function days(ms: number): string {
  const whole = Math.floor(ms / DAY_MS);
  return whole === 1 ? "1 day" : `${whole} days`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
