import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#domain/failure.ts";
import type { Picture } from "#domain/tensor.ts";
import { runProcess } from "#platform/process.ts";
import type { TestClip } from "#ports/object-filter.ts";
import type { Size } from "#vision/letterbox.ts";
import { drawSelfTest, SELF_TEST_LABEL } from "#vision/self-test-picture.ts";
import type { Detector } from "./detector.ts";

/** As many pictures as the detector needs to be sure, and as many again. */
const PICTURES = 6;
const ENCODE_TIMEOUT_MS = 60_000;
/** Compression costs a little of the score that the model gave the drawing itself. */
const SCORE_SHARE = 0.6;
const SCORE_MIN = 0.05;

export interface TestClipTools {
  readonly detector: Detector;
  readonly ffmpeg: string;
  /** Pictures per second that the detector looks at. */
  readonly fps: number;
  readonly dataDir: string;
}

/**
 * A clip of the drawing on which the model has proved itself, made anew each time: some kilobytes, in some tenths of a
 * second, and a damaged file cannot fail a test for ever.
 */
export async function makeTestClip(
  { detector, ffmpeg, fps, dataDir }: TestClipTools,
  signal: AbortSignal,
): Promise<TestClip> {
  const { width, height } = evenOf(detector.input);
  const folder = join(dataDir, "alert-test");
  const path = join(folder, "clip.mp4");
  const temp = `${path}.tmp`;
  try {
    await mkdir(folder, { recursive: true });
    await encode(ffmpeg, { width, height }, fps, temp, signal);
    await rename(temp, path);
    await using file = await open(path);
    return {
      path,
      durationMs: Math.round((PICTURES / fps) * 1000),
      bytes: (await file.stat()).size,
      video: { codec: "h264", width, height, audio: "none" },
      ...(detector.signScore > 0
        ? { label: SELF_TEST_LABEL, wanted: wish([SELF_TEST_LABEL], detector.signScore * SCORE_SHARE) }
        : { label: undefined, wanted: wish([], SCORE_MIN) }),
    };
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("unavailable", `The folder ${folder} cannot be written.`, { cause });
  } finally {
    await rm(temp, { force: true }).catch(() => undefined);
  }
}

const wish = (labels: readonly string[], minScore: number) => ({
  labels,
  minScore: Math.max(SCORE_MIN, minScore),
});

async function encode(
  ffmpeg: string,
  size: Size,
  fps: number,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const input = `-f rawvideo -pix_fmt gbrp -s ${size.width}x${size.height} -r ${fps} -i pipe:0`;
  const output = "-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p -movflags +faststart -f mp4";
  const args = `-hide_banner -loglevel error -y ${input} ${output}`.split(" ");
  const pictures = Array.from({ length: PICTURES }, (_, index) => withMark(drawSelfTest(size), index));
  const { code, stderr } = await runProcess(
    ffmpeg,
    [...args, path],
    { timeoutMs: ENCODE_TIMEOUT_MS, input: Buffer.concat(pictures.map(({ planes }) => planes)) },
    signal,
  );
  if (code === 0) return;
  const [reason = ""] = stderr.trim().split("\n");
  throw new Failure("unavailable", `ffmpeg cannot encode it: ${reason || `exit code ${code}`}`);
}

/** A light block in the grass, elsewhere in each picture: one that is the same as before counts as no new proof. */
function withMark(picture: Picture, index: number): Picture {
  const { width, height, planes } = picture;
  const side = Math.max(2, Math.floor(Math.min(width, height) / 24));
  const left = Math.floor(((index + 0.5) * (width - side)) / PICTURES);
  for (let plane = 0; plane < 3; plane += 1) {
    for (let y = height - 2 * side; y < height - side; y += 1) {
      const start = plane * width * height + y * width + left;
      planes.fill(200, start, start + side);
    }
  }
  return picture;
}

/** Half as many colours as pixels each way: H.264 takes no odd sizes. */
const evenOf = ({ width, height }: Size): Size => ({
  width: width + (width % 2),
  height: height + (height % 2),
});
