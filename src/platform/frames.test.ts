import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FrameRequest, openFrames, readFrameSize, type SampledFrame } from "./frames.ts";

const run = promisify(execFile);
const running = new AbortController().signal;
const input = { width: 64, height: 64 };

let folder = "";
let clip = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-frames-"));
  clip = join(folder, "red then blue.mp4");
  // Red for 0.6 s, then blue for 1.4 s; 96 x 48, lossless but for the conversion.
  await makeClip(clip, "color=red:s=96x48:r=10:d=0.6[a];color=blue:s=96x48:r=10:d=1.4[b];[a][b]concat");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("frames come at the asked rate, with their media time", async () => {
  const frames = await framesOf({ fps: 2 });

  expect(frames.map(({ atMs }) => atMs)).toEqual([0, 500, 1000, 1500]);
});

test("a sample shows the frame at its time, not a later one", async () => {
  const frames = await framesOf({ fps: 2 });

  expect(frames.map((frame) => colourAt(frame, 32, 32))).toEqual(["red", "red", "blue", "blue"]);
});

test("a frame lies in whole pixels where it was asked to, in exact grey", async () => {
  const fit = { scaled: { width: 64, height: 32 }, x: 0, y: 16, input };

  const [frame] = await framesOf({ fit });

  if (!frame) throw new Error("no frame");
  expect(pixelAt(frame, 5, 15)).toEqual([114, 114, 114]);
  expect(colourAt(frame, 5, 16)).toBe("red");
  expect(colourAt(frame, 63, 47)).toBe("red");
  expect(pixelAt(frame, 63, 48)).toEqual([114, 114, 114]);
});

test("a clip that cannot be decoded has no frames", async () => {
  const garbage = join(folder, "garbage.mp4");
  await writeFile(garbage, Buffer.alloc(5000, "not a film "));

  expect(await framesOf({ path: garbage })).toEqual([]);
});

test("a clip without its end gives the frames that it has", async () => {
  const stream = join(folder, "cut.ts");
  await run("ffmpeg", ["-y", "-loglevel", "error", "-i", clip, "-c", "copy", "-t", "1", stream]);

  expect((await framesOf({ path: stream })).length).toBeGreaterThanOrEqual(2);
});

test("a clip that is gone is named as such", async () => {
  await expect(openFrames(request({ path: join(folder, "none.mp4") }), running)).rejects.toMatchObject({
    kind: "rejected",
    message: expect.stringContaining("no longer there"),
  });
});

test("a name that looks like a protocol or an option is only a name", async () => {
  const odd = join(folder, "-i concat:x|y.mp4");
  await run("cp", ["--", clip, odd]);

  expect(await framesOf({ path: odd, fps: 1 })).toHaveLength(2);
});

test("aborting ends the wait at once and ffmpeg with it", async () => {
  const abort = new AbortController();
  // Ten minutes of film, of which only the first frames are taken.
  const long = join(folder, "long.mkv");
  await makeClip(long, "testsrc=s=160x120:r=2:d=600");
  const reader = await openFrames(request({ path: long, fps: 10 }), abort.signal);
  await reader.next();

  abort.abort();

  await expect(drain(reader)).rejects.toMatchObject({ kind: "aborted" });
  await reader[Symbol.asyncDispose]();
  const { stdout } = await run("ps", ["-eo", "args"]);
  expect(stdout).not.toContain(long);
});

test("an aborted signal starts nothing", async () => {
  await expect(openFrames(request({}), AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
});

test("whoever stops reading early leaves no ffmpeg behind", async () => {
  const early = join(folder, "early.mkv");
  await makeClip(early, "testsrc=s=160x120:r=2:d=600");
  {
    await using reader = await openFrames(request({ path: early, fps: 10 }), running);
    await reader.next();
  }

  const { stdout } = await run("ps", ["-eo", "args"]);
  expect(stdout).not.toContain(early);
});

test("the size of a clip of unknown format is read from the file", async () => {
  expect(await readFrameSize("ffmpeg", clip)).toEqual({ width: 96, height: 48 });
  expect(await readFrameSize("ffmpeg", join(folder, "none.mp4"))).toBeUndefined();
});

const makeClip = (path: string, graph: string) =>
  run(
    "ffmpeg",
    ["-y", "-loglevel", "error", "-filter_complex", graph].concat([
      "-c:v",
      "libx264",
      "-preset",
      "ultrafast",
      "-qp",
      "0",
      "-pix_fmt",
      "yuv444p",
      path,
    ]),
  );

const request = (wish: Partial<FrameRequest>): FrameRequest => ({
  ffmpeg: "ffmpeg",
  path: clip,
  fps: 2,
  fit: { scaled: input, x: 0, y: 0, input },
  padding: 114,
  ...wish,
});

async function framesOf(wish: Partial<FrameRequest>): Promise<readonly SampledFrame[]> {
  await using reader = await openFrames(request(wish), running);
  return await drain(reader);
}

async function drain(reader: {
  next(): Promise<SampledFrame | undefined>;
}): Promise<readonly SampledFrame[]> {
  const frames: SampledFrame[] = [];
  for (let frame = await reader.next(); frame; frame = await reader.next()) frames.push(frame);
  return frames;
}

/** Red, green, blue. */
function pixelAt({ picture }: SampledFrame, x: number, y: number): readonly (number | undefined)[] {
  const area = picture.width * picture.height;
  const at = y * picture.width + x;
  return [picture.planes[2 * area + at], picture.planes[at], picture.planes[area + at]];
}

function colourAt(frame: SampledFrame, x: number, y: number): string {
  const [red = 0, green = 0, blue = 0] = pixelAt(frame, x, y);
  if (red > 240 && green < 15 && blue < 15) return "red";
  return blue > 240 && green < 15 && red < 15 ? "blue" : `${red},${green},${blue}`;
}
