import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { slugOf } from "#domain/ids.ts";
import { systemClock } from "#platform/clock.ts";
import { openOnnx } from "#platform/onnx.ts";
import { type Detector, openDetector } from "#plugins/filters/yolo/detector.ts";
import { makeLiveDetector } from "#plugins/filters/yolo/live.ts";
import { makeTurns } from "#plugins/filters/yolo/live-turns.ts";
import { LIVE_WORKER } from "#plugins/filters/yolo/yolo.ts";
import type { LiveDetector } from "#ports/live-detector.ts";
import { copyOf, greyFrame } from "#test/live-frames.ts";
import { makeYoloxLike } from "#test/models/make-yolox-like.ts";
import { wholeOf } from "#vision/frame-part.ts";
import { makePreparer } from "#vision/i420/prepare.ts";
import { letterbox } from "#vision/letterbox.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const ROUNDS = 30;
const WARM_UP = 3;
const SECONDS = 10;
const NS_PER_MS = 1e6;
const FRAME = { width: 1920, height: 1080 };
const LOOK = { labels: ["person", "car", "dog"], minScore: 0.1, isTracking: true, regions: [] };

const signal = new AbortController().signal;
const millis = (ms: number) => `${ms.toFixed(1)} ms`;

export const visionPath: BenchPart = {
  name: "vision-path",
  title: "Live look: the whole way over the inference alone",
  why:
    "From a decoded 1080p frame that is offered to its detections (queue, way to the worker and back, cropping, scaling, " +
    "colours, decoding of the output) over `session.run` alone with a ready tensor; a made model of YOLOX-S's cost, one " +
    `thread, taken in turns ${ROUNDS} times; also by processor time of all threads, which other programs do not change. The goal is 1.05 at most. Then how late the main thread is while frames are ` +
    `looked at without a pause for ${SECONDS} s, prepared in the model's thread as the app does it or here; at most 5 ms at p99.`,
  run,
};

async function run(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "porchlight-bench-"));
  const path = join(folder, "like.onnx");
  await makeYoloxLike(path);
  await using onnx = openOnnx({ worker: LIVE_WORKER });
  const detector = await openDetector({ name: "like", path, provider: "cpu" }, onnx, signal);
  const parts = { clock: systemClock, turns: makeTurns(), detector: () => detector, closing: signal };
  const live = makeLiveDetector(parts);

  const rows = [
    await ratioOf(path, live),
    await measured("idle", () => sleep(SECONDS * 1000)),
    await measured("prepared in the model's thread", () => repeatedly(() => lookOnce(live))),
    await measured("prepared in the main thread", () => repeatedly(() => lookPreparedHere(detector))),
  ];
  await rm(folder, { recursive: true, force: true });
  return rows;
}

const lookOnce = (live: LiveDetector) => live.look(slugOf("Porch"), greyFrame(FRAME), LOOK, signal);

async function ratioOf(path: string, live: LiveDetector): Promise<Row> {
  // The same threads as the detector's own session has.
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const ready = new Tensor("float32", new Float32Array(3 * 640 * 640).fill(114), [1, 3, 640, 640]);
  const original = greyFrame(FRAME);
  const alone: number[] = [];
  const whole: number[] = [];
  const busy = { alone: 0, whole: 0 };
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const frame = copyOf(original);
    const startedAt = now();
    await session.run({ images: ready });
    const ranAt = now();
    await live.look(slugOf("Porch"), frame, LOOK, signal);
    const lookedAt = now();
    if (round < 0) continue;
    alone.push(ranAt.wallMs - startedAt.wallMs);
    whole.push(lookedAt.wallMs - ranAt.wallMs);
    busy.alone += ranAt.busyMs - startedAt.busyMs;
    busy.whole += lookedAt.busyMs - ranAt.busyMs;
  }
  const ratios = whole.map((ms, round) => ms / (alone[round] ?? Number.NaN));
  return {
    what: `look ${millis(quantileOf(whole))}, session.run ${millis(quantileOf(alone))}`,
    "median of ratios": quantileOf(ratios).toFixed(3),
    "ratio of quickest": (Math.min(...whole) / Math.min(...alone)).toFixed(3),
    "of processor time": (busy.whole / busy.alone).toFixed(3),
    "main p50": "",
    p99: "",
    max: "",
  };
}

/** Beside the time, what all threads of this process have used: other programs do not slow that. */
function now(): { readonly wallMs: number; readonly busyMs: number } {
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), busyMs: (user + system) / 1000 };
}

/** Until the time is up. */
async function repeatedly(work: () => Promise<unknown>): Promise<void> {
  const endAt = performance.now() + SECONDS * 1000;
  while (performance.now() < endAt) await work();
}

const preparer = makePreparer();

async function lookPreparedHere(detector: Detector): Promise<void> {
  const fit = letterbox(FRAME, detector.input, detector.preparation.fit);
  const frame = { ...greyFrame(FRAME), colours: "bt601" } as const;
  const picture = preparer.prepare({ ...frame, crop: wholeOf(frame), fit, padding: 114 });
  await detector.look({ ...picture, planes: picture.planes.slice() }, fit, { ...LOOK, atMs: 0 }, signal);
}

async function measured(what: string, work: () => Promise<unknown>): Promise<Row> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  return {
    what,
    "median of ratios": "",
    "ratio of quickest": "",
    "of processor time": "",
    "main p50": millis(delay.percentile(50) / NS_PER_MS),
    p99: millis(delay.percentile(99) / NS_PER_MS),
    max: millis(delay.max / NS_PER_MS),
  };
}
