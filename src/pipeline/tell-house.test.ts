import { expect, test } from "vitest";
import { CameraId } from "#domain/ids.ts";
import type { LiveSighting } from "#ports/live-sink.ts";
import { aClip, anAnalysis } from "#test/builders.ts";
import { type CircumstancesWish, someCircumstances } from "#test/circumstances.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { fakePolicy } from "#test/fakes/policy.ts";
import { makeGate } from "#test/fakes/script.ts";
import { no, openBench, yes } from "#test/pipeline-bench.ts";

const running = new AbortController().signal;
const clip = aClip();
const camera = { id: CameraId.parse("0a1b2c"), slug: clip.camera, name: clip.cameraName };
const sighting: LiveSighting = {
  happening: clip.happening,
  atMs: clip.startedAtMs + 3000,
  objects: ["person"],
  zones: [],
  reason: "object=person",
  sentence: "Person at Front door.",
  label: "person",
  score: 0.9,
  box: { x: 0.4, y: 0.3, width: 0.1, height: 0.4 },
  frame: undefined,
  isMore: false,
};

const circumstances = (wish: CircumstancesWish = {}) =>
  someCircumstances({ nowMs: clip.startedAtMs, camera: camera.id, ...wish });

test("circumstances are those of the moment of the decision", async () => {
  const gate = makeGate();
  let isOn = true;
  await using bench = openBench({
    stages: { analyzer: fakeAnalyzer({ wait: gate, answer: anAnalysis() }), policy: fakePolicy() },
    circumstances: () => circumstances({ isNotificationsOn: isOn }),
  });
  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.vlm.status === "running");

  isOn = false;
  gate.open();
  await bench.untilDone(clip.id);

  expect(bench.notifier.calls).toEqual([]);
  expect(bench.state(clip.id).alert_decision).toMatchObject({
    notify: false,
    notify_reason: "notifications_off",
  });
});

test.each([
  ["is told to its end in the quiet hours that have begun", {}, ["confirmed", "described"]],
  ["stays as it was when the owner switches it off", { isNotificationsOn: false }, ["confirmed"]],
])("what was told and turns out to be no alert %s", async (_name, wish, phases) => {
  const gate = makeGate();
  let isDescribed = false;
  const quiet_hours = [
    { from: "00:00", to: "12:00" },
    { from: "12:00", to: "00:00" },
  ];
  const lastTold = { alert: clip.happening, atMs: clip.startedAtMs, risk: null };
  const later = { ...wish, lastTold, settings: { quiet_hours } };
  await using bench = openBench({
    stages: {
      analyzer: fakeAnalyzer({ wait: gate, answer: anAnalysis() }),
      policy: { decide: ({ analysis }) => (analysis === undefined ? yes : no) },
    },
    circumstances: () => circumstances(isDescribed ? later : {}),
  });
  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ told }) => "fake" in told, 100);

  isDescribed = true;
  gate.open();
  await bench.untilDone(clip.id);

  expect(bench.notifier.told.map(({ phase }) => phase)).toEqual(phases);
});

test("what is snoozed is not told live either, and what is not is", async () => {
  let untilMs: number | undefined = clip.startedAtMs + 1;
  await using bench = openBench({
    circumstances: () => circumstances({ snoozedUntilMs: { house: untilMs, camera: undefined } }),
  });
  const live = bench.pipeline.liveTeller({ signal: running, keepPicture: async () => false });

  await live.tell(camera, sighting);
  const snoozed = [...bench.notifier.calls];
  untilMs = undefined;
  await live.tell(camera, sighting);

  expect(snoozed).toEqual([]);
  expect(bench.notifier.told).toMatchObject([{ phase: "detected", alert_id: clip.happening }]);
  expect(bench.told).toEqual(bench.notifier.told);
});

test("alerts of several cameras within the owner's seconds are one notification, live and late", async () => {
  const settings = { group_s: 60 };
  await using bench = openBench({ circumstances: () => circumstances({ settings }) });
  const garage = aClip({ camera: "garage", startedAtMs: clip.startedAtMs + 30_000 });
  const later = aClip({ camera: "garden", startedAtMs: clip.startedAtMs + 70_000 });
  const live = bench.pipeline.liveTeller({ signal: running, keepPicture: async () => false });

  await live.tell(camera, sighting);
  for (const one of [garage, later, clip]) {
    await bench.pipeline.submit(one);
    await bench.untilDone(one.id);
  }

  expect(bench.notifier.told.map(({ alert_id, group_id }) => [alert_id, group_id])).toEqual([
    [clip.happening, clip.happening],
    [garage.happening, clip.happening],
    [later.happening, later.happening],
    [clip.happening, clip.happening],
  ]);
});
