import { access, mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "#platform/process.ts";
import { testdata } from "#test/testdata.ts";

export const CLIP = testdata("videos", "indoor_person_one_by_one_intel.mp4");
export const CAMERAS = 4;
/** Whole groups of pictures, so that key frames keep their pace over the loop's end. */
export const LOOP_S = 84;
/** The empty room before each visitor, held: longer than a happening waits whether more comes. */
const QUIET_S = 12.2;
/** Of the clip: each begins one second before the first frame that shows a hair of somebody, and ends in an empty room. */
const VISITS = [
  { fromS: 5, toS: 21.8 },
  { fromS: 73.4, toS: 88.4 },
  { fromS: 122.4, toS: 138 },
] as const;
const EMPTY_S = 1;
/** Cameras see the same at other times, and at other places of their groups of pictures. */
const SHIFT_S = 20.5;

const kinds = {
  main: { size: "1920:1080", rate: 25, kbitPerS: 4000 },
  sub: { size: "640:360", rate: 10, kbitPerS: 500 },
} as const;
const GOP_S = 2;
const ENCODE_TIMEOUT_MS = 900_000;

export interface CameraFiles {
  readonly main: string;
  readonly sub: string;
  /** Seconds of both at which somebody comes into the picture. */
  readonly visitsS: readonly number[];
}

/** Four cameras before which three people come, one after the other. Encoded once per machine: that takes minutes. */
export async function makeVisitedCameras(): Promise<readonly CameraFiles[]> {
  const folder = join(tmpdir(), "porchlight-bench-media");
  await mkdir(folder, { recursive: true });
  const loop = await made(join(folder, "visits.mp4"), drawLoop);
  const makeOne = async (camera: number): Promise<CameraFiles> => {
    const shiftS = camera * SHIFT_S;
    const file = (kind: keyof typeof kinds) =>
      made(join(folder, `visits-${kind}-${camera}.mp4`), (path) => encode(loop, shiftS, kind, path));
    const visitsS = entrances().map((atS) => (atS - shiftS + LOOP_S) % LOOP_S);
    return { main: await file("main"), sub: await file("sub"), visitsS };
  };
  return await Promise.all(Array.from({ length: CAMERAS }, (_, camera) => makeOne(camera)));
}

function entrances(): readonly number[] {
  let startS = 0;
  return VISITS.map(({ fromS, toS }) => {
    const atS = startS + QUIET_S + EMPTY_S;
    startS += QUIET_S + toS - fromS;
    return atS;
  });
}

async function made(path: string, make: (path: string) => Promise<void>): Promise<string> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  const half = path.replace(".mp4", `-${process.pid}.mp4`);
  await make(half);
  await rename(half, path);
  return path;
}

async function drawLoop(path: string): Promise<void> {
  const parts = VISITS.map(
    ({ fromS, toS }, i) =>
      `[0:v]trim=${fromS}:${toS},setpts=PTS-STARTPTS,tpad=start_mode=clone:start_duration=${QUIET_S}[v${i}]`,
  );
  const joined = `${VISITS.map((_, i) => `[v${i}]`).join("")}concat=n=${VISITS.length}:v=1:a=0,tpad=stop_mode=clone:stop_duration=1,fps=10`;
  const graph = [...parts, joined].join(";");
  await run([
    "-i",
    CLIP,
    "-filter_complex",
    graph,
    "-an",
    ..."-c:v libx264 -crf 12 -g 10 -bf 0".split(" "),
    path,
  ]);
}

/** As a camera sends it: with fresh noise, a key frame every two seconds. */
async function encode(loop: string, fromS: number, kind: keyof typeof kinds, path: string): Promise<void> {
  const { size, rate, kbitPerS } = kinds[kind];
  const input = ["-ss", `${fromS}`, "-i", loop, "-i", loop];
  const frames = GOP_S * rate;
  const bits = `-b:v ${kbitPerS}k -maxrate ${kbitPerS}k -bufsize ${kbitPerS}k`;
  const coder = `-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g ${frames} -keyint_min ${frames} -sc_threshold 0 -bf 0 ${bits}`;
  const filter = `[0:v][1:v]concat=n=2:v=1:a=0,fps=${rate},scale=${size},noise=alls=6:allf=t`;
  await run([...input, "-filter_complex", filter, "-t", `${LOOP_S}`, "-an", ...coder.split(" "), path]);
}

async function run(args: readonly string[]): Promise<void> {
  const { code, stderr } = await runProcess(
    "ffmpeg",
    ["-nostdin", "-loglevel", "error", "-y", ...args],
    { timeoutMs: ENCODE_TIMEOUT_MS },
    new AbortController().signal,
  );
  if (code !== 0) throw new Error(`cannot make the cameras' streams: ${stderr}`);
}
