import { InferenceSession, Tensor } from "onnxruntime-node";
import { letterbox } from "#vision/letterbox.ts";
import { drawSelfTest } from "#vision/self-test-picture.ts";
import { NANO, openBenchDetector } from "./bench-detector.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const ROUNDS = 200;
const WARM_UP = 10;
const LABELS = ["person", "bicycle", "car", "motorcycle", "bus", "truck", "bird", "cat", "dog"];

export const detectorPath: BenchPart = {
  name: "detector-path",
  title: "Detector: the whole way over the inference alone",
  why:
    "What our part of a look costs: copying the picture, the way to the worker and back, decoding and suppression, " +
    "over `session.run` alone with a ready tensor in this thread. YOLOX-Nano 416, taken in turns; the goal is 1.08 at most.",
  run,
};

async function run(): Promise<readonly Row[]> {
  await using bench = await openBenchDetector();
  if (!bench) return [];
  const { detector } = bench;
  const { width, height } = detector.input;
  const fit = letterbox(detector.input, detector.input, detector.preparation.fit);
  const signal = new AbortController().signal;
  // The same threads as the detector's own session has.
  const session = await InferenceSession.create(NANO, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const ready = new Tensor("float32", new Float32Array(3 * width * height).fill(114), [1, 3, height, width]);

  const alone: number[] = [];
  const whole: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const picture = drawSelfTest(detector.input);
    const startedAt = performance.now();
    await session.run({ images: ready });
    const ranAt = performance.now();
    await detector.look(picture, fit, { labels: LABELS, minScore: 0.4, atMs: 0 }, signal);
    const lookedAt = performance.now();
    if (round < 0) continue;
    alone.push(ranAt - startedAt);
    whole.push(lookedAt - ranAt);
  }
  const ratios = whole.map((ms, round) => ms / (alone[round] ?? Number.NaN));
  const millis = (ms: number) => `${ms.toFixed(2)} ms`;
  return [
    {
      model: "yolox_nano 416",
      rounds: String(ROUNDS),
      "session.run": millis(quantileOf(alone)),
      "whole look": millis(quantileOf(whole)),
      "ratio of medians": (quantileOf(whole) / quantileOf(alone)).toFixed(3),
      "median of ratios": quantileOf(ratios).toFixed(3),
      "ratio of quickest": (Math.min(...whole) / Math.min(...alone)).toFixed(3),
    },
  ];
}
