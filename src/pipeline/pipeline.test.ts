import { expect, test, vi } from "vitest";
import { Failure } from "#domain/failure.ts";
import { aClip, aClipState, aFilterResult, anEvent } from "#test/builders.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { fakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { no, openBench } from "#test/pipeline-bench.ts";

const clip = aClip();
const away = { error: new Failure("unavailable", "It is away.") };
const PATIENT = { timeout: 30_000, interval: 1 };

/** So many clips of one camera, a minute apart, the first the oldest. */
function flood(count: number, camera = "front_door") {
  return Array.from({ length: count }, (_, n) =>
    aClip({ camera, startedAtMs: clip.startedAtMs + n * 60_000 }),
  );
}

test("a clip is processed although the journal cannot be written, and the owner is told", async () => {
  const store = fakeStore();
  store.error = new Failure("unavailable", "The disk is full.");
  await using bench = openBench({ store });

  await bench.pipeline.submit(clip);
  await vi.waitFor(async () => {
    await bench.clock.advance(100);
    expect(bench.notifier.told).toHaveLength(1);
  }, PATIENT);

  expect(bench.storage.calls).toHaveLength(1);
  expect(bench.problems.get("journal")).toContain("The disk is full.");
  store.error = undefined;
  await vi.waitFor(async () => {
    await bench.clock.advance(1000);
    expect(bench.state(clip.id).status).toBe("done");
  }, PATIENT);
  expect(bench.problems.size).toBe(0);
});

test("a clip that is submitted twice is processed once, also after it is done", async () => {
  await using bench = openBench();

  await Promise.all([bench.pipeline.submit(clip), bench.pipeline.submit(clip)]);
  await bench.untilDone(clip.id);
  await bench.pipeline.submit(clip);
  await bench.clock.advance(1000);

  expect(bench.storage.calls).toHaveLength(1);
  expect(bench.notifier.told).toHaveLength(1);
  expect(bench.story(clip.id).filter((step) => step === "clip_captured")).toHaveLength(1);
});

test("queues tell what runs and what waits", async () => {
  const gate = makeGate();
  await using bench = openBench({ filter: fakeFilter({ wait: gate, answer: aFilterResult() }) });

  for (const one of flood(5)) await bench.pipeline.submit(one);
  await bench.clock.advance(0);

  expect(bench.pipeline.queues()).toEqual([
    { stage: "upload", place: "fake", running: 0, waiting: 0, limit: 2000 },
    { stage: "filter", running: 2, waiting: 3, limit: 2000 },
    { stage: "vlm", running: 0, waiting: 0, limit: 2000 },
    { stage: "notify", place: "fake", running: 0, waiting: 0, limit: 2000 },
    { stage: "sidecar", running: 0, waiting: 0, limit: 2000 },
  ]);
  gate.open();
});

test("what a lane cannot hold waits in the journal and is taken up when there is room", async () => {
  const clips = flood(230);
  const failures = Array.from({ length: 250 }, () => away);
  await using bench = openBench({
    storage: fakeStorage(...failures, { answer: undefined }),
    shelf: fakeShelf(...clips),
  });

  for (const one of clips) await bench.pipeline.submit(one);
  await vi.waitFor(async () => {
    await bench.clock.advance(1000);
    expect(bench.notifier.told.length).toBeGreaterThan(100);
  }, PATIENT);
  const held = bench.pipeline.queues().find(({ stage }) => stage === "upload");
  await vi.waitFor(async () => {
    await bench.clock.advance(30_000);
    const open = [...bench.store.rows.values()].filter(({ status }) => status !== "done");
    expect(open.map(({ clip_id }) => clip_id)).toEqual([]);
  }, PATIENT);

  expect((held?.running ?? 0) + (held?.waiting ?? 0)).toBeLessThanOrEqual(100);
  expect(bench.notifier.told).toHaveLength(230);
});

test("a clip whose lane got room while another stage of it was at work is not forgotten", async () => {
  const storing = makeGate();
  const looking = makeGate();
  // The oldest comes last: it is the one that has to wait.
  const clips = flood(101).toReversed();
  const quick = Array.from({ length: 100 }, () => ({ answer: aFilterResult() }));
  await using bench = openBench({
    storage: fakeStorage({ wait: storing, answer: undefined }),
    filter: fakeFilter(...quick, { wait: looking, answer: aFilterResult() }),
    stages: { policy: { decide: () => no } },
    shelf: fakeShelf(...clips),
  });
  for (const one of clips) {
    await bench.pipeline.submit(one);
    await bench.clock.advance(0);
  }
  const last = clips[100]?.id ?? "";

  storing.open();
  await vi.waitFor(async () => {
    await bench.clock.advance(100);
    expect([...bench.store.rows.values()].filter(({ status }) => status === "done")).toHaveLength(100);
  }, PATIENT);
  const before = bench.state(last).stages;
  looking.open();
  await bench.untilDone(last);

  expect(before).toMatchObject({ upload: { attempts: 0 }, filter: { status: "running" } });
  expect(bench.state(last).status).toBe("done");
});

test("waiting clips are found again although the journal could not be read at first", async () => {
  const clips = flood(120);
  const store = fakeStore();
  let failures = 2;
  const unfinished: typeof store.clips.unfinished = async (...query) => {
    failures -= 1;
    if (failures >= 0) throw new Failure("unavailable", "The disk is away.");
    return await store.clips.unfinished(...query);
  };
  const gate = makeGate();
  await using bench = openBench({
    store: { ...store, clips: { ...store.clips, unfinished } },
    storage: fakeStorage({ wait: gate, answer: undefined }),
    shelf: fakeShelf(...clips),
  });

  for (const one of clips) await bench.pipeline.submit(one);
  await bench.clock.advance(10_000);
  gate.open();
  await vi.waitFor(async () => {
    await bench.clock.advance(5000);
    expect([...store.rows.values()].filter(({ status }) => status !== "done").length).toBe(0);
  }, PATIENT);

  expect(bench.log.lines).toContain("warn waiting clips could not be read");
});

test("a flood before one camera does not keep another's alert waiting", async () => {
  const gate = makeGate();
  await using bench = openBench({ filter: fakeFilter({ wait: gate, answer: aFilterResult("person") }) });
  const other = aClip({ camera: "garden", startedAtMs: clip.startedAtMs });

  for (const one of flood(90)) await bench.pipeline.submit(one);
  await bench.pipeline.submit(other);
  gate.open();
  await bench.untilDone(other.id);

  const ahead = bench.filter.calls.findIndex((call) => call.clip.id === other.id);
  expect(ahead).toBeLessThan(8);
});

test("jitter is drawn by itself where no chance is given", async () => {
  await using bench = openBench({
    filter: fakeFilter(away, { answer: aFilterResult("person") }),
    random: undefined,
  });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.filter.calls).toHaveLength(2);
});

test("a clip that the journal knows is taken up, not begun anew, when it is handed in again", async () => {
  const store = fakeStore();
  const state = aClipState(clip);
  const stages = { ...state.stages, filter: { ...state.stages.filter, status: "ok" as const } };
  const known = { ...state, stages, filter_result: aFilterResult("person") };
  await store.clips.record(known, anEvent(known));
  await using bench = openBench({ store });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.filter.calls).toEqual([]);
  expect(bench.notifier.told).toHaveLength(1);
});
