import { type Hold, holdOf, type KeptClip } from "./kept-clip.ts";
import type { RetentionRules } from "./retention-settings.ts";

/** Space is made down to this part of the limit, so that not every clip begins a new round. */
export const LOW_MARK = 0.9;
/** A floor above this part of the disk could never be kept. */
const FLOOR_SHARE_MAX = 0.5;

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface RetentionInput {
  /** Oldest first. */
  readonly clips: readonly KeptClip[];
  readonly disk: DiskSpace;
  readonly rules: RetentionRules;
  readonly nowMs: number;
  /** The clock has jumped: nothing is deleted for its age. */
  readonly isClockInDoubt: boolean;
  /** The last round was cut off before its low mark. */
  readonly isDraining: boolean;
}

/** Which limit asks for space: the one for clips, or the one for the whole disk. */
export type Limit = "size" | "free";

export type Cause =
  | { readonly kind: "age"; readonly ageMs: number; readonly maxAgeMs: number }
  | { readonly kind: "share"; readonly share: number; readonly limit: Limit }
  | { readonly kind: "space"; readonly limit: Limit };

export interface Deletion {
  readonly clip: KeptClip;
  readonly cause: Cause;
}

export interface RetentionPlan {
  /** In the order in which they go. */
  readonly deletions: readonly Deletion[];
  readonly held: readonly { readonly clip: KeptClip; readonly hold: Hold }[];
  /** What may go but stays, in the order in which it would. */
  readonly stays: readonly KeptClip[];
  readonly keptBytes: number;
  readonly bytesByCamera: ReadonlyMap<string, number>;
  /** A limit that stays broken when all is gone that may go. */
  readonly shortage: Need | undefined;
}

/** What to delete now. Changes nothing; the same input gives the same plan. */
export function planRetention(input: RetentionInput): RetentionPlan {
  const { clips, disk, rules, nowMs } = input;
  const held: { clip: KeptClip; hold: Hold }[] = [];
  const open: KeptClip[] = [];
  for (const clip of clips) {
    const hold = holdOf(clip, nowMs, rules);
    if (hold === undefined) open.push(clip);
    else held.push({ clip, hold });
  }

  const expired = input.isClockInDoubt ? [] : open.flatMap((clip) => expiry(clip, input));
  const expiredBytes = sizeOf(expired);
  const use = useOf(clips, disk);
  const need = needOf(after(use, expiredBytes), rules, input.isDraining);

  const gone = new Set(expired.map(({ clip }) => clip));
  const line = inLine(gone.size === 0 ? open : open.filter((clip) => !gone.has(clip)));
  const used = bytesByCamera(clips);
  for (const { clip } of expired) used.set(clip.camera, bytesOf(used, clip) - clip.bytes);
  const { room, stays } = need
    ? makeRoom(line, { used, keptBytes: use.keptBytes - expiredBytes }, rules.cameraShare, need)
    : { room: [], stays: line };
  return {
    deletions: [...expired, ...room],
    held,
    stays,
    keptBytes: use.keptBytes,
    bytesByCamera: bytesByCamera(clips),
    // A full disk hurts more than the clips alone.
    shortage: brokenLimits(after(use, expiredBytes + sizeOf(room)), rules).at(-1),
  };
}

interface Use {
  readonly keptBytes: number;
  readonly disk: DiskSpace;
}

function useOf(clips: readonly KeptClip[], disk: DiskSpace): Use {
  return { keptBytes: clips.reduce((sum, { bytes }) => sum + bytes, 0), disk };
}

/** When so much is gone. */
function after({ keptBytes, disk }: Use, bytes: number): Use {
  return { keptBytes: keptBytes - bytes, disk: { ...disk, freeBytes: disk.freeBytes + bytes } };
}

export interface Need {
  readonly limit: Limit;
  /** What the limit says. */
  readonly limitBytes: number;
  /** How much must go to keep it. */
  readonly bytes: number;
}

