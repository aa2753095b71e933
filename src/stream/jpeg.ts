import { Failure } from "#domain/failure.ts";
import { runProcess } from "#platform/process.ts";

const WIDTH_MAX = 1280;
/** ffmpeg's scale from 2 (best) to 31. */
const QUALITY = 4;
const DECODE_TIMEOUT_MS = 10_000;
const JPEG_BYTES_MAX = 8 * 1024 * 1024;

/** A picture out of a file at a time, or the first of an MP4 in memory. */
export type PictureOf = { readonly path: string; readonly atMs: number } | { readonly bytes: Uint8Array };

/** Decodes one picture to JPEG, at most 1280 wide. Throws `Failure` if there is none. */
export async function jpegOf(ffmpeg: string, from: PictureOf, signal: AbortSignal): Promise<Uint8Array> {
  const input =
    "path" in from ? ["-ss", (from.atMs / 1000).toFixed(3), "-i", from.path] : ["-f", "mp4", "-i", "pipe:0"];
  return await encode(
    ffmpeg,
    [...input, ...outputOf(scale)],
    "bytes" in from ? from.bytes : undefined,
    signal,
  );
}

async function encode(
  ffmpeg: string,
  args: readonly string[],
  input: Uint8Array | undefined,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { stdout } = await runProcess(
    ffmpeg,
    ["-hide_banner", "-loglevel", "error", "-threads", "1", ...args],
    {
      timeoutMs: DECODE_TIMEOUT_MS,
      outputBytesMax: JPEG_BYTES_MAX,
      ...(input && { input }),
    },
    signal,
  );
  // Exit codes say nothing of use; a JPEG begins with SOI.
  if (stdout[0] !== 0xff || stdout[1] !== 0xd8) {
    throw new Failure("unavailable", "The picture could not be decoded.");
  }
  return stdout;
}

const scale = `scale=w='min(${WIDTH_MAX},iw)':h=-2`;
const outputOf = (filter: string): readonly string[] =>
  `-map 0:v:0 -frames:v 1 -vf ${filter} -pix_fmt yuvj420p -q:v ${QUALITY} -f mjpeg pipe:1`.split(" ");
