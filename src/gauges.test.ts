import { afterEach, beforeEach, expect, test } from "vitest";
import { openHouse } from "#house/house.ts";
import { makeMeters } from "#house/meters.ts";
import { makeMetrics } from "#platform/metrics.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import type { StateStore } from "#ports/state-store.ts";
import { aClipState, anEvent } from "#test/builders.ts";
import { makeFakeBroker } from "#test/fakes/broker.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { gauges } from "./gauges.ts";

let dir: TempDir;
let store: StateStore;
beforeEach(async () => {
  dir = await makeTempDir();
  store = await sqlite.open({ backend: "sqlite" }, makeContext(dir.path));
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await dir[Symbol.asyncDispose]();
});

async function openMetrics(replicaId?: number) {
  const { clock } = makeContext(dir.path);
  const { settings } = store;
  const onListenerError = () => undefined;
  const keeper = await openHouse({ cameras: [], settings, clock, alertsToday: 0, onListenerError });
  const meters = makeMeters();
  const queue = { stage: "upload" as const, place: "s3", running: 1, waiting: 3, limit: 2000 };
  const metrics = makeMetrics(
    gauges({
      keeper,
      broker: makeFakeBroker(),
      clock,
      store,
      meters,
      watch: () => ({
        queues: () => [queue],
        live: () => ({ waiting: 1, looked: 900, dropped: 30, lookMs: 80 }),
      }),
      replicaId: () => replicaId,
    }),
  );
  const lines = async () => (await metrics.text()).split("\n").filter((line) => !line.startsWith("#"));
  return { keeper, meters, lines, clock, text: metrics.text };
}

test("queues show their load and their bound", async () => {
  const { lines } = await openMetrics();

  expect(await lines()).toEqual(
    expect.arrayContaining([
      'porchlight_stage_waiting{stage="upload",place="s3"} 3',
      'porchlight_stage_limit{stage="upload",place="s3"} 2000',
    ]),
  );
});

test("clips that wait for their copy are counted from the journal, with the age of the oldest", async () => {
  const { lines, clock } = await openMetrics();
  expect(await lines()).toContain("porchlight_copies_waiting_oldest_seconds 0");
  for (const agoS of [7200, 60]) {
    const state = aClipState({ startedAtMs: clock.now() - agoS * 1000, durationMs: 10_000 });
    await store.clips.record(state, anEvent(state));
  }

  expect(await lines()).toEqual(
    expect.arrayContaining(["porchlight_copies_waiting 2", "porchlight_copies_waiting_oldest_seconds 7190"]),
  );
});

test("what Postgres does not have yet grows while it is away", async () => {
  const { lines, clock } = await openMetrics(1);
  for (const second of [1, 2, 3]) {
    const state = aClipState({ startedAtMs: clock.now() + second * 1000 });
    await store.clips.record(state, anEvent(state));
  }

  expect(await lines()).toContain("porchlight_replica_waiting 2");
  expect((await (await openMetrics()).lines()).join("\n")).not.toContain("replica_waiting");
});

test("counts are counters, levels are gauges, and what has not happened is there with zero", async () => {
  const { lines, meters, text } = await openMetrics();
  meters.set("ring_bytes", 5000, { camera: "door", stream: "main" });
  meters.set("ring_bytes", 4000, { camera: "door", stream: "main" });
  meters.add("ring_overflows_total", { camera: "door", stream: "main" });
  meters.add("ring_overflows_total", { camera: "door", stream: "main" });

  for (const _scrape of [1, 2]) {
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'porchlight_ring_bytes{camera="door",stream="main"} 4000',
        'porchlight_ring_overflows_total{camera="door",stream="main"} 2',
        "porchlight_journal_dropped_total 0",
        "porchlight_mqtt_dropped_total 0",
      ]),
    );
  }
  expect(await text()).toContain("# TYPE porchlight_ring_overflows_total counter");
  expect(await text()).toContain("# TYPE porchlight_ring_bytes gauge");
});

test("the last test alert shows its outcome and each step", async () => {
  const { keeper, lines } = await openMetrics();
  keeper.alertTest({
    at: "2026-06-01T11:00:00.000Z",
    outcome: "failed",
    duration_ms: 30_200,
    steps: [{ step: "return", status: "failed", duration_ms: 30_000, said: "It did not come back." }],
  });

  expect(await lines()).toEqual(
    expect.arrayContaining([
      'porchlight_alert_test{outcome="failed"} 1',
      'porchlight_alert_test_step_seconds{step="return",status="failed"} 30',
      "porchlight_alert_test_timestamp_seconds 1780311600",
    ]),
  );
});

test("a store that cannot be read takes only its own numbers away", async () => {
  const { lines } = await openMetrics();
  await store[Symbol.asyncDispose]();

  const text = (await lines()).join("\n");

  expect(text).toContain("porchlight_broker_connected 1");
  expect(text).not.toContain("porchlight_copies_waiting ");
});