/** How much must go to reach the low mark; nothing while no limit is broken. */
export function needOf(use: Use, rules: RetentionRules, isDraining: boolean): Need | undefined {
  const low = brokenLimits(use, rules, LOW_MARK);
  const broken = isDraining ? low : brokenLimits(use, rules);
  return worstOf(low.filter(({ limit }) => broken.some((other) => other.limit === limit)));
}

function brokenLimits({ keptBytes, disk }: Use, rules: RetentionRules, mark = 1): readonly Need[] {
  const { maxBytes = Number.POSITIVE_INFINITY } = rules;
  const floor = floorBytes(disk, rules);
  const needs: readonly Need[] = [
    { limit: "size", limitBytes: maxBytes, bytes: Math.ceil(keptBytes - maxBytes * mark) },
    { limit: "free", limitBytes: floor, bytes: Math.ceil(floor / mark - disk.freeBytes) },
  ];
  return needs.filter(({ bytes }) => bytes > 0);
}

/** How much of this disk stays free. */
export function floorBytes({ totalBytes }: DiskSpace, { minFreeBytes }: RetentionRules): number {
  return Math.min(minFreeBytes, totalBytes * FLOOR_SHARE_MAX);
}

function worstOf(needs: readonly Need[]): Need | undefined {
  return needs.toSorted((a, b) => b.bytes - a.bytes)[0];
}

function expiry(clip: KeptClip, { nowMs, rules }: RetentionInput): readonly Deletion[] {
  const maxAgeMs = maxAgeOf(clip, rules);
  const ageMs = nowMs - clip.endedAtMs;
  return maxAgeMs !== undefined && ageMs > maxAgeMs
    ? [{ clip, cause: { kind: "age", ageMs, maxAgeMs } }]
    : [];
}

export function maxAgeOf({ isAlert }: KeptClip, rules: RetentionRules): number | undefined {
  return isAlert ? rules.alertMaxAgeMs : rules.maxAgeMs;
}

interface Cameras {
  /** Bytes of each; counted down. */
  readonly used: Map<string, number>;
  readonly keptBytes: number;
}

/** First what a camera has above its share, then whatever is oldest; alerts last both times. */
function makeRoom(
  line: readonly KeptClip[],
  { used, keptBytes }: Cameras,
  cameraShare: number,
  { limit, bytes: neededBytes }: Need,
) {
  // Alone, a camera pushes out nobody.
  const isAlone = [...used.values()].filter((bytes) => bytes > 0).length < 2;
  const shareBytes = isAlone ? Number.POSITIVE_INFINITY : cameraShare * Math.max(0, keptBytes - neededBytes);
  const room: Deletion[] = [];
  let freedBytes = 0;
  const choose = (clip: KeptClip, cause: Cause) => {
    room.push({ clip, cause });
    freedBytes += clip.bytes;
  };

  const rest: KeptClip[] = [];
  for (const clip of line) {
    const ofCamera = bytesOf(used, clip);
    if (freedBytes < neededBytes && ofCamera > shareBytes) {
      choose(clip, { kind: "share", share: ofCamera / keptBytes, limit });
      used.set(clip.camera, ofCamera - clip.bytes);
    } else rest.push(clip);
  }
  const stays: KeptClip[] = [];
  for (const clip of rest) {
    if (freedBytes < neededBytes) choose(clip, { kind: "space", limit });
    else stays.push(clip);
  }
  return { room, stays };
}

/** In the order in which they would go. */
function inLine(clips: readonly KeptClip[]): readonly KeptClip[] {
  return [...clips.filter(({ isAlert }) => !isAlert), ...clips.filter(({ isAlert }) => isAlert)];
}

function bytesByCamera(clips: readonly KeptClip[]): Map<string, number> {
  const used = new Map<string, number>();
  for (const clip of clips) used.set(clip.camera, bytesOf(used, clip) + clip.bytes);
  return used;
}

function bytesOf(used: ReadonlyMap<string, number>, { camera }: KeptClip): number {
  return used.get(camera) ?? 0;
}

function sizeOf(deletions: readonly Deletion[]): number {
  return deletions.reduce((sum, { clip }) => sum + clip.bytes, 0);
}
