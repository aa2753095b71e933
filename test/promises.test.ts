import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { expandLabels, type FilterResult } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import { keptClipOf } from "#domain/kept-clip.ts";
import { makeLane } from "#home/lane.ts";
import { makeSystemErrors, SYSTEM_ERRORS_TOPIC } from "#home/system-errors.ts";
import { openFrames } from "#platform/frames.ts";
import { rules } from "#plugins/policies/rules.ts";
import { CameraRules } from "#plugins/policies/rules-settings.ts";
import { clipFolder, clipPaths, reserveClip } from "#stream/clip-name.ts";
import { aClip, aClipState, aFilterResult, anAnalysis, anEvent } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { makeFakeBroker } from "#test/fakes/broker.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { fakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { aFakeStorage, fakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openBench } from "#test/pipeline-bench.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeMedia } from "#test/servers/media.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { letterbox } from "#vision/letterbox.ts";

/**
 * The promises that the first of our models made and did not keep, each by its own words. What is not here belongs to
 * the vision model: its prompt, what it is shown, and what its review flag leads to.
 */
const running = new AbortController().signal;
const DAY_MS = 24 * 60 * 60_000;
const away = new Failure("unavailable", "It is away.");
const person = aFilterResult("person");
const clip = aClip();
const minutes = [1, 2, 3, 4, 5];
const clips = minutes.map((minute) => aClip({ startedAtMs: clip.startedAtMs + minute * 60_000 }));

/** The owner's rules as they are read from the options. */
async function rulesOf(wish: object) {
  const cameras = { [clip.camera]: CameraRules.parse(wish) };
  return await rules.open(rules.config.parse({ cameras }), makeContext("/nowhere"));
}

test("P0 never miss clips; startup recovery, newest first", async () => {
  const store = fakeStore();
  for (const one of clips) await store.clips.record(aClipState(one), anEvent(aClipState(one)));
  const filter = fakeFilter({ answer: person });
  await using bench = openBench({ store, shelf: fakeShelf(...clips), filter });

  await bench.pipeline.recover(running);
  for (const { id } of clips) await bench.untilDone(id);

  expect(filter.calls.slice(0, 3).map((call) => call.clip.id)).toEqual(
    clips
      .map(({ id }) => id)
      .toReversed()
      .slice(0, 3),
  );
  expect(bench.storage.calls).toHaveLength(clips.length);
});

test("P0 upload ASAP, do not block: a slow VLM in four clips does not hold up the fifth", async () => {
  const analyzer = fakeAnalyzer({ wait: makeGate(), answer: undefined });
  await using bench = openBench({ stages: { analyzer } });
  const startedAtMs = bench.clock.now();

  for (const one of clips) await bench.pipeline.submit(one);
  for (const { id } of clips) await bench.until(id, ({ stages }) => stages.upload.status === "ok");

  expect(bench.clock.now()).toBe(startedAtMs);
  expect(analyzer.calls.length).toBeGreaterThan(0);
});

test("upload later if internet is down: after three days it is stored, and only then may it be deleted", async () => {
  let isDown = true;
  const storage = fakeStorage();
  const store = storage.store;
  storage.store = (one, signal) => (isDown ? Promise.reject(away) : store(one, signal));
  await using bench = openBench({ storage });
  await bench.pipeline.submit(clip);

  await bench.until(clip.id, () => bench.clock.now() - clip.startedAtMs > 3 * DAY_MS, DAY_MS / 4);
  const before = keptClipOf(bench.state(clip.id));
  isDown = false;
  await bench.untilDone(clip.id);

  expect(before).toMatchObject({ isFinished: false, copy: "missing" });
  expect(keptClipOf(bench.state(clip.id))).toMatchObject({ isFinished: true, copy: "stored" });
});

