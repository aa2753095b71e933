import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { encodeJpeg, type Picture } from "./encode.ts";

function jpegOf(picture: Picture): Uint8Array {
  const rows = encodeJpeg(picture);
  for (;;) {
    const step = rows.next();
    if (step.done) return step.value;
  }
}

/** As ffmpeg reads it, back in limited range. */
async function readBack(jpeg: Uint8Array): Promise<Uint8Array> {
  await using dir = await makeTempDir();
  const path = join(dir.path, "picture.jpg");
  await writeFile(path, jpeg);
  const limited = "scale=in_range=full:out_range=limited,format=yuv420p";
  const raw = await ffmpegOutput([
    "-xerror",
    "-err_detect",
    "explode",
    "-i",
    path,
    "-vf",
    limited,
    "-f",
    "rawvideo",
    "pipe:1",
  ]);
  return raw;
}

async function drawn(source: string, width: number, height: number): Promise<Picture> {
  const args = ["-f", "lavfi", "-i", `${source}=size=${width}x${height}:rate=1`, "-frames:v", "1"];
  const i420 = await ffmpegOutput([...args, "-pix_fmt", "yuv420p", "-f", "rawvideo", "pipe:1"]);
  return { width, height, i420 };
}

/** Peak signal to noise in dB: 40 and more cannot be told from the original. */
function likeness(a: Uint8Array, b: Uint8Array): number {
  let squares = 0;
  for (const [i, value] of a.entries()) squares += (value - (b[i] ?? 0)) ** 2;
  return 10 * Math.log10(255 ** 2 / Math.max(1e-9, squares / a.length));
}

test("what another program reads from the file is the picture, in light and in colours", async () => {
  for (const [source, width, height] of [
    ["testsrc2", 1280, 720],
    ["smptehdbars", 640, 360],
    ["mandelbrot", 354, 290],
  ] as const) {
    const picture = await drawn(source, width, height);

    const seen = await readBack(jpegOf(picture));

    const light = width * height;
    const quarter = light / 4;
    for (const [from, to] of [
      [0, light],
      [light, light + quarter],
      [light + quarter, light + 2 * quarter],
    ] as const) {
      expect(likeness(picture.i420.subarray(from, to), seen.subarray(from, to))).toBeGreaterThan(32);
    }
  }
});

test("the smallest and the noisiest pictures can be read, too", async () => {
  let state = 7;
  const noise = () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state >> 16;
  };
  for (const [width, height] of [
    [2, 2],
    [18, 14],
    [130, 66],
  ] as const) {
    const picture = { width, height, i420: Uint8Array.from({ length: (width * height * 3) / 2 }, noise) };

    const seen = await readBack(jpegOf(picture));

    expect(seen).toHaveLength(picture.i420.length);
  }
});

test("a picture of 1280 × 720 has few bytes and is made in steps of 16 rows", async () => {
  const picture = await drawn("testsrc2", 1280, 720);
  const steps = [...encodeJpeg(picture)];

  const jpeg = jpegOf(picture);

  expect(steps).toHaveLength(45);
  expect(jpeg.length).toBeLessThan(200_000);
});
