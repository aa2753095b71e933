import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { aClip, aFilterResult, anAnalysis } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { aFakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeStorage } from "#test/fakes/storage.ts";
import { no, openBench } from "#test/pipeline-bench.ts";

const clip = aClip();
const away = { error: new Failure("unavailable", "It is away.") };
const refused = { error: new Failure("rejected", "It is refused.") };

test("a clip with a person is stored, looked at, decided and told, and each step is written down", async () => {
  await using bench = openBench();

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.story(clip.id)).toEqual([
    "clip_captured",
    "stage_started upload",
    "stage_started filter",
    "copy_stored upload",
    "stage_completed filter",
    "stage_completed upload",
    "stage_started vlm",
    "stage_skipped vlm",
    "decided",
    "stage_started notify",
    "alert_told notify",
    "stage_completed notify",
    "stage_started sidecar",
    "stage_completed sidecar",
    "clip_done",
  ]);
  expect(bench.state(clip.id)).toMatchObject({
    status: "done",
    storage_uri: `fake:${clip.id}`,
    filter_result: { detected_classes: ["person"] },
    alert_decision: { notify: true },
  });
  expect(bench.notifier.told).toMatchObject([
    { clip_id: clip.id, upload_failed: false, summary: "Person at Front door for 12 s.", phase: "confirmed" },
  ]);
  expect(bench.alerts).toEqual(bench.notifier.told);
  expect(bench.store.written).toEqual(bench.events);
});

test("submitting resolves when the journal knows, not when the clip is done", async () => {
  const gate = makeGate();
  await using bench = openBench({ storage: fakeStorage({ wait: gate, answer: undefined }) });

  await bench.pipeline.submit(clip);

  expect(bench.state(clip.id).stages.upload.status).not.toBe("ok");
  gate.open();
});

test("a clip whose decision is not to tell tells nobody", async () => {
  await using bench = openBench({ stages: { policy: { decide: () => no } } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.notifier.calls).toEqual([]);
  expect(bench.alerts).toEqual([]);
  expect(bench.state(clip.id)).toMatchObject({ status: "done", stages: { notify: { status: "skipped" } } });
});

test("the alert does not wait for an upload that takes long, and says that the clip is not stored", async () => {
  const gate = makeGate();
  await using bench = openBench({ storage: fakeStorage({ wait: gate, answer: undefined }) });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.notify.status === "ok", 1000);

  expect(bench.notifier.told).toMatchObject([{ upload_failed: true, storage_uri: null }]);
  expect(bench.state(clip.id)).toMatchObject({
    status: "filtered",
    stages: { upload: { status: "running" } },
  });
  gate.open();
  await bench.untilDone(clip.id);
  expect(bench.state(clip.id)).toMatchObject({ status: "done", storage_uri: `fake:${clip.id}` });
});

test("an alert waits a moment for the address of its clip", async () => {
  const gate = makeGate();
  await using bench = openBench({ storage: fakeStorage({ wait: gate, answer: undefined }) });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ alert_decision }) => alert_decision !== null);
  await bench.clock.advance(1000);
  const early = bench.notifier.calls.length;
  gate.open();
  await bench.untilDone(clip.id);

  expect(early).toBe(0);
  expect(bench.notifier.told).toMatchObject([{ upload_failed: false, storage_uri: `fake:${clip.id}` }]);
});

test("the upload does not wait for the filter", async () => {
  const gate = makeGate();
  await using bench = openBench({ filter: fakeFilter({ wait: gate, answer: aFilterResult("person") }) });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.upload.status === "ok");

  expect(bench.state(clip.id)).toMatchObject({
    status: "uploaded",
    stages: { filter: { status: "running" } },
  });
  gate.open();
});

test("an alert goes out although storing is refused for good, and the owner is told of it", async () => {
  await using bench = openBench({ storage: fakeStorage(refused) });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.notifier.told).toMatchObject([{ upload_failed: true }]);
  expect(bench.storage.calls).toHaveLength(1);
  expect(bench.state(clip.id)).toMatchObject({
    status: "error",
    stages: { upload: { status: "error", attempts: 1, last_error: "It is refused." } },
  });
  expect(bench.problems.get("pipeline.upload.fake")).toBe(
    "A clip of Front door could not be stored: It is refused.",
  );
});

test("storing is tried again for days, with few rows, until it succeeds", async () => {
  const failures = 40;
  const turns = [...Array.from({ length: failures }, () => away), { answer: undefined }];
  await using bench = openBench({ storage: fakeStorage(...turns) });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.upload.status === "ok", 60_000);

  const rows = bench.store.written.filter(({ stage }) => stage === "upload");
  const failed = rows.filter(({ type }) => type === "stage_failed");
  expect(failed.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 16, 32]);
  expect(failed.every(({ will_retry, error_kind }) => will_retry && error_kind === "unavailable")).toBe(true);
  expect(rows.at(-1)).toMatchObject({ type: "stage_completed", attempt: failures + 1 });
  expect(bench.problems.has("pipeline.upload.fake")).toBe(false);
});

