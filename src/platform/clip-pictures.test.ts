import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { type PictureWish, takePictures } from "./clip-pictures.ts";
import { readFrameSize } from "./frames.ts";

const running = new AbortController().signal;
let dir: TempDir;
let clip: string;

/** 10 s, 10 pictures a second, a key frame every 2 s; each picture is as bright as it is late, the right half dark. */
beforeAll(async () => {
  dir = await makeTempDir();
  clip = `${dir.path}/clip.mp4`;
  const source =
    "nullsrc=s=320x180:r=10:d=10,geq=lum='if(lt(X,160),16+T*20,16)':cb=128:cr=128,format=yuv420p";
  const coding = "-c:v libx264 -preset ultrafast -g 20 -keyint_min 20 -sc_threshold 0 -bf 0 -crf 10";
  await ffmpegOutput(["-f", "lavfi", "-i", source, ...coding.split(" "), clip]);
});
afterAll(() => dir[Symbol.asyncDispose]());

const take = (wishes: readonly PictureWish[], fields: object = {}, signal = running) =>
  takePictures(
    {
      ffmpeg: "ffmpeg",
      path: clip,
      wishes,
      size: { width: 160, height: 90 },
      quality: 80,
      greySize: { width: 2, height: 1 },
      ...fields,
    },
    signal,
  );

const keyOf = (atMs: number): number => 2000 * Math.floor(atMs / 2000);

/** What time it is in a picture by its brightness, s. */
const timeIn = (grey: Uint8Array): number => ((grey[0] ?? 0) * 219) / 255 / 20;

test("each picture is the one of its time, also between key frames, in the order of the wishes", async () => {
  const times = [3700, 0, 9500, 6000, 4000];
  const wishes = times.map((atMs) => ({ atMs, keyMs: keyOf(atMs) }));

  const taken = await take(wishes);

  expect(taken.map(({ wish }) => wish)).toEqual([0, 1, 2, 3, 4]);
  for (const { wish, atMs, grey } of taken) {
    // One of three neighbours is taken between key frames.
    expect(atMs).toBeGreaterThanOrEqual(times[wish] ?? 0);
    expect(atMs).toBeLessThanOrEqual((times[wish] ?? 0) + 200);
    expect(timeIn(grey)).toBeCloseTo(atMs / 1000, 0);
  }
});

test("pictures behind one key frame, a detail too, are decoded together", async () => {
  const crop = { x: 0, y: 0.2, share: 0.4 };
  const wishes = [
    { atMs: 4000, keyMs: 4000 },
    { atMs: 4700, keyMs: 4000 },
    { atMs: 4700, keyMs: 4000, crop },
    { atMs: 5800, keyMs: 4000 },
  ];

  const taken = await take(wishes);

  expect(taken.map(({ wish }) => wish)).toEqual([0, 1, 2, 3]);
  for (const { wish, atMs, grey } of taken) {
    expect(atMs - (wishes[wish]?.atMs ?? 0)).toBeLessThanOrEqual(200);
    expect(timeIn(grey)).toBeCloseTo(atMs / 1000, 0);
  }
});

test("also without knowing key frames each picture is the one of its time", async () => {
  const taken = await take([{ atMs: 5800 }, { atMs: 1300 }]);

  expect(taken.map(({ wish, grey }) => [wish, Math.round(timeIn(grey))])).toEqual([
    [0, 6],
    [1, 1],
  ]);
});

test("a picture has the size asked for, and a detail shows its part of the frame", async () => {
  const [whole, left, right] = await take([
    { atMs: 8000, keyMs: 8000 },
    { atMs: 8000, keyMs: 8000, crop: { x: 0, y: 0.2, share: 0.4 } },
    { atMs: 8000, keyMs: 8000, crop: { x: 0.6, y: 0.2, share: 0.4 } },
  ]);

  const path = `${dir.path}/left.jpg`;
  await writeFile(path, left?.jpeg ?? "");
  expect(await readFrameSize("ffmpeg", path)).toEqual({ width: 160, height: 90 });
  const [wholeLeft = 0, wholeRight = 0] = whole?.grey ?? [];
  expect(wholeLeft - wholeRight).toBeGreaterThan(100);
  expect(left?.grey[1]).toBeGreaterThan(100);
  expect(right?.grey[0]).toBeLessThan(10);
});

test("what is past the end is missing, and the others keep their places", async () => {
  const taken = await take([{ atMs: 60_000 }, { atMs: 2000, keyMs: 2000 }, { atMs: 30_000 }, { atMs: 5000 }]);

  expect(taken.map(({ wish }) => wish)).toEqual([1, 3]);
  expect(taken[0]?.atMs).toBe(2000);
});

test("a higher quality has more bytes", async () => {
  const noisy = `${dir.path}/noise.mp4`;
  await ffmpegOutput(["-f", "lavfi", "-i", "testsrc2=s=320x180:d=1,noise=alls=40", noisy]);
  const bytesAt = async (quality: number) =>
    (await take([{ atMs: 0, keyMs: 0 }], { path: noisy, quality }))[0]?.jpeg.length ?? 0;

  const sizes = [await bytesAt(95), await bytesAt(80), await bytesAt(40)];

  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect(new Set(sizes).size).toBe(3);
});

test("what is no video has no pictures", async () => {
  const path = `${dir.path}/none.mp4`;
  await writeFile(path, "not a video at all");

  expect(await take([{ atMs: 0, keyMs: 0 }], { path })).toEqual([]);
});

test("ends when its signal aborts, also if it already has", async () => {
  const abort = new AbortController();

  const outcome = take([{ atMs: 3000 }], {}, abort.signal);
  abort.abort();

  await expect(outcome).rejects.toMatchObject({ kind: "aborted" });
  await expect(take([{ atMs: 0, keyMs: 0 }], {}, AbortSignal.abort())).rejects.toMatchObject({
    kind: "aborted",
  });
});
