import { expect, test, vi } from "vitest";
import { readDayHours } from "#domain/day-hours.ts";
import { Failure } from "#domain/failure.ts";
import { Sidecar } from "#domain/sidecar.ts";
import { aClip, aFilterResult, anAnalysis } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { fakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { aFakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { no, openBench, yes } from "#test/pipeline-bench.ts";

const clip = aClip();
const running = new AbortController().signal;
const PATIENT = { timeout: 30_000, interval: 1 };
const away = { error: new Failure("unavailable", "It is away.") };
const refused = { error: new Failure("rejected", "It is refused.") };
const stored = { answer: undefined };

test("a place that hangs holds up no other, and the clip is done when all have it", async () => {
  const gate = makeGate();
  const nas = aFakeStorage({ place: "nas", turns: [{ wait: gate, answer: undefined }] });
  const cloud = aFakeStorage({ place: "cloud" });
  await using bench = openBench({ storages: [nas, cloud] });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.notify.status === "ok", 1000);

  expect(bench.notifier.told).toMatchObject([{ storage_uri: `cloud:${clip.id}`, upload_failed: false }]);
  expect(bench.state(clip.id)).toMatchObject({
    stages: { upload: { status: "running" } },
    copies: { cloud: { uri: `cloud:${clip.id}` } },
  });
  gate.open();
  await bench.untilDone(clip.id);
  expect(bench.state(clip.id)).toMatchObject({
    status: "done",
    storage_uri: `nas:${clip.id}`,
    copies: { cloud: { uri: `cloud:${clip.id}` }, nas: { uri: `nas:${clip.id}` } },
  });
});

test("more clips than a hanging place can take go to the other one all the same", async () => {
  const hanging = { wait: makeGate(), answer: undefined };
  const nas = aFakeStorage({ place: "nas", turns: [hanging] });
  const cloud = aFakeStorage({ place: "cloud" });
  await using bench = openBench({ storages: [nas, cloud] });
  const clips = Array.from({ length: 30 }, (_, n) => aClip({ startedAtMs: clip.startedAtMs + n * 1000 }));

  for (const one of clips) await bench.pipeline.submit(one);
  await vi.waitFor(() => expect(cloud.calls).toHaveLength(30), PATIENT);

  expect(nas.calls).toHaveLength(4);
});

test("what one place refuses for good the other still gets, and the clip is never taken for stored", async () => {
  const nas = aFakeStorage({ place: "nas", turns: [refused] });
  const cloud = aFakeStorage({ place: "cloud", turns: [away, away, stored] });
  await using bench = openBench({ storages: [nas, cloud] });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(nas.calls).toHaveLength(1);
  expect(bench.state(clip.id)).toMatchObject({
    status: "error",
    copies: { cloud: {} },
    stages: { upload: { status: "error", last_error: "It is refused." } },
  });
  expect(bench.story(clip.id)).toContain("copy_refused upload");
  expect(bench.problems.get("pipeline.upload.nas")).toContain("It is refused.");
  expect(bench.problems.has("pipeline.upload.cloud")).toBe(false);
});

test("after a restart only the place that lacks the clip gets it", async () => {
  const store = fakeStore();
  const shelf = fakeShelf(clip);
  const cloud = aFakeStorage({ place: "cloud" });
  {
    const nas = aFakeStorage({ place: "nas", turns: [{ wait: makeGate(), answer: undefined }] });
    await using bench = openBench({ store, shelf, storages: [nas, cloud] });
    await bench.pipeline.submit(clip);
    await bench.until(clip.id, ({ copies }) => copies.cloud !== undefined);
  }
  const nas = aFakeStorage({ place: "nas" });
  await using bench = openBench({ store, shelf, storages: [nas, cloud] });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(nas.calls).toHaveLength(1);
  expect(cloud.calls).toHaveLength(1);
});

test("a file that is gone is fetched back from a copy to be looked at, and copied on", async () => {
  const store = fakeStore();
  const nas = aFakeStorage({ place: "nas" });
  {
    const filter = fakeFilter({ wait: makeGate(), answer: aFilterResult() });
    await using bench = openBench({ store, filter, shelf: fakeShelf(clip), storages: [nas] });
    await bench.pipeline.submit(clip);
    await bench.until(clip.id, ({ stages }) => stages.upload.status === "ok");
  }
  const shelf = fakeShelf();
  nas.onFetch = () => shelf.clips.set(clip.id, clip);
  const cloud = aFakeStorage({ place: "cloud" });
  await using bench = openBench({ store, shelf, storages: [cloud, nas] });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(nas.fetched).toEqual([`nas:${clip.id}`]);
  expect(bench.state(clip.id)).toMatchObject({
    status: "done",
    filter_result: { detected_classes: ["person"] },
  });
  expect(bench.story(clip.id)).toContain("clip_fetched");
});

test("a file that is gone from everywhere ends its clip, and says so", async () => {
  const shelf = fakeShelf();
  await using bench = openBench({ shelf });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.state(clip.id)).toMatchObject({
    status: "error",
    stages: { filter: { status: "error", last_error: "The clip's file is gone." } },
  });
});

