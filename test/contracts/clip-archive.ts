import { describe, expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { type KeptClip, type KeptGroup, keptClipOf, RECENT_MS } from "#domain/kept-clip.ts";
import type { StateStore } from "#ports/state-store.ts";
import { aClipState, anEvent, type ClipWish } from "#test/builders.ts";
import { makeArchive } from "#test/kept-groups.ts";

const MINUTE_MS = 60_000;
const NOON_MS = Date.UTC(2026, 5, 1, 12);
const AFTER_ALL_MS = NOON_MS + 24 * 60 * MINUTE_MS;
const yes = { notify: true, notify_reason: "motion", explanation: "Something moved." };

/** What the archive of every `StateStore` promises of what lies on the disk. */
export function clipArchiveContract(name: string, open: () => Promise<StateStore>): void {
  describe(`${name} keeps the ClipArchive contract`, () => {
    const at = (minutes: number, wish: ClipWish = {}) =>
      aClipState({ startedAtMs: NOON_MS + minutes * MINUTE_MS, ...wish });

    test("an empty archive has no groups", async () => {
      await using store = await open();

      expect(await store.archive.groups(NOON_MS)).toEqual([]);
    });

    test("its groups and their pages are what the clips say, whatever became of them", async () => {
      await using store = await open();
      const states = Array.from({ length: 40 }, (_, n) => anyState(n));
      for (const state of states) await store.clips.record(state, anEvent(state));

      expect(await answersOf(store)).toEqual(wantedFor(states));
    });

    test.each<[title: string, change: Partial<ClipState>, type: ClipEvent["type"]]>([
      ["is done", { status: "done" }, "clip_done"],
      ["is given up", { status: "error" }, "clip_done"],
      ["became an alert", { alert_decision: yes }, "decided"],
      ["has a first copy", { storage_uri: "s3://b/x", copies: { "s3:b@h": copy } }, "copy_stored"],
      ["is deleted", { deleted_at: "2026-06-01T13:00:00.000Z" }, "clip_deleted"],
      [
        "was written anew, longer and larger",
        { end_ts: "2026-06-01T13:00:00.000Z", bytes: 9 },
        "clip_recovered",
      ],
      ["says something that does not matter here", { camera_title: "Hall" }, "clip_done"],
    ])("a clip that %s is counted where it belongs, once", async (_title, change, type) => {
      await using store = await open();
      const [clip, other] = [at(1), at(2)];
      for (const state of [clip, other]) await store.clips.record(state, anEvent(state));

      await store.clips.record({ ...clip, ...change }, anEvent(clip, { type }));
      expect(await answersOf(store)).toEqual(wantedFor([{ ...clip, ...change }, other]));
      await store.clips.record(clip, anEvent(clip, { type: "clip_recovered" }));

      expect(await answersOf(store)).toEqual(wantedFor([clip, other]));
    });

    test("a star moves a clip to another group, and back", async () => {
      await using store = await open();
      const clip = at(0);
      await store.clips.record(clip, anEvent(clip));

      await store.archive.star(clip.clip_id, true, clip.end_ts);
      expect(await answersOf(store)).toEqual(wantedFor([{ ...clip, starred: true }]));
      await store.archive.star(clip.clip_id, false, clip.end_ts);

      expect(await answersOf(store)).toEqual(wantedFor([clip]));
    });

    test("what was deleted and forgotten is counted no more, and no group is left empty", async () => {
      await using store = await open();
      const clip = at(0, { camera: "garden" });
      const deleted = { ...clip, deleted_at: "2026-06-01T13:00:00.000Z" };
      await store.clips.record(clip, anEvent(clip));
      await store.clips.record(deleted, anEvent(clip, { type: "clip_deleted" }));

      expect(await answersOf(store)).toEqual(wantedFor([]));
      await store.archive.forget(AFTER_ALL_MS, 0, 9);

      expect(await answersOf(store)).toEqual(wantedFor([]));
    });

    test("copies elsewhere are listed by their place, also of clips that were deleted here", async () => {
      await using store = await open();
      const nas = { "webdav:nas": copy, local: copy };
      const gone = "2026-06-01T13:00:00.000Z";
      const rows = [
        { ...at(3), copies: nas },
        { ...at(1), copies: { ...nas, "s3:b@h": copy }, deleted_at: gone },
        { ...at(2), copies: { "s3:b@h": copy } },
        at(4),
      ];
      for (const state of rows) await store.clips.record(state, anEvent(state));
      const minutes = async (...query: Parameters<typeof store.archive.copies>) =>
        (await store.archive.copies(...query)).map(({ id }) => rows.findIndex((row) => row.clip_id === id));
      const [first] = await store.archive.copies("webdav:nas", 1);

      expect(await minutes("webdav:nas", 9)).toEqual([1, 0]);
      expect(await minutes("webdav:nas", 9, first)).toEqual([0]);
      expect(await minutes("s3:b@h", 1)).toEqual([1]);
      expect(await minutes("local", 9)).toEqual([]);
      const moved = { ...at(3), copies: { "s3:b@h": copy } };
      await store.clips.record(moved, anEvent(moved, { type: "copy_deleted" }));
      expect(await minutes("webdav:nas", 9)).toEqual([1]);
      expect(await minutes("s3:b@h", 9)).toEqual([1, 2, 0]);
      await store.archive.forget(AFTER_ALL_MS, 0, 9);
      expect(await minutes("s3:b@h", 9)).toEqual([2, 0]);
    });

    test("stories of clips that have a copy elsewhere are kept by limits of their own", async () => {
      await using store = await open();
      const hour = (n: number) => new Date(NOON_MS + n * 60 * MINUTE_MS).toISOString();
      const copies = { "webdav:nas": copy, local: copy };
      const rows = [1, 2, 3, 4].map((n) => ({
        ...at(n),
        deleted_at: hour(n),
        copies: n % 2 === 0 ? copies : { local: copy },
      }));
      for (const state of rows) await store.clips.record(state, anEvent(state));
      const left = async () => {
        const found = await Promise.all(rows.map(({ clip_id }) => store.clips.get(clip_id)));
        return found.flatMap((state, n) => (state ? [n + 1] : []));
      };

      expect(await store.archive.forget(AFTER_ALL_MS, 9, 9, { beforeMs: 0, keep: 9 })).toBe(2);
      expect(await left()).toEqual([2, 4]);
      expect(await store.archive.forget(AFTER_ALL_MS, 9, 9, { beforeMs: 0, keep: 1 })).toBe(1);
      expect(await left()).toEqual([4]);
      const [, , , last] = rows;
      if (!last) throw new Error("four clips were made");
      const bare = { ...last, copies: { local: copy } };
      await store.clips.record(bare, anEvent(last, { type: "copy_deleted" }));
      expect(await store.archive.forget(AFTER_ALL_MS, 9, 9, { beforeMs: 0, keep: 1 })).toBe(1);
      expect(await left()).toEqual([]);
    });

    test("clips of the last minutes are counted apart, those of a clock that was wrong are not", async () => {
      await using store = await open();
      const nowMs = NOON_MS + 60 * MINUTE_MS;
      const ends = [-RECENT_MS, 1 - RECENT_MS, 0, RECENT_MS - 1, RECENT_MS];
      for (const [n, ms] of ends.entries()) {
        const id = `front_door_20260601T120000Z_${n + 1}` as never;
        const state = at(0, { id, startedAtMs: nowMs + ms - 12_000, bytes: 10 });
        await store.clips.record(state, anEvent(state));
      }

      const [group] = await store.archive.groups(nowMs);

      expect(group).toMatchObject({ clips: 5, recent: { clips: 3, bytes: 30 }, newestMs: nowMs + RECENT_MS });
    });

    test("a page goes on after any clip, also after one that is gone, or where two end at once", async () => {
      await using store = await open();
      const ends = Array.from({ length: 7 }, (_, n) => {
        const startedAtMs = NOON_MS + Math.floor(n / 3);
        return aClipState({ startedAtMs, id: `front_door_20260601T120000Z_${n + 1}` as never });
      });
      for (const state of ends) await store.clips.record(state, anEvent(state));
      const [group] = await store.archive.groups(AFTER_ALL_MS);
      if (!group) throw new Error("there is one group");

      const first = await store.archive.page(group, 2);
      const gone = { ...ends[1], deleted_at: "2026-06-01T13:00:00.000Z" } as ClipState;
      await store.clips.record(gone, anEvent(gone, { type: "clip_deleted" }));
      const rest = await store.archive.page(group, 9, first.at(-1));

      expect([...first, ...rest].map(({ id }) => id)).toEqual(ends.map(({ clip_id }) => clip_id));
    });
  });
}

const copy = { uri: "s3://b/x", view_url: null };

/** Each differs from the others in something that matters, and some agree. */
function anyState(n: number): ClipState {
  const pick = <T>(...all: readonly T[]): T => all[n % all.length] as T;
  const state = aClipState({
    startedAtMs: NOON_MS + n * 700,
    camera: pick("front_door", "garden", "attic_2"),
    bytes: n,
    durationMs: 60_000 - n * 900,
  });
  const upload = {
    ...state.stages.upload,
    status: pick("ok", "ok", "error", "pending", "running", "skipped"),
  };
  return {
    ...state,
    status: pick("done", "done", "error", "queued_local"),
    stages: { ...state.stages, upload },
    storage_uri: pick(null, "local:x", "s3://b/x", "webdav:/y"),
    copies: pick<ClipState["copies"]>({}, {}, { "webdav:nas/x": copy, local: copy }, { "s3:b@h": copy }),
    alert_decision: pick(null, yes, { ...yes, notify: false }),
    deleted_at: pick(null, null, null, null, null, null, "2026-06-01T13:00:00.000Z"),
    starred: pick(false, false, false, true, false),
  } as ClipState;
}

interface Answer {
  readonly group: KeptGroup;
  readonly clips: readonly KeptClip[];
}

/** The groups, each with its clips, which are read in two pages. */
async function answersOf({ archive }: StateStore): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const keys = new Set<number>();
  for (const group of await archive.groups(AFTER_ALL_MS)) {
    const first = await archive.page(group, 2);
    const rest = first.length < 2 ? [] : await archive.page(group, 99, first.at(-1));
    keys.add(group.key);
    answers.push(answerOf(group, [...first, ...rest]));
  }
  expect(keys.size).toBe(answers.length);
  return answers.toSorted(byText);
}

/** A group's key is the store's own business. */
function answerOf(group: KeptGroup, clips: readonly KeptClip[]): Answer {
  return { group: { ...group, key: 0 }, clips };
}

function wantedFor(states: readonly ClipState[]): readonly Answer[] {
  const kept = states.filter(({ deleted_at }) => deleted_at === null).map(keptClipOf);
  const { groups, page } = makeArchive(kept, AFTER_ALL_MS);
  return groups.map((group) => answerOf(group, page(group, 99))).toSorted(byText);
}

function byText(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
