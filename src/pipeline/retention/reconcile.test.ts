import { expect, test } from "vitest";
import { clipOf } from "#domain/clip-state.ts";
import { keptClipOf } from "#domain/kept-clip.ts";
import { RetentionSettings, retentionRules } from "#domain/retention-settings.ts";
import { anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { aStoredClip } from "#test/retention-bench.ts";
import { deleteClip } from "./delete-clip.ts";
import { reconcile } from "./reconcile.ts";

const clip = aStoredClip({ startedAtMs: Date.UTC(2026, 5, 1) });
const kept = keptClipOf(clip);
const deleted = { ...clip, deleted_at: "2026-06-01T11:00:00.000Z" };
const running = new AbortController().signal;

function openParts() {
  const store = fakeStore();
  const shelf = fakeShelf(clipOf(clip));
  const rules = retentionRules(RetentionSettings.parse({}), false);
  const clock = makeManualClock();
  return {
    store,
    shelf,
    parts: { store: store.clips, shelf, clock, log: keptLog(), rules, onEvent: () => {} },
  };
}

const plans = { clip: kept, cause: { kind: "space", limit: "size" } } as const;

test.each([
  ["nobody knows", undefined],
  ["is deleted already", deleted],
  ["was starred meanwhile", { ...clip, starred: true }],
  ["is being worked on again", { ...clip, status: "uploaded" as const }],
])("a planned clip that %s is left alone", async (_title, state) => {
  const { store, shelf, parts } = openParts();
  if (state) await store.clips.record(state, anEvent(state));

  expect(await deleteClip(parts, plans)).toBe("kept");

  expect(shelf.clips.size).toBe(1);
  expect(store.written.filter(({ type }) => type === "clip_deleted")).toEqual([]);
});

test("a planned clip whose file is not there is left to the comparison: it may be the disk that is away", async () => {
  const { store, shelf, parts } = openParts();
  await store.clips.record(clip, anEvent(clip));
  shelf.clips.clear();

  expect(await deleteClip(parts, plans)).toBe("missing");

  expect(store.rows.get(clip.clip_id)?.deleted_at).toBeNull();
});

test.each([
  ["nobody knows", undefined],
  ["is called deleted", deleted],
  ["lies elsewhere", clip],
])("a missing clip that %s is not written down", async (_title, state) => {
  const { store, parts } = openParts();
  if (state) await store.clips.record(state, anEvent(state));

  await reconcile(parts, { missing: [kept], strays: [] }, running);

  expect(store.written.filter(({ type }) => type === "clip_deleted")).toEqual([]);
});

test.each([
  ["nobody knows", undefined, 0],
  ["is being worked on", clip, 0],
  ["is called deleted", deleted, 1],
])("a stray clip that %s is taken back, or not", async (_title, state, times) => {
  const { store, parts } = openParts();
  if (state) await store.clips.record(state, anEvent(state));

  await reconcile(parts, { missing: [], strays: [kept.id] }, running);

  expect(store.written.filter(({ type }) => type === "clip_recovered")).toHaveLength(times);
  expect(store.rows.get(kept.id)?.deleted_at ?? null).toBeNull();
});

test("putting in line stops with the signal", async () => {
  const { parts } = openParts();
  const gone = { missing: [kept], strays: [] };

  await expect(reconcile(parts, gone, AbortSignal.abort())).rejects.toThrow("aborted");
  await expect(
    reconcile(parts, { ...gone, missing: [], strays: [kept.id] }, AbortSignal.abort()),
  ).rejects.toThrow("aborted");
});
