import { setTimeout as sleep } from "node:timers/promises";
import { type Child, openProcess } from "#platform/process.ts";
import { motionSize } from "#vision/motion/size.ts";
import { openBox, paths, startQuietCameras } from "./box.ts";
import { cpuSeconds } from "./process-tree.ts";
import type { BenchPart, Row } from "./table.ts";

const WARM_UP_MS = 20_000;
const WINDOW_MS = 60_000;

/** What a quiet camera costs, next to an NVR that decodes everything. */
export const idle: BenchPart = {
  name: "idle",
  title: "A camera where nothing happens",
  why:
    `Processor time of session, ring and motion (the Node process and its ffmpegs) for one 1080p25 camera of 4 Mbit/s, ` +
    `over that of one ffmpeg that copies the same stream and decodes all of it to 5 small gray pictures a second; all ` +
    `at the same time, ${WINDOW_MS / 1000} s after ${WARM_UP_MS / 1000} s of warm-up. Goals: 1/7 at a key frame every 2 s, 1/13 at every 4 s.`,
  run,
};

async function run(): Promise<readonly Row[]> {
  await using server = await startQuietCameras();
  const [gop2, gop4, sub] = [paths.gop2, paths.gop4, paths.sub].map((path) => server.url(path));
  if (gop2 === undefined || gop4 === undefined || sub === undefined) throw new Error("no streams");
  await using stack = new AsyncDisposableStack();
  const box = async (...cameras: string[]) => stack.use(await openBox(cameras));
  const full = async (url: string) => stack.use(await openFullDecode(url));
  const boxes = [await box(gop2), await box(`${gop2}|${sub}`), await box(gop4), await box(`${gop4}|${sub}`)];
  const pids = [...boxes.map(({ pid }) => pid), (await full(gop2)).pid, (await full(gop4)).pid];

  await sleep(WARM_UP_MS);
  const startedAt = performance.now();
  const before = await Promise.all(pids.map(cpuSeconds));
  await sleep(WINDOW_MS);
  const after = await Promise.all(pids.map(cpuSeconds));
  const elapsedS = (performance.now() - startedAt) / 1000;

  const used = after.map((seconds, i) => (100 * (seconds - (before[i] ?? 0))) / elapsedS);
  const row = (keyFrames: string, watching: string, at: number, reference: number): Row => ({
    "key frames": keyFrames,
    "motion is looked for in": watching,
    "of a core": percent(used[at]),
    "full decode": percent(used[reference]),
    ratio: `1/${((used[reference] ?? 0) / (used[at] ?? Number.NaN)).toFixed(1)}`,
    "false motion": `${boxes[at]?.motions()}`,
  });
  return [
    row("every 2 s", "key frames", 0, 4),
    row("every 2 s", "the sub-stream", 1, 4),
    row("every 4 s", "key frames", 2, 5),
    row("every 4 s", "the sub-stream", 3, 5),
  ];
}

const percent = (share = Number.NaN): string => `${share.toFixed(1)} %`;

/** As lean as a full decode can be: one process, one thread, fast scaling, gray. */
async function openFullDecode(url: string): Promise<Child> {
  const { width, height } = motionSize({ width: 1920, height: 1080 });
  const copy = "-map 0:v -c copy -f mp4 -movflags +empty_moov+default_base_moof+frag_keyframe -y /dev/null";
  const scale = `fps=5,scale=${width}:${height}:flags=fast_bilinear`;
  const decode = `-map 0:v -vf ${scale} -f rawvideo -pix_fmt gray -y /dev/null`;
  const input = `-nostdin -loglevel error -rtsp_transport tcp -threads 1 -i ${url}`;
  const child = await openProcess("ffmpeg", `${input} ${copy} ${decode}`.split(" "));
  child.stdout.resume();
  return child;
}
