import { access, mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runProcess } from "#platform/process.ts";

const ENCODE_TIMEOUT_MS = 600_000;
/** The first seconds of it show an empty room. */
const CLIP = resolve("../shared/testdata/videos/indoor_person_one_by_one_intel.mp4");
const EMPTY_S = 4;
const LOOPS = 3;
const RATE = 25;

export interface QuietStream {
  readonly size: `${number}x${number}`;
  readonly kbitPerS: number;
  readonly gopS: number;
}

/** A stretch of video as a camera sends it while nothing happens: real room, fresh noise. Made once per machine. */
export async function makeQuietStream({ size, kbitPerS, gopS }: QuietStream): Promise<string> {
  const folder = join(tmpdir(), "porchlight-bench-media");
  const path = join(folder, `quiet-${size}-${kbitPerS}k-gop${gopS}.mp4`);
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
    : ["-f", "lavfi", "-t", `${EMPTY_S}`, "-i", `smptehdbars=size=${size}:rate=${RATE}`];
  const filter = `fps=${RATE},loop=${LOOPS}:${EMPTY_S * RATE},scale=${size.replace("x", ":")},noise=alls=6:allf=t`;
  const rate = `-b:v ${kbitPerS}k -maxrate ${kbitPerS}k -bufsize ${kbitPerS}k`;
  const keys = `-g ${gopS * RATE} -keyint_min ${gopS * RATE} -sc_threshold 0 -bf 0`;
  const codec = `-c:v libx264 -preset superfast -pix_fmt yuv420p ${keys} ${rate}`;
  const { code, stderr } = await runProcess(
    "ffmpeg",
    ["-nostdin", "-loglevel", "error", "-y", ...input, "-an", "-vf", filter, ...codec.split(" "), half],
    { timeoutMs: ENCODE_TIMEOUT_MS },
    new AbortController().signal,
  );
  if (code !== 0) throw new Error(`cannot make a quiet stream: ${stderr}`);
  await rename(half, path);
  return path;
}
