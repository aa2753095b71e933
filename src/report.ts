import { alertTestWire } from "#api/alert-test-wire.ts";
import type { ApiParts } from "#api/parts.ts";
import { problemWire } from "#api/views.ts";
import type { HealthWire } from "#api/wire.ts";
import { leavingHome } from "#config/leaving.ts";
import type { ReadOptions } from "#config/read-options.ts";
import { Failure } from "#domain/failure.ts";
import type { HouseKeeper } from "#house/house.ts";
import { diskSpace } from "#platform/disk.ts";
import { type GaugeSpec, makeMetrics } from "#platform/metrics.ts";
import type { Broker } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { StateStore } from "#ports/state-store.ts";
import type { Watch } from "./watch.ts";

export interface ReportParts {
  readonly version: string;
  readonly read: ReadOptions;
  readonly mediaDir: string;
  readonly keeper: HouseKeeper;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly store: Pick<StateStore, "archive">;
  watch(): Watch | undefined;
}

type Reported = Pick<ApiParts, "health" | "diagnostics" | "metrics" | "retention" | "alertTest">;

/** What the box says of itself: health, diagnostics, metrics, and what it keeps. */
export function makeReport(parts: ReportParts): Reported {
  const { version, read, mediaDir, keeper, broker, clock, store, watch } = parts;
  const { house } = keeper;
  const startedAtMs = clock.monotonic();

  const health = (): HealthWire => {
    const cameras = house.cameras();
    return {
      status: house.problems().length === 0 ? "healthy" : "degraded",
      version,
      uptime_s: Math.round((clock.monotonic() - startedAtMs) / 1000),
      cameras: {
        configured: cameras.length,
        live: cameras.filter(({ status }) => status.state === "live").length,
      },
      broker: broker.connected ? "connected" : "disconnected",
      problems: house.problems().length,
    };
  };
  const metrics = makeMetrics(gauges(parts));

  return {
    health,
    metrics: metrics.text,
    retention: () => started(watch()?.retention),
    alertTest: () => started(watch()?.alertTest()),
    diagnostics: async () => {
      // From the journal's totals: the page asks every few seconds, and there may be a million clips.
      const [space, groups] = await Promise.all([diskSpace(mediaDir), store.archive.groups(clock.now())]);
      const { rss, heapUsed } = process.memoryUsage();
      return {
        health: health(),
        problems: house.problems().map(problemWire),
        versions: {
          porchlight: version,
          node: process.versions.node,
          ffmpeg: watch()?.ffmpegVersion() ?? "not found",
          platform: `${process.platform} ${process.arch}`,
        },
        queues: (watch()?.queues() ?? []).map((queue) => ({ ...queue })),
        disk: {
          free_bytes: space.freeBytes,
          total_bytes: space.totalBytes,
          clips_bytes: groups.reduce((sum, { bytes }) => sum + bytes, 0),
          clips: groups.reduce((sum, { clips }) => sum + clips, 0),
        },
        detector: watch()?.detector() ?? null,
        memory: { rss_bytes: rss, heap_bytes: heapUsed },
        alerts_today: house.alertsToday(),
        alert_test: alertTestWire(watch()?.alertTest()),
        leaves_home: [...leavingHome(read.options)],
      };
    },
  };
}

function started<Part>(part: Part | undefined): Part {
  if (!part) throw new Failure("unavailable", "Porchlight is still starting.");
  return part;
}

function gauges({ keeper, broker, watch }: ReportParts): readonly GaugeSpec[] {
  const { house } = keeper;
  const flag = (on: boolean) => (on ? 1 : 0);
  const perCamera = (read: (camera: ReturnType<typeof house.cameras>[number]) => boolean) => () =>
    house.cameras().map((camera) => ({ value: flag(read(camera)), labels: { camera: camera.slug } }));
  const perStage = (read: (queue: ReturnType<Watch["queues"]>[number]) => number) => () =>
    (watch()?.queues() ?? []).map((queue) => ({ value: read(queue), labels: { stage: queue.stage } }));

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
    {
      name: "stage_running",
      help: "Clips at work.",
      labels: ["stage"],
      read: perStage(({ running }) => running),
    },
    {
      name: "stage_waiting",
      help: "Clips waiting.",
      labels: ["stage"],
      read: perStage(({ waiting }) => waiting),
    },
    {
      name: "problems",
      help: "Things that are wrong now.",
      read: () => [{ value: house.problems().length }],
    },
    {
      name: "alerts_today",
      help: "Alerts since local midnight.",
      read: () => [{ value: house.alertsToday() }],
    },
    { name: "broker_connected", help: "1 while connected.", read: () => [{ value: flag(broker.connected) }] },
  ];
}
