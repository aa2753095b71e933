import { expect, test } from "vitest";
import { Alert } from "#domain/alert.ts";
import { Failure } from "#domain/failure.ts";
import { CameraId, HappeningId } from "#domain/ids.ts";
import type { LiveSighting } from "#ports/live-sink.ts";
import { aClip, aLiveSummary } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { fakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStorage } from "#test/fakes/storage.ts";
import { openBench } from "#test/pipeline-bench.ts";
import { LIVE_TELL_MS, type LiveTellerOptions, makeLiveTeller } from "./live-alert.ts";

const clip = aClip();
const camera = { id: CameraId.parse("0a1b2c"), slug: clip.camera, name: clip.cameraName };
const sighting: LiveSighting = {
  happening: clip.happening,
  atMs: clip.startedAtMs + 3000,
  objects: ["person"],
  zones: ["Porch"],
  reason: "zone=porch",
  sentence: "Person at Front door, in zone Porch.",
  label: "person",
  score: 0.9,
  box: { x: 0.4, y: 0.3, width: 0.1, height: 0.4 },
  frame: undefined,
  isMore: false,
};

function openTeller(wish: Partial<LiveTellerOptions> = {}) {
  const alerts: Alert[] = [];
  const notifier = fakeNotifier();
  const clock = makeManualClock();
  const log = keptLog();
  const teller = makeLiveTeller({
    notifiers: [notifier],
    clock,
    log,
    signal: new AbortController().signal,
    mediaUrlPrefix: "/media/local/porchlight",
    isOn: () => true,
    onAlert: (alert) => void alerts.push(alert),
    keepPicture: async () => true,
    ...wish,
  });
  return { teller, alerts, notifier, clock, log };
}

test("while somebody is there it is told where, with a picture, under the id of what the clip will tell", async () => {
  const { teller, alerts, notifier } = openTeller();

  await teller.tell(camera, sighting);

  expect(notifier.told).toEqual(alerts);
  expect(Alert.parse(alerts[0])).toMatchObject({
    alert_id: clip.happening,
    clip_id: clip.id,
    phase: "detected",
    objects: ["person"],
    zones: ["Porch"],
    notify_reason: "zone=porch",
    summary: "Person at Front door, in zone Porch.",
    image_url: `/media/local/porchlight/clips/front_door/${clip.id}.jpg`,
    upload_failed: false,
    late: false,
  });
});

test("where nothing is recorded the alert has an id of its own", async () => {
  const { teller, alerts } = openTeller();

  await teller.tell(camera, { ...sighting, happening: undefined });

  expect(HappeningId.parse(alerts[0]?.alert_id)).toBe("front_door_20260601T115933Z");
});

test("without a picture, or with one that takes too long, it is told all the same", async () => {
  const never = makeGate();
  const keepPicture = async () => {
    await never.opened;
    return true;
  };
  const { teller, alerts, clock } = openTeller({ keepPicture });

  const telling = teller.tell(camera, sighting);
  await clock.advance(LIVE_TELL_MS);
  await telling;

  expect(alerts).toMatchObject([{ image_url: null, phase: "detected" }]);
});

test("a broker that is away is not waited for", async () => {
  const notifier = fakeNotifier({ error: new Failure("unavailable", "It is away.") });
  const { teller, alerts, log } = openTeller({ notifiers: [notifier] });

  await teller.tell(camera, sighting);

  expect(alerts).toHaveLength(1);
  expect(notifier.calls).toHaveLength(1);
  expect(log.lines).toEqual(["debug alert not told"]);
});

test("with notifications switched off nobody is told", async () => {
  const { teller, alerts, notifier } = openTeller({ isOn: () => false });

  await teller.tell(camera, sighting);

  expect(alerts).toEqual([]);
  expect(notifier.calls).toEqual([]);
});

test("the clip's alert is the same one, with the zones that were seen live", async () => {
  await using bench = openBench();
  const live = aLiveSummary({
    objects: [{ label: "dog", score: 0.7, first_at: at(1), last_at: at(4) }],
    zones: [{ id: "porch", name: "Porch", labels: ["person"], seconds: 9 }],
  });

  await bench.pipeline.submit({ ...clip, live });
  await bench.untilDone(clip.id);

  expect(bench.notifier.told).toMatchObject([
    {
      alert_id: clip.happening,
      objects: ["person", "dog"],
      zones: ["Porch"],
      summary: "Person and dog at Front door (Porch) for 12 s.",
    },
  ]);
  expect(bench.state(clip.id).live).toEqual(live);
});

test("an alert that went out before its clip was stored is told once more when it is", async () => {
  const gate = makeGate();
  await using bench = openBench({ storage: fakeStorage({ wait: gate, answer: undefined }) });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.notify.status === "ok", 1000);
  gate.open();
  await bench.untilDone(clip.id);

  expect(bench.notifier.told).toMatchObject([
    { storage_uri: null, upload_failed: true },
    { storage_uri: `fake:${clip.id}`, upload_failed: false, alert_id: clip.happening },
  ]);
});

test("after a long outage nobody hears each alert once more for its address", async () => {
  const gate = makeGate();
  await using bench = openBench({
    storage: fakeStorage({ wait: gate, answer: undefined }),
    stages: { policy: { decide: () => ({ notify: true, notify_reason: "x", explanation: "X." }) } },
  });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.notify.status === "ok", 1000);
  await bench.clock.advance(3_600_000);
  gate.open();
  await bench.untilDone(clip.id);

  expect(bench.notifier.told).toHaveLength(1);
});

const at = (second: number) => new Date(clip.startedAtMs + second * 1000).toISOString();
