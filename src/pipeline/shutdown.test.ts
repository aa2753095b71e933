import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { aClip, aFilterResult, anEvent } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { fakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { fakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openBench } from "#test/pipeline-bench.ts";

const clip = aClip();
const away = { error: new Failure("unavailable", "It is away.") };
const running = new AbortController().signal;

test("at the end what is at work may finish, what only waits is left for the next start", async () => {
  const gate = makeGate();
  const other = aClip({ camera: "garden" });
  const bench = openBench({
    storage: fakeStorage(away),
    filter: fakeFilter({ wait: gate, answer: aFilterResult("person") }),
  });
  await bench.pipeline.submit(clip);
  await bench.pipeline.submit(other);
  await bench.clock.advance(100);

  const closing = bench.pipeline[Symbol.asyncDispose]();
  await bench.clock.advance(100);
  gate.open();
  await closing;
  await bench.pipeline[Symbol.asyncDispose]();

  expect(bench.notifier.told).toHaveLength(2);
  expect(bench.state(clip.id)).toMatchObject({
    status: "filtered",
    stages: { upload: { status: "pending" }, notify: { status: "ok" } },
  });
  expect(bench.clock.sleepers()).toBe(0);
});

test("at the end a step that hangs is left after a bounded time and taken up by the next run", async () => {
  const store = fakeStore();
  const shelf = fakeShelf(clip);
  const never = makeGate();
  const first = openBench({
    store,
    shelf,
    filter: fakeFilter({ wait: never, answer: aFilterResult() }),
    storage: fakeStorage({ wait: never, answer: undefined }),
  });
  await first.pipeline.submit(clip);
  await first.clock.advance(100);
  const closing = first.pipeline[Symbol.asyncDispose]();
  await first.clock.advance(8000);
  await closing;
  const left = first.state(clip.id);

  await using second = openBench({ store, shelf });
  await second.pipeline.recover(running);
  await second.untilDone(clip.id);

  expect(left.stages).toMatchObject({ upload: { status: "running" }, filter: { status: "running" } });
  expect(second.state(clip.id)).toMatchObject({ status: "done", stages: { filter: { attempts: 2 } } });
});

test("a clip that comes during the shutdown is in the journal for the next run", async () => {
  const store = fakeStore();
  const shelf = fakeShelf(clip);
  const first = openBench({ store, shelf });
  await first.pipeline[Symbol.asyncDispose]();

  await first.pipeline.submit(clip);
  await first.clock.advance(100);
  const before = first.state(clip.id);
  await using second = openBench({ store, shelf });
  await second.pipeline.recover(running);
  await second.untilDone(clip.id);

  expect(before.status).toBe("queued_local");
  expect(second.notifier.told).toHaveLength(1);
});

test("an analysis that hangs at the end is left to the next run, and so is a decision", async () => {
  const store = fakeStore();
  const shelf = fakeShelf(clip);
  const analyzer = fakeAnalyzer({ wait: makeGate(), answer: undefined });
  const first = openBench({ store, shelf, stages: { analyzer } });
  await first.pipeline.submit(clip);
  await first.until(clip.id, ({ stages }) => stages.vlm.status === "running");
  const closing = first.pipeline[Symbol.asyncDispose]();
  await first.clock.advance(8000);
  await closing;
  const left = first.state(clip.id);
  const undecided = {
    ...left,
    stages: { ...left.stages, vlm: { ...left.stages.vlm, status: "skipped" as const } },
  };
  await store.clips.record(undecided, anEvent(undecided));
  await first.pipeline.submit(clip);
  await first.clock.advance(100);
  const decision = first.state(clip.id).alert_decision;

  await using second = openBench({ store, shelf });
  await second.pipeline.recover(running);
  await second.untilDone(clip.id);

  expect(left.stages.vlm.status).toBe("running");
  expect(decision).toBeNull();
  expect(first.notifier.calls).toEqual([]);
  expect(second.notifier.told).toHaveLength(1);
});

test("an alert that waits for the broker survives a restart", async () => {
  const store = fakeStore();
  const shelf = fakeShelf(clip);
  {
    await using first = openBench({ store, shelf, notifier: fakeNotifier(away) });
    await first.pipeline.submit(clip);
    await first.until(clip.id, ({ stages }) => stages.notify.attempts >= 2, 1000);
  }
  await using second = openBench({ store, shelf });

  await second.pipeline.recover(running);
  await second.untilDone(clip.id);

  expect(second.notifier.told).toMatchObject([{ clip_id: clip.id, upload_failed: false }]);
  expect(second.filter.calls).toEqual([]);
  expect(second.storage.calls).toEqual([]);
});
