import { expect, test, vi } from "vitest";
import type { ClipState, StageLog } from "#domain/clip-state.ts";
import { Failure } from "#domain/failure.ts";
import { aClip, aClipState, aFilterResult, anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { fakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openBench, yes } from "#test/pipeline-bench.ts";
import { unfinishedClips } from "./unfinished.ts";

const clip = aClip();
const running = new AbortController().signal;
const PATIENT = { timeout: 30_000, interval: 1 };

type Statuses = Partial<Record<keyof ClipState["stages"], StageLog["status"]>>;

/** A store in which an earlier run has left a clip with these stages. */
async function storeWith(statuses: Statuses, fields: Partial<ClipState> = {}, attempts = 1) {
  const store = fakeStore();
  const state = aClipState(clip, fields);
  const stages = { ...state.stages };
  for (const [stage, status] of Object.entries(statuses)) {
    Object.assign(stages, { [stage]: { ...state.stages.upload, status, attempts } });
  }
  const copies = statuses.upload === "ok" ? { fake: { uri: `fake:${clip.id}`, view_url: null } } : {};
  const left = { ...state, copies, stages, ...fields };
  await store.clips.record(left, anEvent(left));
  return store;
}

test("a clip is taken up at its first unfinished stage", async () => {
  const store = await storeWith(
    { upload: "ok", filter: "ok", vlm: "running" },
    { filter_result: aFilterResult("dog") },
  );
  await using bench = openBench({ store, shelf: fakeShelf(clip) });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.storage.calls).toEqual([]);
  expect(bench.filter.calls).toEqual([]);
  expect(bench.notifier.told).toMatchObject([{ objects: ["dog"] }]);
  expect(bench.story(clip.id)).toContain("clip_recovered");
});

test("what failed for good before the restart is still known when it is decided", async () => {
  const store = await storeWith({ upload: "ok", filter: "error", vlm: "error" });
  const heard: unknown[] = [];
  const decide = (evidence: object) => {
    heard.push(evidence);
    return yes;
  };
  await using bench = openBench({ store, shelf: fakeShelf(clip), stages: { policy: { decide } } });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(heard).toMatchObject([
    { filter: { stage: "filter", message: "It failed." }, analysis: { stage: "vlm", message: "It failed." } },
  ]);
  expect(bench.notifier.told).toHaveLength(1);
});

test("a decision that fell before the restart is not made again", async () => {
  const store = await storeWith(
    { upload: "ok", filter: "ok", vlm: "skipped", notify: "running" },
    { filter_result: aFilterResult("person"), alert_decision: { ...yes, notify_reason: "of the first run" } },
  );
  await using bench = openBench({ store, shelf: fakeShelf(clip) });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.notifier.told).toMatchObject([{ notify_reason: "of the first run" }]);
});

test("a clip that took the app down with it every time is given up", async () => {
  const store = await storeWith({ upload: "ok", filter: "running" }, {}, 6);
  await using bench = openBench({ store, shelf: fakeShelf(clip) });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.filter.calls).toEqual([]);
  expect(bench.state(clip.id).stages.filter).toMatchObject({
    status: "error",
    last_error: "Given up after 6 attempts.",
  });
  expect(bench.notifier.told).toHaveLength(1);
});

test("a clip that is given up keeps the last thing that was wrong with it", async () => {
  const store = await storeWith({ upload: "ok", filter: "pending" }, {}, 6);
  const row = store.rows.get(clip.id) ?? aClipState();
  const filter = { ...row.stages.filter, last_error: "The model is broken." };
  await store.clips.record({ ...row, stages: { ...row.stages, filter } }, anEvent(row));
  await using bench = openBench({ store, shelf: fakeShelf(clip) });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.state(clip.id).stages.filter.last_error).toBe(
    "Given up after 6 attempts: The model is broken.",
  );
});

test("a clip whose file is gone ends as an error with a sentence and rings nobody", async () => {
  const store = await storeWith({});
  await using bench = openBench({ store });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.storage.calls).toEqual([]);
  expect(bench.notifier.calls).toEqual([]);
  expect(bench.state(clip.id)).toMatchObject({
    status: "error",
    stages: {
      upload: { status: "error", last_error: "The clip's file is gone." },
      notify: { status: "skipped" },
    },
  });
});

test("an alert that was decided goes out although the file is gone", async () => {
  const store = await storeWith(
    { upload: "ok", filter: "ok", vlm: "skipped" },
    { filter_result: aFilterResult("person"), alert_decision: yes, storage_uri: "local:x" },
  );
  await using bench = openBench({ store });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.notifier.told).toHaveLength(1);
  expect(bench.state(clip.id).status).toBe("done");
});

