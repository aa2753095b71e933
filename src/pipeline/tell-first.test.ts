import { expect, test } from "vitest";
import type { Analysis } from "#domain/analysis.ts";
import type { Decision } from "#domain/decision.ts";
import { Failure } from "#domain/failure.ts";
import { CameraId } from "#domain/ids.ts";
import type { Evidence } from "#ports/alert-policy.ts";
import type { ClipAnalyzer } from "#ports/clip-analyzer.ts";
import { aClip, anAnalysis } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { aFakeNotifier, type FakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { no, openBench, type PipelineBench, yes } from "#test/pipeline-bench.ts";
import { stageRules } from "./stage-rules.ts";

const running = new AbortController().signal;
const clip = aClip();
const endedAtMs = clip.startedAtMs + clip.durationMs;
const away = { error: new Failure("unavailable", "It is away.") };
const told = { answer: undefined };
const analysis = anAnalysis({ risk_level: "high" });

/** A model that takes its time by the clock of the bench. */
function slowAnalyzer(clock: ManualClock, ms: number, answer: Analysis = analysis): ClipAnalyzer {
  return {
    async analyze(_request, signal) {
      await clock.sleep(ms, signal);
      return answer;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Told at the end of the happening: the clip is just finished. */
function openSlow(notifiers: readonly FakeNotifier[], stages = {}, modelMs = 5000) {
  const clock = makeManualClock(endedAtMs);
  const analyzer = slowAnalyzer(clock, modelMs);
  return openBench({ clock, stages: { analyzer, notifiers, ...stages } });
}

/** Lets a second pass in small steps. */
async function second(bench: PipelineBench) {
  for (let step = 0; step < 10; step += 1) await bench.clock.advance(100);
}

const phasesOf = ({ told: all }: FakeNotifier) => all.map(({ phase }) => phase);
const byAnalysis = ({ analysis: said }: Evidence): Decision => (said === undefined ? yes : no);

test("with a model of 5 s the described alert is there 6 s after the end, and the first long before", async () => {
  const phone = aFakeNotifier("phone");
  await using bench = openSlow([phone]);
  await bench.pipeline.submit(clip);

  for (let s = 0; s < 2; s += 1) await second(bench);
  const early = [...phone.told];
  for (let s = 2; s < 6; s += 1) await second(bench);

  expect(early).toMatchObject([{ phase: "confirmed", summary: "Person at Front door for 12 s." }]);
  expect(phone.told).toMatchObject([
    { phase: "confirmed", risk_level: null, alert_id: clip.happening },
    { phase: "described", risk_level: "high", alert_id: clip.happening, summary: analysis.summary },
  ]);
  expect(bench.clock.now() - endedAtMs).toBe(6000);
  expect(bench.alerts.map(({ phase }) => phase)).toEqual(["confirmed", "described"]);
  expect(bench.told.map(({ phase }) => phase)).toEqual(["confirmed", "described"]);
  await bench.untilDone(clip.id);
  expect(bench.state(clip.id)).toMatchObject({
    told: { phone: { phase: "described" } },
    stages: { notify: { status: "ok" } },
  });
  expect(bench.state(clip.id).alert_decision).toEqual(yes);
});

test("an analysis that is there at once is told alone", async () => {
  const phone = aFakeNotifier("phone");
  await using bench = openSlow([phone], {}, 900);

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(phasesOf(phone)).toEqual(["described"]);
});

test("who was told live hears of it next when it is described", async () => {
  const phone = aFakeNotifier("phone");
  await using bench = openSlow([phone]);
  const sighting = { atMs: clip.startedAtMs + 3000, happening: clip.happening, objects: [], zones: [] };
  const live = bench.pipeline.liveTeller({ signal: running, keepPicture: async () => false });
  await live.tell(
    { id: CameraId.parse("0a1b2c"), slug: clip.camera, name: clip.cameraName },
    {
      ...sighting,
      reason: "object=person",
      sentence: "Person at Front door.",
      label: "person",
      score: 0.9,
      box: { x: 0, y: 0, width: 1, height: 1 },
      frame: undefined,
      isMore: false,
    },
  );

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(phasesOf(phone)).toEqual(["detected", "described"]);
});

test("what turns out to be no alert after it was told is told to its end", async () => {
  const phone = aFakeNotifier("phone");
  await using bench = openSlow([phone], { policy: { decide: byAnalysis } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(phasesOf(phone)).toEqual(["confirmed", "described"]);
  expect(bench.state(clip.id).alert_decision).toEqual({
    notify: true,
    notify_reason: yes.notify_reason,
    explanation: "You were told before it was described: A person was seen. Nothing was seen.",
  });
});

test("what turns out to be no alert before anybody could be told is none", async () => {
  const phone = aFakeNotifier("phone", away);
  await using bench = openSlow([phone], { policy: { decide: byAnalysis } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(phone.told).toEqual([]);
  expect(bench.state(clip.id)).toMatchObject({
    alert_decision: no,
    told: {},
    stages: { notify: { status: "skipped", last_error: "The decision was not to alert." } },
  });
});

test("what is an alert only by its description is told with it", async () => {
  const phone = aFakeNotifier("phone");
  const decide = ({ analysis: said }: Evidence): Decision => (said === undefined ? no : yes);
  await using bench = openSlow([phone], { policy: { decide } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(phasesOf(phone)).toEqual(["described"]);
});

test("one that is away at first is told only what is known when it is back", async () => {
  const phone = aFakeNotifier("phone", ...Array.from({ length: 6 }, () => away), told);
  const mqtt = aFakeNotifier("mqtt");
  await using bench = openSlow([phone, mqtt]);

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(phasesOf(mqtt)).toEqual(["confirmed", "described"]);
  expect(phasesOf(phone)).toEqual(["described"]);
});

test("two words of one notifier never overtake each other", async () => {
  const gate = makeGate();
  const phone = aFakeNotifier("phone", { wait: gate, answer: undefined });
  const mqtt = aFakeNotifier("mqtt");
  await using bench = openSlow([phone, mqtt]);
  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ told: by }) => by["mqtt"]?.phase === "described", 100);

  const before = phone.calls.length;
  gate.open();
  await bench.untilDone(clip.id);

  expect(before).toBe(1);
  expect(phasesOf(phone)).toEqual(["confirmed", "described"]);
});

test("a model that is busy with others keeps no clip from its first word", async () => {
  const phone = aFakeNotifier("phone");
  const clock = makeManualClock(endedAtMs);
  const analyzer = fakeAnalyzer({ wait: makeGate(), answer: analysis });
  await using bench = openBench({ clock, stages: { analyzer, notifiers: [phone] } });
  const count = stageRules.vlm.concurrency + 3;
  const clips = Array.from({ length: count }, (_, index) => aClip({ camera: `camera_${index}` }));

  for (const one of clips) await bench.pipeline.submit(one);
  for (let s = 0; s < 2; s += 1) await second(bench);

  expect(analyzer.calls.length).toBeLessThan(clips.length);
  expect(phone.told.map(({ clip_id, phase }) => `${clip_id} ${phase}`).toSorted()).toEqual(
    clips.map(({ id }) => `${id} confirmed`).toSorted(),
  );
});

test("a model that does not answer at all leaves what was told first", async () => {
  const phone = aFakeNotifier("phone");
  await using bench = openSlow([phone], { analyzer: fakeAnalyzer(away) });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(phasesOf(phone)).toEqual(["confirmed"]);
  expect(bench.state(clip.id).stages).toMatchObject({ vlm: { status: "error" }, notify: { status: "ok" } });
});

test("an old clip is in no hurry: it is told once, when it is described", async () => {
  const phone = aFakeNotifier("phone");
  const clock = makeManualClock(endedAtMs + 3_600_000);
  await using bench = openBench({
    clock,
    stages: { analyzer: slowAnalyzer(clock, 5000), notifiers: [phone] },
  });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(phone.told).toMatchObject([{ phase: "described", late: true }]);
});

test("a restart while the model thinks tells nobody the first step again", async () => {
  const store = fakeStore();
  const shelf = fakeShelf(clip);
  const phone = aFakeNotifier("phone");
  const clock = makeManualClock(endedAtMs);
  {
    const analyzer = fakeAnalyzer({ wait: makeGate(), answer: analysis });
    await using before = openBench({ store, shelf, clock, stages: { analyzer, notifiers: [phone] } });
    await before.pipeline.submit(clip);
    await before.until(clip.id, (state) => "phone" in state.told, 100);
  }
  const left = store.rows.get(clip.id);
  await using bench = openBench({
    store,
    shelf,
    clock,
    stages: { analyzer: slowAnalyzer(clock, 5000), notifiers: [phone] },
  });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(left?.alert_decision).toEqual({ ...yes, provisional: true });
  expect(phasesOf(phone)).toEqual(["confirmed", "described"]);
  expect(bench.state(clip.id).alert_decision).toEqual(yes);
});

test("a later clip of the happening is not told while the first one is being described", async () => {
  const phone = aFakeNotifier("phone");
  await using bench = openSlow([phone]);
  const next = aClip({ startedAtMs: endedAtMs, part: 2, happening: clip.id });

  await bench.pipeline.submit(clip);
  await bench.pipeline.submit(next);
  await bench.untilDone(clip.id);
  await bench.untilDone(next.id);

  expect(phone.told.map(({ clip_id }) => clip_id)).toEqual([clip.id, clip.id]);
});
