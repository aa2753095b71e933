import { groupHoldOf, type Hold, type KeptClip, type KeptGroup, RECENT_MS, type Tally } from "./kept-clip.ts";
import {
  after,
  type DiskSpace,
  type Limit,
  type Need,
  needOf,
  shortageOf,
  type Use,
} from "./retention-need.ts";
import { type EndPosition, makeQueue, oldestOf, type Queue, type Reading } from "./retention-queue.ts";
import type { RetentionRules } from "./retention-settings.ts";

export type { DiskSpace };

export interface RetentionInput {
  /** All that is kept. */
  readonly groups: readonly KeptGroup[];
  readonly disk: DiskSpace;
  readonly rules: RetentionRules;
  readonly nowMs: number;
  /** The clock has jumped: nothing is deleted for its age. */
  readonly isClockInDoubt: boolean;
  /** The last round was cut off before its low mark. */
  readonly isDraining: boolean;
  readonly deletionsMax: number;
  /** Of clips that stay so many are named, for those who look; none costs nothing. */
  readonly namedMax: number;
}

export type Cause =
  | { readonly kind: "age"; readonly ageMs: number; readonly maxAgeMs: number }
  | { readonly kind: "share"; readonly share: number; readonly limit: Limit }
  | { readonly kind: "space"; readonly limit: Limit };

export interface Deletion {
  readonly clip: KeptClip;
  readonly cause: Cause;
}

export interface Named extends Tally {
  readonly named: readonly KeptClip[];
}

export interface RetentionPlan {
  /** In the order in which they go. */
  readonly deletions: readonly Deletion[];
  /** More would go than `deletionsMax`. */
  readonly isCut: boolean;
  readonly held: ReadonlyMap<Hold, Named>;
  /** What may go but stays; named in the order in which it would go. */
  readonly stays: Named;
  readonly keptClips: number;
  readonly keptBytes: number;
  readonly bytesByCamera: ReadonlyMap<string, number>;
  /** A limit that stays broken when all is gone that may go. */
  readonly shortage: Need | undefined;
}

/**
 * What to delete now. Changes nothing; the same input and the same pages give the same plan. It counts by the totals of
 * the groups and reads single clips only as far as they go, or are to be named.
 */
export function* planRetention(input: RetentionInput): Reading<RetentionPlan> {
  const { groups, disk, rules, nowMs, namedMax } = input;
  const open = groups.filter((group) => groupHoldOf(group, rules) === undefined);
  const queues = open.map((group) => makeQueue(group, nowMs, rules));
  const use: Use = { keptBytes: sum(groups).bytes, disk };
  const mayGo = minus(sum(open), sum(open.map(({ recent }) => recent)));

  const choice = makeChoice(groups, input);
  yield* chooseExpired(queues, choice, input);
  const left = after(use, choice.freedBytes());
  const need = choice.isCut() ? undefined : needOf(left, rules, input.isDraining);
  if (need) yield* makeRoom(queues, choice, need, left.keptBytes, rules.cameraShare);

  const deletions = choice.deletions;
  const gone = { clips: deletions.length, bytes: choice.freedBytes() };
  return {
    deletions,
    isCut: choice.isCut(),
    held: yield* heldOf(input),
    stays: { ...minus(mayGo, gone), named: yield* nameNext(queues, namedMax) },
    keptClips: sum(groups).clips,
    keptBytes: use.keptBytes,
    bytesByCamera: bytesByCamera(groups),
    shortage: shortageOf(after(use, mayGo.bytes), rules),
  };
}

interface Choice {
  readonly deletions: Deletion[];
  /** What each camera has left. */
  bytesOf(camera: string): number;
  /** Cameras that have anything left. */
  cameras(): number;
  freedBytes(): number;
  isCut(): boolean;
  /** Takes the first clip of the queue; false where the plan is full. */
  take(queue: Queue, clip: KeptClip, cause: Cause): boolean;
}

function makeChoice(groups: readonly KeptGroup[], { deletionsMax }: RetentionInput): Choice {
  const used = bytesByCamera(groups);
  const deletions: Deletion[] = [];
  let freedBytes = 0;
  let isCut = false;
  return {
    deletions,
    bytesOf: (camera) => used.get(camera) ?? 0,
    cameras: () => [...used.values()].filter((bytes) => bytes > 0).length,
    freedBytes: () => freedBytes,
    isCut: () => isCut,
    take(queue, clip, cause) {
      isCut = deletions.length >= deletionsMax;
      if (isCut) return false;
      queue.drop();
      deletions.push({ clip, cause });
      freedBytes += clip.bytes;
      used.set(clip.camera, (used.get(clip.camera) ?? 0) - clip.bytes);
      return true;
    },
  };
}

