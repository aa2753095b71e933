import { meters as meterSpecs } from "#domain/meters.ts";
import type { HouseKeeper } from "#house/house.ts";
import type { Meters } from "#house/meters.ts";
import type { GaugeSpec, Reading } from "#platform/metrics.ts";
import type { Broker } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveLoad } from "#ports/live-detector.ts";
import type { StateStore } from "#ports/state-store.ts";
import { waitingCopies } from "./waiting-copies.ts";
import type { Watch } from "./watch.ts";

export interface GaugeParts {
  readonly keeper: HouseKeeper;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly store: Pick<StateStore, "archive" | "journal">;
  readonly meters: Meters;
  watch(): Pick<Watch, "queues" | "live"> | undefined;
  /** The last entry that Postgres is known to have; `undefined` without Postgres, or before it was reached. */
  replicaId(): number | undefined;
}

const flag = (on: boolean): number => (on ? 1 : 0);
const one = (value: number): readonly Reading[] => [{ value }];

/** Everything that can be measured from outside, by its name in the metrics. */
export function gauges(parts: GaugeParts): readonly GaugeSpec[] {
  return [
    ...houseGauges(parts),
    ...queueGauges(parts),
    ...liveGauges(parts),
    ...alertTestGauges(parts),
    ...meterGauges(parts),
  ];
}

function houseGauges({ keeper: { house }, broker }: GaugeParts): readonly GaugeSpec[] {
  const perCamera = (read: (camera: ReturnType<typeof house.cameras>[number]) => boolean) => () =>
    house.cameras().map((camera) => ({ value: flag(read(camera)), labels: { camera: camera.slug } }));
  return [
    {
      name: "camera_live",
      help: "1 while pictures arrive.",
      labels: ["camera"],
      read: perCamera(({ status }) => status.state === "live"),
    },
    {
      name: "camera_motion",
      help: "1 while it moves.",
      labels: ["camera"],
      read: perCamera(({ motion }) => motion),
    },
    { name: "problems", help: "Things that are wrong now.", read: () => one(house.problems().length) },
    { name: "alerts_today", help: "Alerts since local midnight.", read: () => one(house.alertsToday()) },
    { name: "broker_connected", help: "1 while connected.", read: () => one(flag(broker.connected)) },
  ];
}

function queueGauges({ watch, store, clock, replicaId }: GaugeParts): readonly GaugeSpec[] {
  type Queue = ReturnType<Watch["queues"]>[number];
  const perQueue = (read: (queue: Queue) => number) => () =>
    (watch()?.queues() ?? []).map((queue) => ({ value: read(queue), labels: queueLabels(queue) }));
  const labels = ["stage", "place"];
  return [
    { name: "stage_running", help: "Clips at work.", labels, read: perQueue(({ running }) => running) },
    { name: "stage_waiting", help: "Clips waiting.", labels, read: perQueue(({ waiting }) => waiting) },
    { name: "stage_limit", help: "Clips that may wait.", labels, read: perQueue(({ limit }) => limit) },
    {
      name: "copies_waiting",
      help: "Clips that are not stored yet where they should be.",
      read: async () => one((await waitingCopies(store.archive, clock.now())).clips),
    },
    {
      name: "copies_waiting_oldest_seconds",
      help: "How long ago the oldest of them ended; 0 where there is none.",
      read: async () => one((await waitingCopies(store.archive, clock.now())).oldestS),
    },
    {
      name: "replica_waiting",
      help: "Journal entries that Postgres does not have yet.",
      read: async () => {
        const id = replicaId();
        return id === undefined ? [] : one(Math.max(0, (await store.journal.lastId()) - id));
      },
    },
  ];
}

function liveGauges({ watch }: GaugeParts): readonly GaugeSpec[] {
  const read = (pick: (load: LiveLoad) => number) => () => {
    const load = watch()?.live();
    return load === undefined ? [] : one(pick(load));
  };
  return [
    {
      name: "live_waiting",
      help: "Live frames that wait for the detector.",
      read: read(({ waiting }) => waiting),
    },
    {
      name: "live_looked_total",
      help: "Live frames that were looked at.",
      isCount: true,
      read: read(({ looked }) => looked),
    },
    {
      name: "live_dropped_total",
      help: "Live frames that were not: a newer one came, or they were too old.",
      isCount: true,
      read: read(({ dropped }) => dropped),
    },
    {
      name: "live_look_seconds",
      help: "Median of the last looks, from the frame to what is in it.",
      read: read(({ lookMs }) => lookMs / 1000),
    },
  ];
}

/** An upload's queue has its place beside its stage, if there are several. */
function queueLabels(queue: { readonly stage: string; readonly place?: string }): Record<string, string> {
  return { stage: queue.stage, place: queue.place ?? "" };
}

function alertTestGauges({ keeper: { house } }: GaugeParts): readonly GaugeSpec[] {
  return [
    {
      name: "alert_test",
      help: "1 at what became of the last test alert.",
      labels: ["outcome"],
      read: () => {
        const outcome = house.alertTest()?.outcome;
        return outcome === undefined ? [] : [{ value: 1, labels: { outcome } }];
      },
    },
    {
      name: "alert_test_timestamp_seconds",
      help: "When the last test alert ended.",
      read: () => {
        const at = house.alertTest()?.at;
        return at === undefined ? [] : one(Date.parse(at) / 1000);
      },
    },
    {
      name: "alert_test_step_seconds",
      help: "How long each step of the last test alert took.",
      labels: ["step", "status"],
      read: () =>
        (house.alertTest()?.steps ?? []).map(({ step, status, duration_ms }) => ({
          value: duration_ms / 1000,
          labels: { step, status },
        })),
    },
  ];
}

function meterGauges({ meters }: GaugeParts): readonly GaugeSpec[] {
  return (Object.keys(meterSpecs) as (keyof typeof meterSpecs)[]).map((name) => {
    const { kind, help, labels } = meterSpecs[name];
    return { name, help, labels, isCount: kind === "count", read: () => meters.read(name) };
  });
}
