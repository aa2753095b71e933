import { expect, test, vi } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { aClip, aFilterResult, anEvent } from "#test/builders.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { aFakeStorage, fakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openBench, yes } from "#test/pipeline-bench.ts";
import { aStoredClip } from "#test/retention-bench.ts";

const clip = aClip();
const running = new AbortController().signal;
const PATIENT = { timeout: 30_000, interval: 1 };

/** Where the bench stores. */
const there = { copies: { fake: { uri: "fake:x", view_url: null } } };

/** A finished clip that was told, stored on this disk alone. */
const told = (wish = {}, fields: Partial<ClipState> = {}) =>
  aStoredClip(wish, { filter_result: aFilterResult("person"), alert_decision: yes, ...fields });

async function storeWith(...states: readonly ClipState[]) {
  const store = fakeStore();
  for (const state of states) await store.clips.record(state, anEvent(state));
  return store;
}

test("after a change of storage a clip is copied there, once, and nobody hears of it again", async () => {
  const before = told({}, { starred: true });
  const store = await storeWith(before);
  const parts = { store, shelf: fakeShelf(clip) };
  const story = [
    "copy_wanted",
    "stage_started upload",
    "copy_stored upload",
    "stage_completed upload",
    "stage_started sidecar",
    "stage_completed sidecar",
    "clip_done",
  ];
  {
    await using bench = openBench(parts);
    await bench.pipeline.recover(running);
    await bench.untilDone(clip.id);

    expect(bench.storage.calls).toMatchObject([{ id: clip.id }]);
    expect(bench.filter.calls).toEqual([]);
    expect(bench.notifier.calls).toEqual([]);
    expect(bench.alerts).toEqual([]);
    expect(bench.story(clip.id).slice(1)).toEqual(story);
  }
  await using again = openBench(parts);

  await again.pipeline.recover(running);

  expect(again.storage.calls).toEqual([]);
  expect(again.story(clip.id).slice(1)).toEqual(story);
  const { upload, sidecar } = again.state(clip.id).stages;
  expect(again.state(clip.id)).toEqual({
    ...before,
    storage_uri: `fake:${clip.id}`,
    copies: { fake: { uri: `fake:${clip.id}`, view_url: null } },
    stages: { ...before.stages, upload, sidecar },
  });
});

test("a copy that did not get through before the end of the app is made by the next run", async () => {
  const store = await storeWith(told());
  const parts = { store, shelf: fakeShelf(clip) };
  {
    await using cut = openBench({ ...parts, storage: fakeStorage({ wait: makeGate(), answer: undefined }) });
    await cut.pipeline.recover(running);
    await cut.until(clip.id, ({ stages }) => stages.upload.status === "running");
  }
  await using bench = openBench(parts);

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.state(clip.id)).toMatchObject({ storage_uri: `fake:${clip.id}` });
  expect(bench.story(clip.id).filter((step) => step === "copy_wanted")).toHaveLength(1);
});

test.each<[title: string, fields: Partial<ClipState>, isOnDisk: boolean, place?: string]>([
  ["whose file is gone", {}, false],
  ["that was deleted", { deleted_at: "2026-06-01T11:00:00.000Z" }, true],
  ["that lies there already", there, true],
  ["that is to stay here alone", {}, true, "local"],
  ["of the storage before, now that clips stay here alone", { storage_uri: "webdav:/x" }, true, "local"],
])("a clip %s is left as it is", async (_title, fields, isOnDisk, place = "fake") => {
  const before = told({}, fields);
  const store = await storeWith(before);
  const shelf = isOnDisk ? fakeShelf(clip) : fakeShelf();
  const storage = aFakeStorage({ place });
  {
    await using bench = openBench({ store, shelf, storage });
    await bench.pipeline.recover(running);
  }

  expect(store.rows.get(clip.id)).toEqual(before);
  expect(store.written).toHaveLength(1);
  expect(storage.calls).toEqual([]);
});

test("a clip that waits for something else is copied as well, and told as it would have been", async () => {
  const done = told();
  const notify = { ...done.stages.notify, status: "pending" as const };
  const store = await storeWith({ ...done, status: "analyzed", stages: { ...done.stages, notify } });
  await using bench = openBench({ store, shelf: fakeShelf(clip) });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.story(clip.id).slice(1, 3)).toEqual(["clip_recovered", "copy_wanted"]);
  expect(bench.storage.calls).toHaveLength(1);
  expect(bench.notifier.told).toHaveLength(1);
});

test("all of a long archive are copied, the newest first", async () => {
  const clips = Array.from({ length: 250 }, (_, n) => aClip({ startedAtMs: clip.startedAtMs + n * 1000 }));
  const store = await storeWith(...clips.map((one) => told({ startedAtMs: one.startedAtMs })));
  await using bench = openBench({ store, shelf: fakeShelf(...clips) });

  await bench.pipeline.recover(running);
  await vi.waitFor(async () => {
    await bench.clock.advance(1000);
    expect(
      [...store.rows.values()].filter(({ storage_uri }) => storage_uri?.startsWith("fake:")),
    ).toHaveLength(250);
  }, PATIENT);

  expect(bench.storage.calls[0]?.id).toBe(clips.at(-1)?.id);
  expect(bench.storage.calls).toHaveLength(250);
  expect(bench.alerts).toEqual([]);
});

test("a fresh clip is stored before the old ones that wait for their copy", async () => {
  const old = Array.from({ length: 60 }, (_, n) => aClip({ startedAtMs: clip.startedAtMs - n * 1000 }));
  const fresh = aClip({ startedAtMs: clip.startedAtMs + 1000 });
  const store = await storeWith(...old.map((one) => told({ startedAtMs: one.startedAtMs })));
  const gate = makeGate();
  const storage = fakeStorage({ wait: gate, answer: undefined });
  await using bench = openBench({ store, storage, shelf: fakeShelf(...old, fresh) });

  await bench.pipeline.recover(running);
  await bench.pipeline.submit(fresh);
  await vi.waitFor(() => expect(storage.calls).toHaveLength(4), PATIENT);
  gate.open();
  await bench.untilDone(fresh.id);

  // Four were at work when it came, and now and then the oldest has its turn.
  expect(storage.calls.findIndex(({ id }) => id === fresh.id)).toBeLessThan(8);
});

test("a clip that is too old for a place where copies are deleted is not copied there", async () => {
  const store = await storeWith(told());
  const storage = fakeStorage();
  await using bench = openBench({
    store,
    storage,
    shelf: fakeShelf(clip),
    copyLimits: [{ place: "fake", keepMs: 1 }],
  });

  await bench.pipeline.recover(running);

  expect(storage.calls).toEqual([]);
});
