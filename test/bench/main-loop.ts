import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { letterbox } from "#vision/letterbox.ts";
import { openBenchDetector } from "./bench-detector.ts";
import type { BenchPart, Row } from "./table.ts";

const SECONDS = 15;
const NS_PER_MS = 1e6;

export const mainLoop: BenchPart = {
  name: "main-loop",
  title: "Main loop: delay while the detector runs without a pause",
  why:
    "How late the main thread is (histogram of Node's event loop delay, 1 ms resolution, so that an idle loop shows " +
    `about 1 ms) while pictures go through the detector one after another for ${SECONDS} s. The goal is 5 ms at most at p99.`,
  run,
};

async function run(): Promise<readonly Row[]> {
  await using bench = await openBenchDetector();
  if (!bench) return [];
  const { detector } = bench;
  const fit = letterbox(detector.input, detector.input, detector.preparation.fit);
  const signal = new AbortController().signal;
  const bytes = 3 * detector.input.width * detector.input.height;
  const wanted = { labels: ["person", "car", "dog"], minScore: 0.4, atMs: 0 };

  const idle = await measured("idle", async () => {
    await sleep(SECONDS * 1000);
    return 0;
  });
  const busy = await measured("detector without a pause", async () => {
    const endAt = performance.now() + SECONDS * 1000;
    let looks = 0;
    for (; performance.now() < endAt; looks++) {
      const planes = new Uint8Array(bytes).fill(114);
      await detector.look({ ...detector.input, planes }, fit, wanted, signal);
    }
    return looks;
  });
  return [idle, busy];
}

async function measured(what: string, work: () => Promise<number>): Promise<Row> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const looks = await work();
  delay.disable();
  const millis = (ns: number) => `${(ns / NS_PER_MS).toFixed(1)} ms`;
  return {
    "main thread": what,
    pictures: String(looks),
    p50: millis(delay.percentile(50)),
    p99: millis(delay.percentile(99)),
    max: millis(delay.max),
  };
}
