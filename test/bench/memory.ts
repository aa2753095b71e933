import { setTimeout as sleep } from "node:timers/promises";
import { type Box, openBox, startQuietCameras } from "./box.ts";
import { memoryBytes } from "./process-tree.ts";
import type { BenchPart, Row } from "./table.ts";

/** Long enough for the rings to be full. */
const SETTLE_MS = 40_000;
const MANY = 5;
const MIB = 1024 * 1024;

/** What one more quiet camera takes. */
export const memory: BenchPart = {
  name: "memory",
  title: "Memory of quiet cameras",
  why:
    `Proportional set size (what is shared counts in part) of a box with 1 and with ${MANY} cameras of 1080p25, ` +
    `4 Mbit/s, a key frame every 2 s, after ${SETTLE_MS / 1000} s: the Node process with its rings, and its ffmpegs.`,
  run,
};

async function run(): Promise<readonly Row[]> {
  await using server = await startQuietCameras();
  const [main, sub] = [server.url("h264Gop2"), server.url("sub")];
  await using stack = new AsyncDisposableStack();
  const open = async (count: number, camera: string) =>
    stack.use(await openBox(Array.from({ length: count }, () => camera)));
  const boxes = [
    { name: "key frames", one: await open(1, main), many: await open(MANY, main) },
    { name: "sub-stream", one: await open(1, `${main}|${sub}`), many: await open(MANY, `${main}|${sub}`) },
  ];
  await sleep(SETTLE_MS);
  // Awaited here, before the boxes are closed.
  return await Promise.all(boxes.map(({ name, one, many }) => rowOf(name, one, many)));
}

async function rowOf(name: string, one: Box, many: Box): Promise<Row> {
  const [first, all] = [await memoryBytes(one.pid), await memoryBytes(many.pid)];
  const each = (from: number, to: number): string => mib((to - from) / (MANY - 1));
  return {
    "motion is looked for in": name,
    "1 camera: Node": mib(first.own),
    ffmpeg: mib(first.children),
    [`${MANY} cameras: Node`]: mib(all.own),
    "ffmpeg ": mib(all.children),
    "each more: Node": each(first.own, all.own),
    "ffmpeg  ": each(first.children, all.children),
  };
}

const mib = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`;
