import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "#platform/clock.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { VideoDecoding } from "#ports/video-decoding.ts";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { framesOf, type Recording } from "#test/frames.ts";
import { noLog, until } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";
import { type LumaPicture, openPictureFeed } from "./picture-feed.ts";
import { openRing, type WritableRing } from "./ring.ts";

const RATE = 15;
const lumaSize = { width: 160, height: 120 };
const main = () => makeMedia({ codec: "h264", gop: 30, seconds: 8 });
const openTestRing = () => openRing({ maxSeconds: 30, maxBytes: 64 * 1024 * 1024 });

function openBench({
  ffmpeg = "ffmpeg",
  decoding,
}: {
  ffmpeg?: string;
  decoding?: VideoDecoding | undefined;
} = {}) {
  const rings = { main: openTestRing(), sub: openTestRing() };
  const frames: LiveFrame[] = [];
  const pictures: LumaPicture[] = [];
  const troubles: string[] = [];
  const feed = openPictureFeed({
    ...rings,
    cameraName: "Porch",
    ffmpeg,
    decoding,
    clock: systemClock,
    log: noLog,
    sizeOf: () => lumaSize,
    onPicture: (picture) => void pictures.push(picture),
    onFrame: (frame) => void frames.push(frame),
    onTrouble: (of, sentence) => void troubles.push(`${of}: ${sentence ?? "well"}`),
  });
  onTestFinished(() => feed[Symbol.asyncDispose]());
  return { rings, frames, pictures, troubles, feed };
}

async function play(
  ring: WritableRing,
  { init, frames }: Recording,
  { from = 0, to = frames.length, speed = 20 }: { from?: number; to?: number; speed?: number } = {},
) {
  if (from === 0) ring.begin(init);
  for (const frame of frames.slice(from, to)) {
    await sleep(frame.durationMs / speed);
    ring.push({ ...frame, arrivedAtMs: Date.now() });
  }
}

