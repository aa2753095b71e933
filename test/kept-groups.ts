import { type ClipState, LOCAL_PLACE } from "#domain/clip-state.ts";
import { type ClipGroup, type KeptClip, type KeptGroup, RECENT_MS } from "#domain/kept-clip.ts";
import { planRetention, type RetentionInput, type RetentionPlan } from "#domain/retention.ts";
import type { EndPosition } from "#domain/retention-queue.ts";
import type { CopyPosition, StoryLimits } from "#ports/state-store.ts";

/** Small, so that a plan has to turn the page. */
const PAGE = 3;

/** What an archive of these clips answers: its groups, and their pages. */
export function makeArchive(clips: readonly KeptClip[], nowMs: number) {
  const groups = new Map([...Map.groupBy(clips, nameOf)].map(([name, all]) => [name, all.toSorted(byEnd)]));
  return {
    groups: [...groups.values()].map((members, key): KeptGroup => {
      const recent = members.filter(({ endedAtMs }) => Math.abs(nowMs - endedAtMs) < RECENT_MS);
      const newestMs = members.at(-1)?.endedAtMs ?? 0;
      return { ...groupOf(members[0] as KeptClip), key, ...tally(members), newestMs, recent: tally(recent) };
    }),
    page(group: ClipGroup, limit: number, after?: EndPosition): readonly KeptClip[] {
      const members = groups.get(nameOf(group)) ?? [];
      return members.filter((clip) => after === undefined || byEnd(clip, after) > 0).slice(0, limit);
    },
  };
}

/** The plan for these clips, without a store. */
export function planFor(
  clips: readonly KeptClip[],
  input: Omit<RetentionInput, "groups" | "deletionsMax" | "namedMax"> & Partial<RetentionInput>,
): RetentionPlan {
  const all = Number.MAX_SAFE_INTEGER;
  const { groups, page } = makeArchive(clips, input.nowMs);
  const planning = planRetention({ groups, deletionsMax: all, namedMax: all, ...input });
  let step = planning.next();
  while (!step.done) {
    const { group, after } = step.value;
    step = planning.next(page(group, PAGE, after));
  }
  return step.value;
}

export function hasCopy({ copies }: ClipState): boolean {
  return Object.keys(copies).some((place) => place !== LOCAL_PLACE);
}

export function copiesAt(
  states: readonly ClipState[],
  place: string,
  limit: number,
  after?: EndPosition,
): readonly CopyPosition[] {
  return states
    .filter(({ copies }) => place !== LOCAL_PLACE && copies[place] !== undefined)
    .map(({ clip_id, end_ts }) => ({ id: clip_id, endedAtMs: Date.parse(end_ts) }))
    .filter((copy) => after === undefined || byEnd(copy, after) > 0)
    .sort(byEnd)
    .slice(0, limit);
}

/** Of these, which were all deleted: those that are too old, and those that are too many. */
export function storiesOver(deleted: readonly ClipState[], limits: StoryLimits): readonly ClipState[] {
  return deleted
    .toSorted((a, b) => String(b.deleted_at).localeCompare(String(a.deleted_at)))
    .filter(
      ({ deleted_at }, index) => Date.parse(String(deleted_at)) < limits.beforeMs || index >= limits.keep,
    );
}

function groupOf({ camera, isFinished, copy, places, isAlert, isStarred }: ClipGroup): ClipGroup {
  return { camera, isFinished, copy, places, isAlert, isStarred };
}

function nameOf(group: ClipGroup): string {
  return JSON.stringify(groupOf(group));
}

function byEnd(a: EndPosition, b: EndPosition): number {
  return a.endedAtMs - b.endedAtMs || (a.id > b.id ? 1 : a.id < b.id ? -1 : 0);
}

function tally(clips: readonly KeptClip[]) {
  return { clips: clips.length, bytes: clips.reduce((sum, { bytes }) => sum + bytes, 0) };
}
