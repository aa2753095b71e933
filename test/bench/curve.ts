import { setTimeout as sleep } from "node:timers/promises";
import { openBox, startQuietCameras } from "./box.ts";
import { cpuSeconds, memoryBytes } from "./process-tree.ts";
import type { BenchPart, Row } from "./table.ts";

const COUNTS = [1, 2, 4, 8, 16, 32] as const;
const WARM_UP_MS = 15_000;
const WINDOW_MS = 30_000;
const MIB = 1024 * 1024;

/** How the cost of quiet cameras grows with their number. */
export const curve: BenchPart = {
  name: "curve",
  title: "From one camera to thirty-two",
  why:
    "Processor time and memory (proportional set size) of a box, its ffmpegs included, that watches so many quiet cameras of 1080p25 at " +
    `4 Mbit/s by their key frames, one every 4 s; ${WINDOW_MS / 1000} s after ${WARM_UP_MS / 1000} s of warm-up, one box after the ` +
    "other. The RTSP server runs on the same cores and is not counted.",
  async run() {
    await using server = await startQuietCameras();
    const rows: Row[] = [];
    for (const count of COUNTS) rows.push(await measure(count, server.url("h264Gop4")));
    return rows;
  },
};

async function measure(count: number, url: string): Promise<Row> {
  await using box = await openBox(Array.from({ length: count }, () => url));
  await sleep(WARM_UP_MS);
  const startedAt = performance.now();
  const before = await cpuSeconds(box.pid);
  await sleep(WINDOW_MS);
  const share = (1000 * ((await cpuSeconds(box.pid)) - before)) / (performance.now() - startedAt);
  const { own, children } = await memoryBytes(box.pid);
  return {
    cameras: `${count}`,
    "of a core": percent(share),
    "each camera": percent(share / count),
    "cameras a core": `${Math.floor(count / share)}`,
    memory: `${Math.round((own + children) / MIB)} MiB`,
    "false motion": `${box.motions()}`,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
