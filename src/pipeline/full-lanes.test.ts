import { expect, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import { Failure } from "#domain/failure.ts";
import { aClip, aClipState, aFilterResult, anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { aFakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { no, openBench } from "#test/pipeline-bench.ts";

/** More than a lane keeps of one camera. */
const CLIPS = 130;
const MINUTE_MS = 60_000;
const startMs = Date.UTC(2026, 5, 1, 8);
const away = { error: new Failure("unavailable", "It is away.") };
const clips = Array.from({ length: CLIPS }, (_, n) => aClip({ startedAtMs: startMs + n * MINUTE_MS }));
const filter = fakeFilter({ answer: aFilterResult() });
const quiet = { policy: { decide: () => no } };
const running = new AbortController().signal;

/** Counts how often the journal is asked for a clip. */
function countingStore() {
  const store = fakeStore();
  const asked = { times: 0 };
  const get = store.clips.get;
  store.clips.get = async (id) => {
    asked.times += 1;
    return await get(id);
  };
  return { store, asked };
}

async function leaveInJournal(store: ReturnType<typeof fakeStore>, some: readonly Clip[]): Promise<void> {
  for (const clip of some) await store.clips.record(aClipState(clip), anEvent(aClipState(clip)));
}

test("while a storage is away, the clips that find no place wait in the journal, and nobody looks for them", async () => {
  const { store, asked } = countingStore();
  const storage = aFakeStorage({ place: "cloud", turns: [away] });
  await using bench = openBench({ store, storages: [storage], filter, stages: quiet });
  for (const clip of clips) {
    await bench.pipeline.submit(clip);
    await bench.clock.advance(1000);
  }
  for (let passedMs = 0; passedMs < MINUTE_MS; passedMs += 1000) await bench.clock.advance(1000);
  const before = asked.times;

  for (let passedMs = 0; passedMs < 10 * MINUTE_MS; passedMs += 1000) await bench.clock.advance(1000);

  expect([...store.rows.values()].every(({ stages }) => stages.notify.status === "skipped")).toBe(true);
  expect(asked.times - before).toBe(0);
});

test("a storage that is away keeps no clip from the others, also when there are more than find a place", async () => {
  const { store } = countingStore();
  await leaveInJournal(store, clips);
  const cloud = aFakeStorage({ place: "cloud", turns: [away] });
  const gate = makeGate();
  const nas = aFakeStorage({ place: "nas", turns: [{ wait: gate, answer: undefined }] });
  await using bench = openBench({
    store,
    storages: [cloud, nas],
    shelf: fakeShelf(...clips),
    filter,
    stages: quiet,
  });

  await bench.pipeline.recover(running);
  gate.open();
  for (let passedMs = 0; passedMs < 10 * MINUTE_MS; passedMs += 1000) await bench.clock.advance(1000);

  expect(new Set(nas.calls.map(({ id }) => id))).toEqual(new Set(clips.map(({ id }) => id)));
});

test("a clip that was just recorded is looked at and told before thousands that are late anyway", async () => {
  const { store } = countingStore();
  const gate = makeGate();
  await leaveInJournal(store, clips);
  const answer = aFilterResult("person");
  const slow = fakeFilter({ wait: gate, answer }, { wait: gate, answer }, { answer });
  const clock = makeManualClock();
  const fresh = aClip({ camera: "garden", startedAtMs: clock.now() - 12_000 });
  const older = aClip({ camera: "garden", startedAtMs: clock.now() - MINUTE_MS });
  await using bench = openBench({ store, clock, shelf: fakeShelf(...clips, fresh, older), filter: slow });
  await bench.pipeline.recover(running);
  await bench.pipeline.submit(older);
  await bench.pipeline.submit(fresh);
  gate.open();
  await bench.until(fresh.id, ({ stages }) => stages.notify.status === "ok", 10);

  // Two were being looked at when it came, and every third turn is anybody's.
  const next = bench.filter.calls.slice(2, 5).map(({ clip }) => clip);
  expect(next.filter(({ camera }) => camera === fresh.camera).map(({ id }) => id)).toEqual([
    fresh.id,
    older.id,
  ]);
});

test("a place that has refused a clip for good is not asked again because another one is away", async () => {
  const { store, asked } = countingStore();
  const refusal = { error: new Failure("rejected", "It is too large.") };
  const cloud = aFakeStorage({ place: "cloud", turns: [away] });
  const nas = aFakeStorage({ place: "nas", turns: [refusal] });
  await using bench = openBench({ store, storages: [cloud, nas], filter, stages: quiet });
  for (const clip of clips) {
    await bench.pipeline.submit(clip);
    await bench.clock.advance(1000);
  }

  for (let passedMs = 0; passedMs < 10 * MINUTE_MS; passedMs += 1000) await bench.clock.advance(1000);

  expect(nas.calls).toHaveLength(CLIPS);
  expect(asked.times).toBe(CLIPS);
});
