import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DrawnClip, drawClip } from "#test/analyzer-bench.ts";
import { aDetection, aFilterResult } from "#test/builders.ts";
import { keyTimesOf } from "./key-times.ts";
import { shotsOf } from "./pictures.ts";

const running = new AbortController().signal;
const settings = { max_frames: 6, max_size: 256, quality: 80 };
let drawn: DrawnClip;
beforeAll(async () => {
  drawn = await drawClip();
});
afterAll(() => drawn[Symbol.asyncDispose]());

const withBox = (size: number) => ({
  ...aFilterResult("person"),
  detections: [{ ...aDetection("person"), at_ms: 1500, box: { x: 0.4, y: 0.4, width: size, height: size } }],
});

test("the key frames of a clip are known from its own table", async () => {
  expect(await keyTimesOf(drawn.path)).toEqual([0, 1000, 2000, 3000]);
});

test("of what is no MP4, is damaged or is not there, none are known", async () => {
  const path = `${drawn.dir}/broken.mp4`;
  await writeFile(path, Buffer.from("\0\0\0\x20moov\0\0\0\x18trak broken from here on"));

  expect(await keyTimesOf(path)).toEqual([]);
  expect(await keyTimesOf(`${drawn.dir}/missing.mp4`)).toEqual([]);
});

test("a small thing is shown once more from near, right behind its picture, within the limit", async () => {
  const shots = await shotsOf("ffmpeg", drawn.request({ seen: withBox(0.1) }), settings, running);

  expect(shots).toHaveLength(6);
  const detail = shots.findIndex(({ isDetail }) => isDetail);
  expect(shots.filter(({ isDetail }) => isDetail)).toHaveLength(1);
  expect(shots[detail - 1]?.moment.why).toBe("surest");
  const times = shots.filter(({ isDetail }) => !isDetail).map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test("a large thing is not, and neither is any where two pictures are all", async () => {
  const large = await shotsOf("ffmpeg", drawn.request({ seen: withBox(0.5) }), settings, running);
  const few = await shotsOf(
    "ffmpeg",
    drawn.request({ seen: withBox(0.1) }),
    { ...settings, max_frames: 2 },
    running,
  );

  expect(large.some(({ isDetail }) => isDetail)).toBe(false);
  expect(few.some(({ isDetail }) => isDetail)).toBe(false);
  expect(few).toHaveLength(2);
});

test("a clip whose size nobody has written down is looked at all the same", async () => {
  const plain = drawn.request();
  const video = { ...plain.clip.video, width: 0, height: 0 };

  const shots = await shotsOf("ffmpeg", { ...plain, clip: { ...plain.clip, video } }, settings, running);

  expect(shots).toHaveLength(6);
});