test("what was found out is written beside each copy, also where the broker is away for days", async () => {
  const nas = aFakeStorage({ place: "nas" });
  const cloud = aFakeStorage({ place: "cloud" });
  const analyzer = fakeAnalyzer({ answer: anAnalysis() });
  await using bench = openBench({
    storages: [nas, cloud],
    notifier: fakeNotifier(away),
    stages: { analyzer },
  });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.sidecar.status === "ok", 1000);

  const [text] = nas.described.values();
  expect([...cloud.described.values()]).toEqual([text]);
  expect(Sidecar.parse(JSON.parse(text ?? ""))).toMatchObject({
    clip_id: clip.id,
    filter_result: { detected_classes: ["person"] },
    analysis_result: { summary: "A courier left a parcel at the door." },
    alert_decision: { notify: true },
  });
  expect(text).not.toContain("/media/");
  expect(bench.state(clip.id).stages.notify.status).not.toBe("ok");
});

test("one place that cannot be written to does not keep the other from hearing what was found", async () => {
  const nas = aFakeStorage({ place: "nas" });
  const cloud = aFakeStorage({ place: "cloud" });
  let failures = 3;
  const describe: typeof nas.describe = async (uri, json, signal) => {
    failures -= 1;
    if (failures >= 0) throw away.error;
    await nas.describe(uri, json, signal);
  };
  await using bench = openBench({ storages: [{ ...nas, describe }, cloud] });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  expect(bench.state(clip.id)).toMatchObject({ status: "done", stages: { sidecar: { attempts: 4 } } });
  expect(cloud.described.size).toBe(1);
  expect(nas.described.size).toBe(1);
});

test("outside its hours a place gets alerts only, and the rest when they have come", async () => {
  const noon = new Date(2026, 5, 1, 12).getTime();
  const cloud = aFakeStorage({ place: "cloud", hours: readDayHours("22:00-06:00") });
  const plain = aClip({ startedAtMs: noon - 60_000 });
  const alert = aClip({ camera: "garden", startedAtMs: noon - 60_000 });
  const decide = ({ camera }: { readonly camera: string }) => (camera === "garden" ? yes : no);
  await using bench = openBench({
    clock: makeManualClock(noon),
    storages: [cloud],
    stages: { policy: { decide } },
  });

  await bench.pipeline.submit(plain);
  await bench.pipeline.submit(alert);
  await bench.untilDone(alert.id);
  await bench.clock.advance(9 * 3_600_000);
  const before = cloud.calls.map(({ camera }) => camera);
  await bench.until(plain.id, ({ status }) => status === "done", 10 * 60_000);

  expect(before).toEqual(["garden"]);
  expect(new Date(bench.clock.now()).getHours()).toBe(22);
});

test("after an outage the clips with an alert leave the house first", async () => {
  let isAway = true;
  const cloud = aFakeStorage({ place: "cloud" });
  const sent: string[] = [];
  const store: typeof cloud.store = async (one, signal) => {
    if (isAway) throw away.error;
    sent.push(one.id);
    return await cloud.store(one, signal);
  };
  const clips = Array.from({ length: 150 }, (_, n) => aClip({ startedAtMs: clip.startedAtMs + n * 1000 }));
  const alerts = new Set(clips.filter((_, n) => n % 10 === 0).map(({ id }) => id));
  const filter = fakeFilter({ answer: aFilterResult() });
  const detect: typeof filter.detect = async (one) =>
    aFilterResult(...(alerts.has(one.id) ? ["person"] : []));
  await using bench = openBench({
    storages: [{ ...cloud, store }],
    filter: { ...filter, detect },
    stages: { policy: { decide: ({ filter: seen }) => (isPerson(seen) ? yes : no) } },
  });

  for (const one of clips) await bench.pipeline.submit(one);
  await vi.waitFor(async () => {
    await bench.clock.advance(1000);
    expect(bench.alerts).toHaveLength(15);
  }, PATIENT);
  await bench.clock.advance(3_600_000);
  isAway = false;
  await vi.waitFor(async () => {
    await bench.clock.advance(60_000);
    expect([...bench.store.rows.values()].filter(({ status }) => status !== "done")).toEqual([]);
  }, PATIENT);

  // Every third turn is anybody's.
  const place = (id: string) => sent.indexOf(id);
  expect(Math.max(...[...alerts].map(place))).toBeLessThan(60);
});

function isPerson(seen: unknown): boolean {
  return JSON.stringify(seen).includes('"person"');
}
