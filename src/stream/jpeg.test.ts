import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { jpegOfFrame } from "./jpeg.ts";

const running = new AbortController().signal;

/** A gray picture without colour. */
function aFrame(width: number, height: number) {
  const i420 = new Uint8Array((width * height * 3) / 2).fill(128);
  return { width, height, i420 };
}

/** The colours of a JPEG, three bytes a pixel. */
function pixelsOf(jpeg: Uint8Array): Buffer {
  const args = "-hide_banner -loglevel error -i pipe:0 -f rawvideo -pix_fmt rgb24 pipe:1".split(" ");
  return execFileSync("ffmpeg", args, { input: jpeg, maxBuffer: 64 * 1024 * 1024 });
}

test("a live picture has a coloured frame around what it is about, and nothing else changes", async () => {
  const box = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
  const jpeg = await jpegOfFrame("ffmpeg", aFrame(640, 360), box, running);

  const pixels = pixelsOf(jpeg);
  const colourAt = (x: number, y: number) => [...pixels.subarray((y * 640 + x) * 3, (y * 640 + x) * 3 + 3)];
  const [red = 0, green = 0, blue = 0] = colourAt(320, 91);
  expect(pixels).toHaveLength(640 * 360 * 3);
  expect(red - blue).toBeGreaterThan(80);
  expect(green).toBeLessThan(red);
  for (const [x, y] of [
    [320, 180],
    [20, 20],
  ] as const) {
    const [r = 0, g = 0, b = 0] = colourAt(x, y);
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(8);
  }
});

test("a box at the edge, or one without size, is drawn as far as it goes", async () => {
  for (const box of [
    { x: 0.9, y: 0.9, width: 0.5, height: 0.5 },
    { x: 0.5, y: 0.5, width: 0, height: 0 },
  ]) {
    const jpeg = await jpegOfFrame("ffmpeg", aFrame(320, 240), box, running);

    expect(jpeg.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  }
});

test("what is no whole picture is a failure, not half a one", async () => {
  const half = { width: 320, height: 240, i420: new Uint8Array(100) };

  await expect(jpegOfFrame("ffmpeg", half, { x: 0, y: 0, width: 1, height: 1 }, running)).rejects.toThrow(
    "could not be decoded",
  );
});
