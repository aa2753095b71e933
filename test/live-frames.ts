import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { Size } from "#vision/letterbox.ts";

const FRAMES_BYTES_MAX = 1024 * 1024 * 1024;

const run = promisify(execFile);

/** Pictures of a file as a camera's decoder gives them: planes Y, U, V of limited range. */
export async function readLiveFrames(
  path: string,
  { width, height }: Size,
  options: { readonly fps?: number; readonly fromS?: number; readonly frames?: number } = {},
): Promise<readonly LiveFrame[]> {
  const filters = [`scale=${width}:${height}:flags=bicubic:out_range=tv`, "format=yuv420p"];
  if (options.fps !== undefined) filters.unshift(`fps=${options.fps}`);
  // A still has nothing at any time, not even at 0.
  const seek = options.fromS === undefined ? [] : ["-ss", String(options.fromS)];
  const source = ["-loglevel", "error", ...seek, "-i", path];
  const target = ["-vf", filters.join(","), "-frames:v", String(options.frames ?? 1), "-f", "rawvideo", "-"];
  const { stdout } = await run("ffmpeg", [...source, ...target], {
    encoding: "buffer",
    maxBuffer: FRAMES_BYTES_MAX,
  });
  const bytes = (width * height * 3) / 2;
  return Array.from({ length: Math.floor(stdout.length / bytes) }, (_, at) => ({
    width,
    height,
    i420: new Uint8Array(stdout.subarray(at * bytes, (at + 1) * bytes)),
    atMs: (at * 1000) / (options.fps ?? 1),
  }));
}

/** A frame of one grey. */
export function greyFrame({ width, height }: Size, luma = 110): LiveFrame {
  const i420 = new Uint8Array((width * height * 3) / 2).fill(128);
  return { width, height, i420: i420.fill(luma, 0, width * height), atMs: 0 };
}

/** Lays a smaller frame into a larger one, at even places. */
export function paste(into: LiveFrame, small: LiveFrame, x: number, y: number): void {
  const planes = (frame: LiveFrame) => {
    const luma = frame.width * frame.height;
    return [
      { from: 0, stride: frame.width, shrink: 1 },
      { from: luma, stride: frame.width / 2, shrink: 2 },
      { from: luma * 1.25, stride: frame.width / 2, shrink: 2 },
    ];
  };
  for (const [index, source] of planes(small).entries()) {
    const target = planes(into)[index];
    if (!target) continue;
    for (let row = 0; row < small.height / source.shrink; row++) {
      const at = source.from + row * source.stride;
      const to = target.from + (y / target.shrink + row) * target.stride + x / target.shrink;
      into.i420.set(small.i420.subarray(at, at + source.stride), to);
    }
  }
}

/** The bytes of a frame are given away with it: a copy for each look. */
export const copyOf = (frame: LiveFrame): LiveFrame => ({ ...frame, i420: frame.i420.slice() });