test("a disk that cannot be read now does not make clips gone", async () => {
  const store = await storeWith({});
  const shelf = fakeShelf(clip);
  shelf.error = new Failure("unavailable", "The disk cannot be used.");
  await using bench = openBench({ store, shelf });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.state(clip.id).status).toBe("done");
  expect(bench.problems.get("recovery")).toBe(
    "Clips of an earlier run could not all be taken up again: The disk cannot be used.",
  );
});

test("a clip that only the disk knows is taken up and told", async () => {
  await using bench = openBench({ shelf: fakeShelf(clip) });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.story(clip.id)[0]).toBe("clip_recovered");
  expect(bench.notifier.told).toHaveLength(1);
});

test("with a lost database old clips are listed again and ring nobody", async () => {
  const clock = makeManualClock(clip.startedAtMs + 2 * 3_600_000);
  await using bench = openBench({ shelf: fakeShelf(clip), clock });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.notifier.calls).toEqual([]);
  expect(bench.state(clip.id)).toMatchObject({
    status: "done",
    filter_result: { detected_classes: ["person"] },
    stages: { notify: { status: "skipped" } },
  });
});

test("clips that are done, at work, or gone in the meantime are left alone", async () => {
  const store = await storeWith(
    { upload: "ok", filter: "ok", vlm: "ok", notify: "ok", sidecar: "ok" },
    { status: "done" },
  );
  const fresh = aClip({ camera: "garden" });
  const gone = aClip({ camera: "yard" });
  const shelf = fakeShelf(clip, fresh, gone);
  const read: typeof shelf.read = async (id) => (id === gone.id ? undefined : await shelf.read(id));
  const gate = makeGate();
  await using bench = openBench({
    store,
    shelf: { ...shelf, read },
    storage: fakeStorage({ wait: gate, answer: undefined }),
  });
  await bench.pipeline.submit(fresh);

  await bench.pipeline.recover(running);

  expect(store.rows.has(gone.id)).toBe(false);
  expect(bench.story(clip.id)).toEqual(["clip_captured"]);
  expect(bench.story(fresh.id).filter((step) => step === "clip_recovered")).toEqual([]);
  gate.open();
});

test("the newest clips are taken up first, all of them in the end", async () => {
  const store = fakeStore();
  const clips = Array.from({ length: 250 }, (_, n) => aClip({ startedAtMs: clip.startedAtMs + n * 1000 }));
  for (const one of clips) {
    const state = aClipState(one);
    await store.clips.record(state, anEvent(state));
  }
  await using bench = openBench({ store, shelf: fakeShelf(...clips) });

  await bench.pipeline.recover(running);
  await vi.waitFor(async () => {
    await bench.clock.advance(1000);
    expect([...store.rows.values()].filter(({ status }) => status !== "done").length).toBe(0);
  }, PATIENT);

  expect(bench.storage.calls[0]?.id).toBe(clips.at(-1)?.id);
  expect(bench.storage.calls).toHaveLength(250);
});

test("pages meet where several clips began in the same moment", async () => {
  const store = fakeStore();
  const clips = Array.from({ length: 230 }, (_, n) =>
    aClip({ camera: `camera_${n}`, startedAtMs: clip.startedAtMs + Math.floor(n / 7) }),
  );
  for (const one of clips) {
    const state = aClipState(one);
    await store.clips.record(state, anEvent(state));
  }

  const found: string[] = [];
  for await (const { clip_id } of unfinishedClips(store.clips)) found.push(clip_id);

  expect(found).toHaveLength(230);
  expect(new Set(found).size).toBe(230);
});

test("recovery stops with the signal, quietly", async () => {
  const store = await storeWith({});
  await using bench = openBench({ store, shelf: fakeShelf(clip) });

  await bench.pipeline.recover(AbortSignal.abort());

  expect(bench.storage.calls).toEqual([]);
  expect(bench.problems.size).toBe(0);
});

test("a journal that cannot be read is a problem, not a reason to do everything anew", async () => {
  const store = await storeWith({ upload: "ok" });
  store.error = new Failure("unavailable", "The database is damaged.");
  await using bench = openBench({ store, shelf: fakeShelf(clip) });

  await bench.pipeline.recover(running);

  expect(bench.filter.calls).toEqual([]);
  expect(bench.problems.get("recovery")).toContain("The database is damaged.");
  store.error = undefined;
});
