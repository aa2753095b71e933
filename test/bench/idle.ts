import { setTimeout as sleep } from "node:timers/promises";
import { type Child, openProcess } from "#platform/process.ts";
import { type Box, openBox, type QuietName, startQuietCameras } from "./box.ts";
import { cpuSeconds } from "./process-tree.ts";
import type { BenchPart, Row } from "./table.ts";

const WARM_UP_MS = 20_000;
const WINDOW_MS = 60_000;
const FULL_SIZE = "640 × 360";

const cameras = [
  { main: "h264Gop2", title: "H.264, every 2 s" },
  { main: "h264Gop4", title: "H.264, every 4 s" },
  { main: "h265Gop4", title: "H.265, every 4 s" },
] as const satisfies readonly { main: QuietName; title: string }[];

/** What a quiet camera costs, next to an NVR that decodes everything. */
export const idle: BenchPart = {
  name: "idle",
  title: "A camera where nothing happens",
  why:
    `Processor time of session, ring and motion (a Node process and its ffmpegs) for one 1080p25 camera of 3 to 4 Mbit/s, ` +
    `by how often a key frame comes, over that of one ffmpeg that copies the same stream and decodes all of it to ` +
    `${FULL_SIZE} at 5 fps. All at the same time, ${WINDOW_MS / 1000} s after ${WARM_UP_MS / 1000} s of warm-up.`,
  run,
};

async function run(): Promise<readonly Row[]> {
  await using server = await startQuietCameras();
  await using stack = new AsyncDisposableStack();
  const sub = server.url("sub");
  const watched: { title: string; full: number; keys: Box; sub: Box }[] = [];
  for (const { main, title } of cameras) {
    const url = server.url(main);
    const full = stack.use(await openFullDecode(url)).pid;
    const keys = stack.use(await openBox([url]));
    watched.push({ title, full, keys, sub: stack.use(await openBox([`${url}|${sub}`])) });
  }
  const pids = watched.flatMap(({ full, keys, sub: withSub }) => [full, keys.pid, withSub.pid]);

  await sleep(WARM_UP_MS);
  const used = await usedShares(pids);
  // Unlike a box it does not connect again, for instance when the server has no time to serve.
  if (used.some((share) => share === 0)) throw new Error("a process ended before its time: try again");

  return watched.flatMap((camera, i) => {
    const [full = Number.NaN, keys = Number.NaN, withSub = Number.NaN] = used.slice(3 * i, 3 * i + 3);
    const row = (watching: string, share: number, box: Box): Row => ({
      "key frames": camera.title,
      "motion is looked for in": watching,
      "of a core": percent(share),
      "full decode": percent(full),
      ratio: `1/${(full / share).toFixed(1)}`,
      "false motion": `${box.motions()}`,
    });
    return [row("key frames", keys, camera.keys), row("the sub-stream", withSub, camera.sub)];
  });
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
