import type { ClipWire } from "#api/wire.ts";
import { dayOf } from "./words.ts";

/** What is kept of the list of clips; the oldest are let go. */
export const CLIPS_MAX = 2000;

/** One thing that went on in front of one camera, with its clips from first to last. */
export interface Happening {
  readonly id: string;
  readonly clips: readonly ClipWire[];
  /** The clip that says most: shown on the card. */
  readonly lead: ClipWire;
  readonly first: ClipWire;
  readonly durationS: number;
  readonly isAlert: boolean;
}

export interface Day {
  readonly title: string;
  readonly happenings: readonly Happening[];
}

/** Puts clips that belong together on one card, newest happening first. */
export function happeningsOf(clips: readonly ClipWire[]): readonly Happening[] {
  const together = groupBy(clips, (clip) => clip.happening_id);
  return [...together].map(([id, found]) => {
    const ordered = found.toSorted((a, b) => a.part - b.part || compareStart(a, b));
    return {
      id,
      clips: ordered,
      first: ordered[0] ?? found[0],
      lead: ordered.reduce((best, clip) => (weight(clip) > weight(best) ? clip : best)),
      durationS: ordered.reduce((sum, clip) => sum + clip.duration_s, 0),
      isAlert: ordered.some((clip) => clip.alert_decision?.notify === true),
    };
  });
}

/** The same, under one heading per day. */
export function daysOf(clips: readonly ClipWire[], now = new Date()): readonly Day[] {
  const together = groupBy(happeningsOf(clips), ({ first }) => dayOf(first.start_ts, now));
  return [...together].map(([title, happenings]) => ({ title, happenings }));
}

/** The list, newest first, with these clips put in or brought up to date, without those that were deleted. */
export function mergeClips(clips: readonly ClipWire[], news: readonly ClipWire[]): readonly ClipWire[] {
  const byId = new Map([...clips, ...news].map((clip) => [clip.clip_id, clip]));
  const kept = [...byId.values()].filter(({ deleted_at }) => deleted_at === null);
  return kept.toSorted((a, b) => compareStart(b, a)).slice(0, CLIPS_MAX);
}

/** `Map.groupBy` is younger than browsers that people still keep on the wall. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function compareStart(a: ClipWire, b: ClipWire): number {
  if (a.start_ts !== b.start_ts) return a.start_ts < b.start_ts ? -1 : 1;
  return a.clip_id < b.clip_id ? -1 : a.clip_id > b.clip_id ? 1 : 0;
}

function weight(clip: ClipWire): number {
  const alert = clip.alert_decision?.notify === true ? 2 : 0;
  return alert + (clip.filter_result?.confidence ?? 0) + (clip.has_snapshot ? 0.1 : 0);
}
