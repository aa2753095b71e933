import { access, mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runProcess } from "#platform/process.ts";

const ENCODE_TIMEOUT_MS = 180_000;
/** The first seconds of it show an empty room. */
const CLIP = resolve("../shared/testdata/videos/indoor_person_one_by_one_intel.mp4");
const EMPTY_S = 4;

export interface QuietStream {
  readonly codec: "h264" | "hevc";
  readonly size: `${number}x${number}`;
  readonly kbitPerS: number;
  readonly gopS: number;
  readonly rate: number;
}

/** A stretch of video as a camera sends it while nothing happens: real room, fresh noise. Made once per machine. */
export async function makeQuietStream({ codec, size, kbitPerS, gopS, rate }: QuietStream): Promise<string> {
  const folder = join(tmpdir(), "porchlight-bench-media");
  const path = join(folder, `quiet-${codec}-${size}-${rate}fps-${kbitPerS}k-gop${gopS}.mp4`);
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) return path;
  await mkdir(folder, { recursive: true });
  const half = join(folder, `${process.pid}.mp4`);
  const hasClip = await access(CLIP).then(
    () => true,
    () => false,
  );
  const input = hasClip
    ? ["-t", `${EMPTY_S}`, "-i", CLIP]
    : ["-f", "lavfi", "-t", `${EMPTY_S}`, "-i", `smptehdbars=size=${size}:rate=${rate}`];
  const filter = `fps=${rate},scale=${size.replace("x", ":")},noise=alls=6:allf=t`;
  const bits = `-b:v ${kbitPerS}k -maxrate ${kbitPerS}k -bufsize ${kbitPerS}k`;
  const frames = gopS * rate;
  const encoder = {
    h264: `-c:v libx264 -g ${frames} -keyint_min ${frames} -sc_threshold 0 -bf 0`,
    hevc: `-c:v libx265 -tag:v hvc1 -x265-params keyint=${frames}:min-keyint=${frames}:scenecut=0:bframes=0:log-level=error`,
  }[codec];
  const output = `${encoder} -preset superfast -pix_fmt yuv420p ${bits}`;
  const { code, stderr } = await runProcess(
    "ffmpeg",
    ["-nostdin", "-loglevel", "error", "-y", ...input, "-an", "-vf", filter, ...output.split(" "), half],
    { timeoutMs: ENCODE_TIMEOUT_MS },
    new AbortController().signal,
  );
  if (code !== 0) throw new Error(`cannot make a quiet stream: ${stderr}`);
  await rename(half, path);
  return path;
}
