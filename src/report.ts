import { alertTestWire } from "#api/alert-test-wire.ts";
import type { ApiParts } from "#api/parts.ts";
import { problemWire } from "#api/views.ts";
import type { DiagnosticsWire, HealthWire } from "#api/wire.ts";
import { leavingHome } from "#config/leaving.ts";
import type { ReadOptions } from "#config/read-options.ts";
import { Failure } from "#domain/failure.ts";
import { type MeterName, meters as meterSpecs } from "#domain/meters.ts";
import { diskSpace } from "#platform/disk.ts";
import { makeMetrics } from "#platform/metrics.ts";
import type { LiveLoad } from "#ports/live-detector.ts";
import { type GaugeParts, gauges } from "./gauges.ts";
import { waitingCopies } from "./waiting-copies.ts";
import type { Watch } from "./watch.ts";

export interface ReportParts extends GaugeParts {
  readonly version: string;
  readonly read: ReadOptions;
  readonly mediaDir: string;
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
    retention: () => started(watch()?.retention()),
    alertTest: () => started(watch()?.alertTest()),
    diagnostics: async () => {
      // From the journal's totals: the page asks every few seconds, and there may be a million clips.
      const [space, groups, waiting] = await Promise.all([
        diskSpace(mediaDir),
        store.archive.groups(clock.now()),
        waitingCopies(store.archive, clock.now()),
      ]);
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
        copies_waiting: { clips: waiting.clips, bytes: waiting.bytes, oldest_s: waiting.oldestS },
        disk: {
          free_bytes: space.freeBytes,
          total_bytes: space.totalBytes,
          clips_bytes: groups.reduce((sum, { bytes }) => sum + bytes, 0),
          clips: groups.reduce((sum, { clips }) => sum + clips, 0),
        },
        detector: watch()?.detector() ?? null,
        live: liveWire(watch()?.live()),
        decode: watch()?.decode() ?? null,
        memory: { rss_bytes: rss, heap_bytes: heapUsed },
        alerts_today: house.alertsToday(),
        alert_test: alertTestWire(watch()?.alertTest()),
        measured: measured(parts.meters),
        leaves_home: [...leavingHome(read.options)],
      };
    },
  };
}

function measured(meters: ReportParts["meters"]): DiagnosticsWire["measured"] {
  return (Object.keys(meterSpecs) as MeterName[]).flatMap((name) =>
    meters.read(name).map(({ value, labels }) => ({ name, labels, value })),
  );
}

function liveWire(load: LiveLoad | undefined): DiagnosticsWire["live"] {
  if (!load) return null;
  const { waiting, looked, dropped, lookMs } = load;
  return { waiting, looked, dropped, look_ms: Math.round(lookMs) };
}

function started<Part>(part: Part | undefined): Part {
  if (!part) throw new Failure("unavailable", "Porchlight is still starting.");
  return part;
}