function* chooseExpired(
  queues: readonly Queue[],
  choice: Choice,
  { nowMs, rules, isClockInDoubt }: RetentionInput,
): Reading<void> {
  let line = isClockInDoubt ? [] : queues.filter(({ group }) => maxAgeOf(group, rules) !== undefined);
  for (;;) {
    const oldest = yield* oldestOf(line);
    if (!oldest) return;
    const maxAgeMs = maxAgeOf(oldest.clip, rules) ?? Number.POSITIVE_INFINITY;
    const ageMs = nowMs - oldest.clip.endedAtMs;
    // The rest of this group is younger, but other groups may be older than theirs allows.
    if (ageMs <= maxAgeMs) line = line.filter((queue) => queue !== oldest.queue);
    else if (!choice.take(oldest.queue, oldest.clip, { kind: "age", ageMs, maxAgeMs })) return;
  }
}

export function maxAgeOf({ isAlert }: Pick<KeptClip, "isAlert">, rules: RetentionRules): number | undefined {
  return isAlert ? rules.alertMaxAgeMs : rules.maxAgeMs;
}

/** First what a camera has above its share, then whatever is oldest; alerts last both times. */
function* makeRoom(
  queues: readonly Queue[],
  choice: Choice,
  { limit, bytes: neededBytes }: Need,
  keptBytes: number,
  cameraShare: number,
): Reading<void> {
  // Alone, a camera pushes out nobody.
  const isAlone = choice.cameras() < 2;
  const shareBytes = isAlone ? Number.POSITIVE_INFINITY : cameraShare * Math.max(0, keptBytes - neededBytes);
  const before = choice.freedBytes();
  for (const kind of ["share", "space"] as const) {
    for (const isAlert of [false, true]) {
      const line = queues.filter(({ group }) => group.isAlert === isAlert);
      while (choice.freedBytes() - before < neededBytes) {
        const isAbove = ({ group }: Queue) => choice.bytesOf(group.camera) > shareBytes;
        const oldest = yield* oldestOf(kind === "share" ? line.filter(isAbove) : line);
        if (!oldest) break;
        const share = choice.bytesOf(oldest.clip.camera) / keptBytes;
        const cause: Cause = kind === "share" ? { kind, share, limit } : { kind, limit };
        if (!choice.take(oldest.queue, oldest.clip, cause)) return;
      }
    }
  }
}

/** What may not go, by the reason. */
function* heldOf({ groups, rules, nowMs, namedMax }: RetentionInput): Reading<ReadonlyMap<Hold, Named>> {
  const held = new Map<Hold, Named>();
  // After all clips of that millisecond.
  const justBefore = { id: "~", endedAtMs: nowMs - RECENT_MS };
  for (const group of groups) {
    const hold = groupHoldOf(group, rules);
    const tally = hold === undefined ? group.recent : group;
    if (tally.clips === 0) continue;
    const { clips, bytes, named } = held.get(hold ?? "recent") ?? { clips: 0, bytes: 0, named: [] };
    const wanted = Math.min(namedMax - named.length, tally.clips);
    const fresh = yield* firstOf(group, hold === undefined ? justBefore : undefined, wanted);
    held.set(hold ?? "recent", {
      clips: clips + tally.clips,
      bytes: bytes + tally.bytes,
      named: [...named, ...fresh],
    });
  }
  return held;
}

function* firstOf(
  group: KeptGroup,
  start: EndPosition | undefined,
  count: number,
): Reading<readonly KeptClip[]> {
  const clips: KeptClip[] = [];
  while (clips.length < count) {
    const page = yield { group, after: clips.at(-1) ?? start };
    if (page.length === 0) break;
    clips.push(...page);
  }
  return clips.slice(0, Math.max(0, count));
}

function* nameNext(queues: readonly Queue[], namedMax: number): Reading<readonly KeptClip[]> {
  const named: KeptClip[] = [];
  for (const isAlert of [false, true]) {
    const line = queues.filter(({ group }) => group.isAlert === isAlert);
    while (named.length < namedMax) {
      const oldest = yield* oldestOf(line);
      if (!oldest) break;
      oldest.queue.drop();
      named.push(oldest.clip);
    }
  }
  return named;
}

function bytesByCamera(groups: readonly KeptGroup[]): Map<string, number> {
  const used = new Map<string, number>();
  for (const { camera, bytes } of groups) used.set(camera, (used.get(camera) ?? 0) + bytes);
  return used;
}

function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((all, { clips, bytes }) => ({ clips: all.clips + clips, bytes: all.bytes + bytes }), {
    clips: 0,
    bytes: 0,
  });
}

function minus(all: Tally, part: Tally): Tally {
  return { clips: all.clips - part.clips, bytes: all.bytes - part.bytes };
}
