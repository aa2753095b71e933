import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { type WholeFrame, type WholeFramesRequest, wholeFrames } from "./whole-frames.ts";

const size = { width: 64, height: 32 };
const running = new AbortController().signal;

let dir: TempDir;
beforeAll(async () => {
  dir = await makeTempDir();
});
afterAll(() => dir[Symbol.asyncDispose]());

async function film(name: string, source: string): Promise<string> {
  const path = join(dir.path, name);
  await ffmpegOutput(["-y", "-f", "lavfi", "-i", source, "-c:v", "libx264", "-pix_fmt", "yuv420p", path]);
  return path;
}

async function framesOf(path: string, wish: Partial<WholeFramesRequest> = {}, signal = running) {
  const frames: WholeFrame[] = [];
  const request = { ffmpeg: "ffmpeg", path, size, format: "rgb24", intervalMs: 100, ...wish } as const;
  for await (const frame of wholeFrames(request, signal)) frames.push(frame);
  return frames;
}

test("a fast video is thinned out, and each frame has its own time", async () => {
  const path = await film("fast.mp4", "testsrc=s=64x32:r=25:d=1");

  const frames = await framesOf(path);

  expect(frames.map(({ atMs }) => atMs)).toEqual([0, 120, 240, 360, 480, 600, 720, 840, 960]);
  expect(frames.every(({ bytes }) => bytes.length === 3 * 64 * 32)).toBe(true);
});

test("frames of a slow video are never repeated", async () => {
  const path = await film("slow.mp4", "color=red:s=64x32:r=2:d=3");

  expect((await framesOf(path)).map(({ atMs }) => atMs)).toEqual([0, 500, 1000, 1500, 2000, 2500]);
});

test("frames show what the video shows, in the format asked for", async () => {
  const path = await film(
    "colours.mp4",
    "color=red:s=64x32:r=10:d=0.5[a];color=blue:s=64x32:r=10:d=0.5[b];[a][b]concat",
  );

  const frames = await framesOf(path);
  const [i420] = await framesOf(path, { format: "yuv420p" });

  const middle = ({ bytes }: WholeFrame) => [...bytes.subarray(3 * (16 * 64 + 32)).subarray(0, 3)];
  expect(
    frames
      .slice(0, 5)
      .map(middle)
      .every(([red = 0, , blue = 0]) => red > 200 && blue < 50),
  ).toBe(true);
  expect(
    frames
      .slice(5)
      .map(middle)
      .every(([red = 0, , blue = 0]) => red < 50 && blue > 200),
  ).toBe(true);
  expect(i420?.bytes.length).toBe((3 * 64 * 32) / 2);
});

test("more times than a pipe holds hold up nothing", async () => {
  const path = await film("long.mp4", "color=red:s=64x32:r=25:d=120");

  expect(await framesOf(path, { size: { width: 2, height: 2 }, intervalMs: 40 })).toHaveLength(3000);
});

test("what is no video has no frames", async () => {
  const path = join(dir.path, "noise.mp4");
  await writeFile(path, Buffer.alloc(5000, "not a film "));

  expect(await framesOf(path)).toEqual([]);
});

test("an abort ends it, at once or in between", async () => {
  const path = await film("abort.mp4", "testsrc=s=64x32:r=25:d=20");
  const stop = new AbortController();
  const request = { ffmpeg: "ffmpeg", path, size, format: "rgb24", intervalMs: 40 } as const;

  await expect(framesOf(path, {}, AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
  const frames = wholeFrames(request, stop.signal);
  await frames.next();
  stop.abort();
  const rest = async () => {
    for await (const frame of frames) expect(frame.bytes.length).toBeGreaterThan(0);
  };
  await expect(rest()).rejects.toMatchObject({ kind: "aborted" });
});