test("a failing upload is told to the owner while it is tried again", async () => {
  await using bench = openBench({ storage: fakeStorage(away) });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.upload.attempts >= 3, 1000);

  expect(bench.problems.get("pipeline.upload.fake")).toBe(
    "A clip of Front door could not be stored: It is away.",
  );
});

test("a detector that fails for good still tells something true", async () => {
  const seen: unknown[] = [];
  await using bench = openBench({
    filter: fakeFilter(refused),
    stages: {
      policy: {
        decide: ({ filter }) => {
          seen.push(filter);
          return { notify: true, notify_reason: "filter_failed", explanation: "Something moved." };
        },
      },
    },
  });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(seen).toMatchObject([{ stage: "filter", kind: "rejected", message: "It is refused." }]);
  expect(bench.notifier.told).toMatchObject([
    { phase: "detected", objects: [], summary: "Motion at Front door for 12 s; the detector failed." },
  ]);
  expect(bench.state(clip.id)).toMatchObject({ status: "error", stages: { vlm: { status: "skipped" } } });
});

test("a detector that is away is asked again, a bounded number of times", async () => {
  await using bench = openBench({ filter: fakeFilter(away) });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.filter.calls).toHaveLength(6);
  expect(bench.notifier.told).toHaveLength(1);
});

test("a detector that comes back in time is believed", async () => {
  await using bench = openBench({ filter: fakeFilter(away, away, { answer: aFilterResult("person") }) });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.state(clip.id)).toMatchObject({
    status: "done",
    stages: { filter: { attempts: 3, last_error: null } },
  });
});

test("a bug in a plugin costs one stage of one clip, not the app, and is logged", async () => {
  await using bench = openBench({ filter: fakeFilter({ error: new TypeError("x is not a function") }) });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.filter.calls).toHaveLength(1);
  expect(bench.store.written.find(({ type }) => type === "stage_failed")).toMatchObject({
    stage: "filter",
    error_kind: "internal",
    will_retry: false,
  });
  expect(bench.log.lines).toContain("warn stage failed");
});

test("a step that hangs ends at its deadline", async () => {
  const never = makeGate();
  await using bench = openBench({ filter: fakeFilter({ wait: never, answer: aFilterResult() }) });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.filter.last_error !== null, 30_000);

  expect(bench.state(clip.id).stages.filter.last_error).toBe("No answer within 120 s.");
});

test("what the vision model says is told", async () => {
  const analysis = anAnalysis({ risk_level: "high" });
  await using bench = openBench({ stages: { analyzer: fakeAnalyzer({ answer: analysis }) } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.notifier.told).toMatchObject([
    { phase: "described", risk_level: "high", activity_type: "delivery", summary: analysis.summary },
  ]);
});

test("without an answer of the vision model the alert still says what the detector saw", async () => {
  await using bench = openBench({ stages: { analyzer: fakeAnalyzer(refused) } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.notifier.told).toMatchObject([
    { summary: "Person at Front door for 12 s; the vision model did not answer.", phase: "confirmed" },
  ]);
});

test("no vision model is asked about a clip that nobody has looked at", async () => {
  const analyzer = fakeAnalyzer({ answer: anAnalysis() });
  await using bench = openBench({
    stages: {
      analyzer,
      policy: { decide: ({ filter }) => (filter ? no : { ...no, notify_reason: "not_looked" }) },
    },
    camera: () => ({ wanted: { labels: [], minScore: 0.5 }, isDetectionOn: false }),
  });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.filter.calls).toEqual([]);
  expect(analyzer.calls).toEqual([]);
  expect(bench.state(clip.id)).toMatchObject({
    status: "done",
    stages: { filter: { status: "skipped", last_error: "Detection is switched off." } },
    alert_decision: { notify_reason: "not_looked" },
  });
});

test("clips of a camera that was taken away are stored all the same", async () => {
  await using bench = openBench({ camera: () => undefined, stages: { policy: { decide: () => no } } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.storage.calls).toHaveLength(1);
  expect(bench.state(clip.id).stages.filter.last_error).toBe("This camera is no longer set up.");
});

test("a slow notifier holds up nothing but itself", async () => {
  const quick = aFakeNotifier("quick");
  const slow = aFakeNotifier("slow", away);
  await using bench = openBench({ stages: { notifiers: [slow, quick] } });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.notify.attempts >= 3, 1000);

  expect(quick.told).toHaveLength(1);
  expect(slow.calls.length).toBeGreaterThanOrEqual(3);
});
