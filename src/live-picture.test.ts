import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { jpegOfLive } from "./live-picture.ts";

const running = new AbortController().signal;

/** A gray picture without colour. */
function aFrame(width: number, height: number) {
  const i420 = new Uint8Array((width * height * 3) / 2).fill(128);
  return { width, height, i420 };
}

/** The colours of a JPEG as ffmpeg reads it, three bytes a pixel. */
async function pixelsOf(jpeg: Uint8Array): Promise<Buffer> {
  await using dir = await makeTempDir();
  const path = join(dir.path, "picture.jpg");
  await writeFile(path, jpeg);
  return await ffmpegOutput(["-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]);
}

test("a live picture has a coloured frame around what it is about, and nothing else changes", async () => {
  const box = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };

  const jpeg = await jpegOfLive(aFrame(640, 360), box, running);

  const pixels = await pixelsOf(jpeg);
  const colourAt = (x: number, y: number) => [...pixels.subarray((y * 640 + x) * 3, (y * 640 + x) * 3 + 3)];
  expect(pixels).toHaveLength(640 * 360 * 3);
  for (const [x, y] of [
    [320, 91],
    [320, 269],
    [160, 180],
    [479, 180],
  ] as const) {
    const [red = 0, green = 0, blue = 0] = colourAt(x, y);
    expect(red - blue).toBeGreaterThan(80);
    expect(green).toBeLessThan(red);
  }
  for (const [x, y] of [
    [320, 180],
    [20, 20],
    [620, 180],
  ] as const) {
    const [r = 0, g = 0, b = 0] = colourAt(x, y);
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(8);
  }
});

test("a box at the edge, or one without size, is drawn as far as it goes", async () => {
  for (const box of [
    { x: 0.9, y: 0.9, width: 0.5, height: 0.5 },
    { x: -0.2, y: -0.2, width: 1.6, height: 1.6 },
    { x: 0.5, y: 0.5, width: 0, height: 0 },
  ]) {
    const jpeg = await jpegOfLive(aFrame(320, 240), box, running);

    expect(await pixelsOf(jpeg)).toHaveLength(320 * 240 * 3);
  }
});

test("what is no whole picture is a failure, not half a one", async () => {
  const half = { width: 320, height: 240, i420: new Uint8Array(100) };

  const made = jpegOfLive(half, { x: 0, y: 0, width: 1, height: 1 }, running);

  await expect(made).rejects.toThrow("not whole");
});

test("others have their turn while a picture is made, and it ends when all ends", async () => {
  const stop = new AbortController();
  setImmediate(() => stop.abort());

  const made = jpegOfLive(aFrame(1280, 720), { x: 0, y: 0, width: 1, height: 1 }, stop.signal);

  await expect(made).rejects.toMatchObject({ kind: "aborted" });
});