/** What ffmpeg makes of each frame of a file. */
async function decoded(file: string, bytes: number, pixels: string, scale = "null"): Promise<Buffer[]> {
  const args = ["-i", file, "-vf", scale, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", pixels];
  const all = await ffmpegOutput([...args, "pipe:1"]);
  return Array.from({ length: all.byteLength / bytes }, (_, at) =>
    all.subarray(at * bytes, (at + 1) * bytes),
  );
}

const indexIn = (all: readonly Buffer[]) => (one: Uint8Array) =>
  all.findIndex((picture) => picture.equals(one));

async function fakeFfmpeg(script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "porchlight-decoder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, "ffmpeg");
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  return program;
}

test("frames are there from the last key frame on, every one of 15 a second, as ffmpeg decodes them", async () => {
  const { rings, frames, feed } = openBench();
  const recording = await framesOf(await main());

  await play(rings.main, recording, { to: 30 + 20, speed: 5 });
  feed.need("frames");
  await play(rings.main, recording, { from: 30 + 20, to: 30 + 29, speed: 5 });
  await until(() => frames.length >= 28, "the frames since the key frame");

  const all = await decoded(await main(), 320 * 240 * 1.5, "yuv420p");
  expect(frames.map(({ i420 }) => indexIn(all)(i420))).toEqual(Array.from(frames, (_, at) => 30 + at));
  expect(frames[0]).toMatchObject({ width: 320, height: 240 });
  expect(frames.every(({ atMs }, at) => at === 0 || atMs > (frames[at - 1]?.atMs ?? 0))).toBe(true);
  expect(new Set(frames.map(({ i420 }) => i420.buffer)).size).toBe(frames.length);
});

test("of 25 frames a second every second one is looked at, at most 1280 wide", async () => {
  const file = await makeMedia({ codec: "h264", size: "1920x1080", rate: 25, gop: 25, seconds: 2 });
  const { rings, frames, feed } = openBench();
  feed.need("frames");

  await play(rings.main, await framesOf(file), { speed: 2 });
  await until(() => frames.length >= 24, "the frames");

  const every2nd = "select=not(mod(n\\,2)),scale=1280:720:flags=fast_bilinear";
  const all = await decoded(file, 1280 * 720 * 1.5, "yuv420p", every2nd);
  expect(frames.map(({ i420 }) => indexIn(all)(i420))).toEqual(Array.from(frames, (_, at) => at));
  expect(frames[0]).toMatchObject({ width: 1280, height: 720 });
});

test("gray pictures for motion come from the same decoder, exactly as from one of their own", async () => {
  const { rings, frames, pictures, feed } = openBench();
  feed.need("frames");

  await play(rings.main, await framesOf(await main()), { to: 44, speed: 5 });
  await until(() => frames.length >= 43 && pictures.length >= 14, "both");

  const scale = `scale=${lumaSize.width}:${lumaSize.height}:flags=fast_bilinear`;
  const all = await decoded(await main(), lumaSize.width * lumaSize.height, "gray", scale);
  expect(pictures.map(({ luma }) => indexIn(all)(luma))).toEqual(Array.from(pictures, (_, at) => 3 * at));
});

test("frames come from a large sub-stream, so that the main stream is not decoded at all", async () => {
  const sub = await makeMedia({ codec: "h264", size: "640x480" });
  const { rings, frames, pictures, feed } = openBench();
  feed.need("frames");

  await play(rings.main, await framesOf(await main()), { to: 2, speed: 5 });
  await play(rings.sub, await framesOf(sub), { to: 2 * RATE, speed: 5 });
  await until(() => frames.filter(({ width }) => width === 640).length >= 2 * RATE - 2, "the sub-stream");
  const before = frames.length;
  await play(rings.main, await framesOf(await main()), { from: 2, to: RATE, speed: 5 });

  expect(frames.slice(before).every(({ width }) => width === 640)).toBe(true);
  expect(pictures.at(-1)?.from).toBe("sub");
});

test("a small sub-stream is for motion alone: frames come from the main stream", async () => {
  const { rings, frames, pictures, feed } = openBench();
  feed.need("frames");

  await play(rings.sub, await framesOf(await makeMedia({ codec: "h264" })), { to: RATE, speed: 5 });
  const large = await framesOf(await makeMedia({ codec: "h264", size: "640x480" }));
  await play(rings.main, large, { to: RATE, speed: 5 });
  await until(() => frames.some(({ width }) => width === 640), "frames of the main stream");

  expect(pictures.length).toBeGreaterThan(0);
  expect(pictures.every(({ from }) => from === "sub")).toBe(true);
});

test("when frames are no longer needed none come, and pictures for motion go on without a gap", async () => {
  const { rings, frames, pictures, feed } = openBench();
  const recording = await framesOf(await main());
  feed.need("frames");

  await play(rings.main, recording, { to: 20, speed: 5 });
  await until(() => frames.length >= 19, "frames");
  feed.need("idle");
  const before = { frames: frames.length, pictures: pictures.length };
  await play(rings.main, recording, { from: 20, to: 92 });
  await until(() => pictures.length >= before.pictures + 3, "the key frames at 30, 60 and 90");

  expect(frames.length).toBe(before.frames);
});

test("another resolution in mid-stream gives frames of that size", async () => {
  const { rings, frames, feed } = openBench();
  feed.need("frames");

  await play(rings.main, await framesOf(await main()), { to: RATE, speed: 5 });
  await until(() => frames.length >= RATE - 1, "the small ones");
  const large = await framesOf(await makeMedia({ codec: "hevc", size: "640x480" }));
  await play(rings.main, large, { to: RATE, speed: 5 });
  await until(() => frames.some(({ width }) => width === 640), "the large ones");

  expect(frames.findIndex(({ width }) => width === 640)).toBeGreaterThanOrEqual(RATE - 1);
  expect(frames.at(-1)?.i420.byteLength).toBe(640 * 480 * 1.5);
});

test("what hardware does not take is decoded in software at once, and that is told", async () => {
  const ffmpeg = await fakeFfmpeg(
    'case "$*" in *hwaccel*) echo no device >&2; exit 1;; esac; exec ffmpeg "$@"',
  );
  const refused: string[] = [];
  const decoding: VideoDecoding = {
    methodFor: () => "vaapi",
    refused: (camera, method) => void refused.push(`${camera} ${method}`),
  };
  const { rings, frames, troubles, feed } = openBench({ ffmpeg, decoding });
  feed.need("frames");

  await play(rings.main, await framesOf(await main()), { speed: 4 });
  await until(() => frames.length >= 30, "frames from software");

  expect(refused).toEqual(["Porch vaapi"]);
  expect(troubles).toEqual([]);
});

test("key frames alone are decoded in software, whatever the hardware can", async () => {
  const ffmpeg = await fakeFfmpeg('case "$*" in *hwaccel*) exit 1;; esac; exec ffmpeg "$@"');
  const refused: string[] = [];
  const decoding: VideoDecoding = {
    methodFor: () => "vaapi",
    refused: (camera) => void refused.push(camera),
  };
  const { rings, pictures } = openBench({ ffmpeg, decoding });

  await play(rings.main, await framesOf(await main()), { to: 35 });
  await until(() => pictures.length >= 2, "two key frames");

  expect(refused).toEqual([]);
});
