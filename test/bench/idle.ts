import { setTimeout as sleep } from "node:timers/promises";
import { type Child, openProcess } from "#platform/process.ts";
import { openBox, type QuietName, startQuietCameras } from "./box.ts";
import { cpuSeconds } from "./process-tree.ts";
import type { BenchPart, Row } from "./table.ts";

const WARM_UP_MS = 20_000;
const WINDOW_MS = 60_000;
const CAMERAS = 4;
const FULL_SIZE = "640 × 360";

const streams = [
  { main: "h264Gop2", title: "H.264, every 2 s" },
  { main: "h264Gop4", title: "H.264, every 4 s" },
  { main: "h265Gop4", title: "H.265, every 4 s" },
] as const satisfies readonly { main: QuietName; title: string }[];

/** What a quiet camera costs, next to an NVR that decodes everything. */
export const idle: BenchPart = {
  name: "idle",
  title: "A camera where nothing happens",
  why:
    `Processor time of session, ring and motion (a Node process that watches ${CAMERAS} cameras, and its ffmpegs, divided ` +
    `by ${CAMERAS}) for 1080p25 of 3 to 4 Mbit/s, by how often a key frame comes, over that of one ffmpeg that copies the ` +
    `same stream and decodes all of it to ${FULL_SIZE} at 5 fps. The three side by side, ${WINDOW_MS / 1000} s after ` +
    `${WARM_UP_MS / 1000} s of warm-up. Goal: 1/10.`,
  async run() {
    await using server = await startQuietCameras();
    const rows: Row[] = [];
    for (const { main, title } of streams)
      rows.push(...(await measure(title, server.url(main), server.url("sub"))));
    return rows;
  },
};

async function measure(title: string, url: string, sub: string): Promise<readonly Row[]> {
  await using stack = new AsyncDisposableStack();
  const open = async (camera: string) =>
    stack.use(await openBox(Array.from({ length: CAMERAS }, () => camera)));
  const full = stack.use(await openFullDecode(url));
  const boxes = [await open(url), await open(`${url}|${sub}`)];

  await sleep(WARM_UP_MS);
  const [fullShare = 0, ...shares] = await usedShares([full.pid, ...boxes.map((box) => box.pid)]);

  // Unlike a box it does not connect again, for instance when the server has no time to serve.
  if (fullShare === 0) throw new Error("the full decode ended before its time: try again");
  return shares.map((share, i) => ({
    "key frames": title,
    "motion is looked for in": i === 0 ? "key frames" : "the sub-stream",
    "of a core": percent(share / CAMERAS),
    "full decode": percent(fullShare),
    ratio: `1/${((fullShare * CAMERAS) / share).toFixed(1)}`,
    "false motion": `${boxes[i]?.motions()}`,
  }));
}

/** Of one core, 0 to 1, over the window. */
async function usedShares(pids: readonly number[]): Promise<readonly number[]> {
  const startedAt = performance.now();
  const before = await Promise.all(pids.map(cpuSeconds));
  await sleep(WINDOW_MS);
  const after = await Promise.all(pids.map(cpuSeconds));
  const elapsedS = (performance.now() - startedAt) / 1000;
  return after.map((seconds, i) => (seconds - (before[i] ?? 0)) / elapsedS);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What a recorder does that decodes everything: one process for both, sizes as usual. */
async function openFullDecode(url: string): Promise<Child> {
  const copy = "-map 0:v -c copy -f mp4 -movflags +empty_moov+default_base_moof+frag_keyframe -y /dev/null";
  const decode = `-map 0:v -vf fps=5,scale=${FULL_SIZE.replace(" × ", ":")} -f rawvideo -pix_fmt yuv420p -y /dev/null`;
  const input = `-nostdin -loglevel error -rtsp_transport tcp -i ${url}`;
  const child = await openProcess("ffmpeg", `${input} ${copy} ${decode}`.split(" "));
  child.stdout.resume();
  return child;
}