test("Filter failure is critical: it is tried again, and told with the clip", async () => {
  const filter = fakeFilter({ error: away });
  const policy = await rulesOf({ notify_on_objects: ["person"] });
  await using bench = openBench({ filter, stages: { policy } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(filter.calls.length).toBeGreaterThan(3);
  expect(bench.notifier.told).toMatchObject([{ notify_reason: "filter_failed" }]);
  expect([...bench.problems.values()].join()).toContain("could not be searched for objects");
  expect(keptClipOf(bench.state(clip.id))).toMatchObject({ isFinished: true, copy: "stored" });
});

test("Notify failure is recorded: the clip is not done, and the alert is told in the end", async () => {
  const failures = Array.from({ length: 9 }, () => ({ error: away }));
  const notifier = fakeNotifier(...failures, { answer: undefined });
  await using bench = openBench({ notifier });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.notify.attempts > 3, 500);
  const before = bench.state(clip.id);
  await bench.untilDone(clip.id);

  expect(before).toMatchObject({ status: "filtered", stages: { notify: { last_error: away.message } } });
  expect(keptClipOf(before).isFinished).toBe(false);
  expect(notifier.told).toHaveLength(1);
});

test("System alert topic homecam/system/errors: what is wrong is said there, and when it is over", async () => {
  const house = makeFakeHouse(["Front door"]);
  const broker = makeFakeBroker();
  const lane = makeLane(broker, makeContext("/nowhere").log, running);
  const errors = makeSystemErrors({ house, broker, lane, clock: makeManualClock() });

  house.setProblems({ disk: "The disk is full." });
  errors.tell();
  house.setProblems({});
  errors.tell();
  await lane.drained();

  expect(SYSTEM_ERRORS_TOPIC).toBe("homecam/system/errors");
  expect(
    broker.published.map(({ topic, text }) => ({ topic, ...(JSON.parse(text) as object) })),
  ).toMatchObject([
    { topic: SYSTEM_ERRORS_TOPIC, message: "The disk is full.", active: true },
    { topic: SYSTEM_ERRORS_TOPIC, active: false },
  ]);
});

test.each([
  { wish: { notify_on_objects: [] }, told: [] },
  { wish: { notify_on_objects: [], notify_on_motion: true }, told: [{ notify_reason: "motion" }] },
  { wish: { notify_on_objects: ["person"] }, told: [{ notify_reason: "object=person" }] },
])("VLM skipped: by the owner's word alone, and by its true reason: $wish", async ({ wish, told }) => {
  await using bench = openBench({ stages: { policy: await rulesOf(wish) } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.state(clip.id).stages.vlm.status).toBe("skipped");
  expect(bench.notifier.told).toMatchObject(told);
});

test("analysis.json beside the clip; put_json", async () => {
  const analyzer = fakeAnalyzer({ answer: anAnalysis({ summary: "A courier left a parcel." }) });
  await using bench = openBench({ stages: { analyzer } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  const [json = "{}"] = bench.storage.described.values();
  expect(JSON.parse(json)).toMatchObject({
    clip_id: clip.id,
    analysis_result: { summary: "A courier left a parcel." },
    filter_result: { detected_classes: ["person"] },
  });
});

test("Re-download when the local file is gone", async () => {
  const storage = aFakeStorage({ place: "cloud" });
  const { uri } = await storage.store(clip, running);
  const shelf = fakeShelf();
  storage.onFetch = () => void shelf.clips.set(clip.id, clip);
  const store = fakeStore();
  const state: ClipState = aClipState(clip, { copies: { cloud: { uri, view_url: null } }, storage_uri: uri });
  await store.clips.record(state, anEvent(state));
  await using bench = openBench({ store, shelf, storage });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(storage.fetched).toEqual([uri]);
  expect(bench.notifier.told).toMatchObject([{ objects: ["person"] }]);
});

test("Per-second collision suffix _2: nothing is overwritten", async () => {
  await using dir = await makeTempDir();
  const folder = clipFolder(dir.path, clip.camera);
  const first = await reserveClip(folder, clip.camera, clip.startedAtMs);
  await first.handle.close();
  const paths = clipPaths(folder, first.id);
  await writeFile(paths.clip, "the first");
  await rm(paths.part);

  const second = await reserveClip(folder, clip.camera, clip.startedAtMs + 1);
  await second.handle.close();

  expect(second.id).toBe(`${first.id}_2`);
  expect(await readFile(paths.clip, "utf8")).toBe("the first");
  expect(join(folder, `${second.id}.part.mp4`)).toBe(clipPaths(folder, second.id).part);
});

test("StageLog journal in the state row, the status filtered, and every step beside it", async () => {
  const wait = makeGate();
  await using bench = openBench({ stages: { analyzer: fakeAnalyzer({ wait, answer: anAnalysis() }) } });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.vlm.status === "running");
  const during = bench.state(clip.id);
  wait.open();
  await bench.untilDone(clip.id);

  expect(during).toMatchObject({ status: "filtered", stages: { filter: { status: "ok", attempts: 1 } } });
  expect(bench.story(clip.id)).toEqual(
    expect.arrayContaining(["clip_captured", "stage_started filter", "stage_completed vlm", "clip_done"]),
  );
});

test("sample_fps: 2 are two pictures a second, whatever the camera sends", async () => {
  const path = await makeMedia({ codec: "h264", size: "320x240", seconds: 4 });
  const fit = letterbox({ width: 320, height: 240 }, { width: 320, height: 320 }, "centre");
  await using frames = await openFrames({ ffmpeg: "ffmpeg", path, fps: 2, fit, padding: 114 }, running);

  const times: number[] = [];
  for (let frame = await frames.next(); frame; frame = await frames.next()) times.push(frame.atMs);

  expect(times).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000, 3500]);
});

test("classes: who names only vehicles hears of a car and a truck", async () => {
  const policy = await rulesOf({ objects: ["car", "truck"], notify_on_objects: ["car", "truck"] });
  await using bench = openBench({
    filter: fakeFilter({ answer: aFilterResult("truck") }),
    stages: { policy },
  });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.notifier.told).toMatchObject([{ notify_reason: "object=truck" }]);
  expect(expandLabels(["vehicle"])).toEqual(expect.arrayContaining(["car", "truck", "bus", "motorcycle"]));
});

test("the VLM should use filter_result to focus: it is given what was seen, where and when", async () => {
  const analyzer = fakeAnalyzer({ answer: undefined });
  await using bench = openBench({ stages: { analyzer } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  const seen: FilterResult | undefined = analyzer.calls[0]?.seen;
  expect(seen?.detections).toMatchObject([{ label: "person", at_ms: 2000, box: person.detections[0]?.box }]);
});
