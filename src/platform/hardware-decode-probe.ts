import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { VideoFormat } from "#domain/camera.ts";
import type { DecodeMethod, HardwareMethod } from "#domain/decode.ts";
import { failureMessage } from "#domain/failure.ts";
import { hardwareDownload, hardwareInput } from "./hardware-decode-args.ts";
import { runProcess } from "./process.ts";

/** Drivers take their time, the first time. */
const PROBE_TIMEOUT_MS = 20_000;
const FRAMES = 5;
/** Large enough for any decoder: some refuse less than 256 pixels. */
const SOURCE = "testsrc2=size=640x360:rate=10";
const SEEN = { width: 160, height: 90 };
/** What decoders may differ by in the mean, of 255: their arithmetic is exact, only scaling differs. */
const DIFFERENCE_MAX = 4;
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;

type Codec = VideoFormat["codec"];

const encoders = {
  h264: [["libx264"], ["libopenh264"]],
  hevc: [["libx265", "-tag:v", "hvc1", "-x265-params", "log-level=error"]],
} as const satisfies Record<Codec, readonly (readonly string[])[]>;

/** Tries one way with one codec: a sentence why it does not work, nothing if it does. */
export type MethodProbe = (
  method: HardwareMethod,
  codec: Codec,
  signal: AbortSignal,
) => Promise<string | undefined>;

interface TestVideo {
  readonly mp4: Buffer;
  /** As software decodes it. */
  readonly gray: Buffer;
}

export function makeMethodProbe({
  ffmpeg,
  devices = "/dev/dri",
}: {
  readonly ffmpeg: string;
  readonly devices?: string;
}): MethodProbe {
  const videos = new Map<Codec, TestVideo>();
  const videoOf = async (codec: Codec, signal: AbortSignal) => {
    const video = videos.get(codec) ?? (await makeVideo(ffmpeg, codec, signal));
    if (video) videos.set(codec, video);
    return video;
  };
  return async (method, codec, signal) => {
    const missing = await missingDevice(method, devices);
    if (missing !== undefined) return missing;
    const video = await videoOf(codec, signal);
    if (!video) return "This ffmpeg cannot make pictures to test it with.";
    return await decodeOn(ffmpeg, method, video, signal).catch((cause: unknown) => failureMessage(cause));
  };
}

/** Before ffmpeg's own words for it, which say nothing. */
async function missingDevice(method: HardwareMethod, devices: string): Promise<string | undefined> {
  if (method === "cuda") return undefined;
  const names = (await readdir(devices).catch(() => [])).filter((name) => name.startsWith("renderD"));
  if (names.length === 0) return `There is no graphics device (${devices}/renderD128).`;
  const usable = await Promise.allSettled(
    names.map((name) => access(join(devices, name), constants.R_OK | constants.W_OK)),
  );
  return usable.some(({ status }) => status === "fulfilled")
    ? undefined
    : `The graphics device ${join(devices, names[0] ?? "")} may not be used: give this program the right to.`;
}

async function makeVideo(ffmpeg: string, codec: Codec, signal: AbortSignal): Promise<TestVideo | undefined> {
  for (const encoder of encoders[codec]) {
    const made = await run(
      ffmpeg,
      [
        ...`-f lavfi -i ${SOURCE} -frames:v ${FRAMES} -pix_fmt yuv420p -g ${FRAMES} -bf 0 -c:v`.split(" "),
        ...encoder,
        ..."-f mp4 -movflags frag_keyframe+empty_moov pipe:1".split(" "),
      ],
      undefined,
      signal,
    );
    const gray = made.stdout.length > 0 ? await decode(ffmpeg, "software", made.stdout, signal) : undefined;
    if (gray && isWhole(gray.stdout)) return { mp4: made.stdout, gray: gray.stdout };
  }
  return undefined;
}

async function decodeOn(
  ffmpeg: string,
  method: HardwareMethod,
  { mp4, gray }: TestVideo,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { stdout, stderr } = await decode(ffmpeg, method, mp4, signal);
  if (!isWhole(stdout)) return reasonOf(method, stderr);
  return difference(stdout, gray) > DIFFERENCE_MAX ? "Its pictures are wrong." : undefined;
}

const isWhole = (gray: Buffer): boolean => gray.length === FRAMES * SEEN.width * SEEN.height;

function difference(one: Buffer, other: Buffer): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += Math.abs((one[at] ?? 0) - (other[at] ?? 0));
  return sum / one.length;
}

const decode = (ffmpeg: string, method: DecodeMethod, mp4: Buffer, signal: AbortSignal) =>
  run(
    ffmpeg,
    [
      ...hardwareInput(method),
      ..."-f mp4 -i pipe:0 -vf".split(" "),
      `${hardwareDownload(method)}scale=${SEEN.width}:${SEEN.height}:flags=fast_bilinear`,
      ..."-fps_mode passthrough -f rawvideo -pix_fmt gray pipe:1".split(" "),
    ],
    mp4,
    signal,
  );

const run = (ffmpeg: string, args: readonly string[], input: Buffer | undefined, signal: AbortSignal) =>
  runProcess(
    ffmpeg,
    ["-hide_banner", "-loglevel", "error", ...(input ? [] : ["-nostdin"]), ...args],
    { timeoutMs: PROBE_TIMEOUT_MS, outputBytesMax: OUTPUT_BYTES_MAX, ...(input ? { input } : {}) },
    signal,
  );

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/libcuda|CUDA_ERROR_NO_DEVICE/, "There is no NVIDIA driver, or no card for it."],
  [/nvcuvid/i, "The NVIDIA driver is there without its video part (the capability `video`)."],
  [/Unrecognized hwaccel|not supported for hwaccel/i, "This ffmpeg is built without it."],
  [/Failed to initialise VAAPI|Device creation failed/i, "Its driver does not start."],
  [/No support for codec|not support|hwaccel initialisation/i, "It does not decode this codec."],
];

function reasonOf(method: HardwareMethod, stderr: string): string {
  const known = REASONS.find(([words]) => words.test(stderr))?.[1];
  const last = stderr.trim().split("\n").at(-1)?.trim();
  return known ?? (last ? `ffmpeg says: ${last}` : `ffmpeg gave no picture by ${method} and said nothing.`);
}
