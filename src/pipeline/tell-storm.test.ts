import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import type { Notifier } from "#ports/notifier.ts";
import { aClip } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { aFakeNotifier, type FakeNotifier } from "#test/fakes/notifier.ts";
import { type FakeStore, fakeStore } from "#test/fakes/store.ts";
import { collectGarbage } from "#test/garbage.ts";
import { openBench, type PipelineBench } from "#test/pipeline-bench.ts";
import type { QueueLoad } from "./lanes.ts";

const never = new AbortController().signal;
const ALERTS = 100;
const CAMERAS = 8;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SLOW_MS = 8000;
/** The first ones warm up. */
const WARM_AFTER = 1;
const STORMS = 5;
/** The ids of the last thousand happenings are remembered, some 200 kB of these storms; their alerts would be twice that. */
const HEAP_SLACK_BYTES = 400_000;

/** One that is away until its time has come, and one that takes its time for each alert. */
function openStorm(store: FakeStore = fakeStore()) {
  const clock = makeManualClock();
  const phone = aFakeNotifier("phone");
  const dead = aFakeNotifier("dead");
  const slow = aFakeNotifier("slow");
  const away = { untilMs: clock.now() + HOUR_MS };
  const failing: Notifier = {
    ...dead,
    async notify(alert, signal) {
      if (clock.now() < away.untilMs) throw new Failure("unavailable", "It is away.");
      await dead.notify(alert, signal);
    },
  };
  const creeping: Notifier = {
    ...slow,
    async notify(alert, signal) {
      await clock.sleep(SLOW_MS, signal);
      await slow.notify(alert, signal);
    },
  };
  const analyzer = fakeAnalyzer({ answer: undefined });
  const bench = openBench({ clock, store, stages: { analyzer, notifiers: [phone, failing, creeping] } });
  return { bench, analyzer, phone, dead, slow, away };
}

/** A store that forgets all when it is told to, as what it holds would lie on a disk. */
function openDisk() {
  let now = fakeStore();
  const clips = new Proxy(now.clips, { get: (_, key) => Reflect.get(now.clips, key) as unknown });
  const store: FakeStore = {
    ...now,
    clips,
    get rows() {
      return now.rows;
    },
    get written() {
      return now.written;
    },
  };
  return { store, empty: () => void (now = fakeStore()) };
}

/** So many alerts in a minute, of cameras in turn. Resolves to the happenings. */
async function blow(bench: PipelineBench): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let n = 0; n < ALERTS; n += 1) {
    const startedAtMs = bench.clock.now() - 12_000;
    const clip = aClip({ camera: `camera_${n % CAMERAS}`, startedAtMs });
    ids.push(clip.happening);
    await bench.pipeline.submit(clip);
    await bench.clock.advance(MINUTE_MS / ALERTS);
  }
  return ids;
}

const isBusy = (queue: QueueLoad) => queue.running + queue.waiting > 0;
const toldBy = ({ told }: FakeNotifier) => told.map(({ alert_id }) => alert_id).toSorted();

test("of 100 alerts in a minute each rings once by each notifier, also by a slow one and a dead one", async () => {
  const { bench, phone, dead, slow, away } = openStorm();
  await using _bench = bench;
  const ids = (await blow(bench)).toSorted();
  const afterStorm = toldBy(phone);
  const queues = bench.pipeline.queues().filter(({ stage }) => stage === "notify");

  while (bench.clock.now() < away.untilMs - MINUTE_MS) await bench.clock.advance(MINUTE_MS);
  const inVain = dead.calls.length;
  const slowBefore = toldBy(slow);
  for (const id of ids) await bench.untilDone(id);

  expect(afterStorm).toEqual(ids);
  expect(queues.map(({ place, limit, running, waiting }) => [place, running + waiting <= limit])).toEqual([
    ["phone", true],
    ["dead", true],
    ["slow", true],
  ]);
  expect(inVain).toBe(0);
  expect(slowBefore).toEqual(ids);
  expect(toldBy(dead)).toEqual(ids);
  expect(toldBy(phone)).toEqual(ids);
  expect(toldBy(slow)).toEqual(ids);
  expect(ids.every((id) => Object.keys(bench.state(id).told).length === 3)).toBe(true);
  expect(bench.told.map(({ alert_id }) => alert_id).toSorted()).toEqual(ids);
});

test("more alerts than a lane keeps wait in the journal, and none is lost or told twice", async () => {
  const { bench, phone, dead, away } = openStorm();
  await using _bench = bench;
  const ids: string[] = [];
  for (let n = 0; n < 250; n += 1) {
    const clip = aClip({ startedAtMs: bench.clock.now() - 12_000 });
    ids.push(clip.happening);
    await bench.pipeline.submit(clip);
    await bench.clock.advance(1000);
  }
  const load = bench.pipeline.queues().find(({ place }) => place === "dead");
  away.untilMs = bench.clock.now();
  for (const id of ids) await bench.untilDone(id);

  expect((load?.running ?? 0) + (load?.waiting ?? 0)).toBe(100);
  expect(toldBy(phone)).toEqual(ids.toSorted());
  expect(toldBy(dead)).toEqual(ids.toSorted());
});

test("storm after storm holds no more memory", async () => {
  const disk = openDisk();
  const { bench, analyzer, phone, dead, slow, away } = openStorm(disk.store);
  await using _bench = bench;
  const held: number[] = [];
  const sleepers: number[] = [];
  for (let storm = 0; storm < STORMS; storm += 1) {
    away.untilMs = bench.clock.now() + 2 * MINUTE_MS;
    const ids = await blow(bench);
    // Longer than the longest rest of the one that is away.
    while (bench.pipeline.queues().some(isBusy)) await bench.clock.advance(MINUTE_MS);
    expect(ids.every((id) => bench.state(id).status === "done")).toBe(true);
    for (const id of ids) await bench.storage.remove(`fake:${id}`, never);
    for (const { calls, told } of [phone, dead, slow]) calls.length = told.length = 0;
    bench.alerts.length = bench.told.length = bench.events.length = bench.storage.calls.length = 0;
    bench.filter.calls.length = analyzer.calls.length = 0;
    bench.shelf.clips.clear();
    bench.log.lines.length = 0;
    disk.empty();
    collectGarbage();
    held.push(process.memoryUsage().heapUsed);
    sleepers.push(bench.clock.sleepers());
  }

  expect((held.at(-1) ?? 0) - (held[WARM_AFTER] ?? 0)).toBeLessThan(HEAP_SLACK_BYTES);
  expect(sleepers.at(-1)).toBe(sleepers[0]);
  expect(bench.pipeline.queues().some(isBusy)).toBe(false);
});
