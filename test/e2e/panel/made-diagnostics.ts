import { alertTestWire } from "#api/alert-test-wire.ts";
import type { DiagnosticsWire, HealthWire } from "#api/wire.ts";
import { alertTestSteps } from "#domain/alert-test.ts";
import type { HouseKeeper } from "#house/house.ts";
import type { AlertTest } from "#ports/alert-test.ts";

export const VERSION = "0.1.0";

export function healthOf({ house }: HouseKeeper): HealthWire {
  const cameras = house.cameras();
  const problems = house.problems().length;
  return {
    status: problems === 0 ? "healthy" : "degraded",
    version: VERSION,
    uptime_s: 93_780,
    cameras: {
      configured: cameras.length,
      live: cameras.filter(({ status }) => status.state === "live").length,
    },
    broker: "connected",
    problems,
  };
}

/** It came through this morning; the next one never ends. */
let isTesting = false;
export const madeAlertTest: AlertTest = {
  state: () => (isTesting ? "running" : "idle"),
  last: () => ({
    at: "2026-11-20T05:00:00.000Z",
    outcome: "passed",
    duration_ms: 812,
    steps: alertTestSteps.map((step, index) => ({
      step,
      status: "passed",
      duration_ms: 90 * index,
      said: null,
    })),
  }),
  request: () => {
    isTesting = true;
  },
};

export function diagnosticsOf(keeper: HouseKeeper, clips: number): DiagnosticsWire {
  const problems = keeper.house.problems();
  return {
    health: healthOf(keeper),
    problems: problems.map(({ key, sentence, sinceMs }) => ({
      key,
      sentence,
      since: new Date(sinceMs).toISOString(),
    })),
    versions: { porchlight: VERSION, node: "24.21.0", ffmpeg: "5.1.8", sqlite: "3.51.0" },
    live: { waiting: 0, looked: 5120, dropped: 31, look_ms: 84 },
    queues: [
      { stage: "upload", running: 1, waiting: 12, limit: 100 },
      { stage: "filter", running: 1, waiting: 0, limit: 100 },
      { stage: "vlm", running: 0, waiting: 0, limit: 100 },
      { stage: "notify", running: 0, waiting: 0, limit: 100 },
    ],
    copies_waiting: { clips: 12, bytes: 96_000_000, oldest_s: 5400 },
    measured: [],
    disk: { free_bytes: 41_000_000_000, total_bytes: 128_000_000_000, clips_bytes: 3_400_000_000, clips },
    detector: {
      model: "yolox_s",
      provider: "cpu",
      reason: "The graphics processor was tried and was slower than the processor (71 ms against 48 ms).",
    },
    memory: { rss_bytes: 312_000_000, heap_bytes: 58_000_000 },
    alerts_today: keeper.house.alertsToday(),
    alert_test: alertTestWire(madeAlertTest),
    decode: { method: "software", reason: "No hardware decodes here. cuda: There is no NVIDIA driver." },
    leaves_home: [],
  };
}
