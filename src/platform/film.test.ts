import { access, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { openFilm } from "./film.ts";

const DEADLINE_MS = 30_000;
const size = { width: 64, height: 48 };
const running = new AbortController().signal;
const picture = (red: number) => Uint8Array.from({ length: 3 * 64 * 48 }, (_, i) => (i % 3 === 0 ? red : 0));

let dir: TempDir;
beforeEach(async () => {
  dir = await makeTempDir();
});
afterEach(() => dir[Symbol.asyncDispose]());

const open = (path: string, signal = running) => openFilm({ ffmpeg: "ffmpeg", path, size, fps: 10 }, signal);

test("pictures become a film in their order, each for as many frames as asked", async () => {
  const path = join(dir.path, "out.mp4");

  await using film = await open(path);
  await film.add(picture(250), 3);
  await film.add(picture(0), 2);
  await film.finish();

  const raw = await ffmpegOutput(["-i", path, ..."-f rawvideo -pix_fmt rgb24 pipe:1".split(" ")]);
  const each = 3 * 64 * 48;
  const reds = Array.from({ length: raw.length / each }, (_, i) => (raw[i * each] ?? 0) > 125);
  expect(reds).toEqual([true, true, true, false, false]);
  expect(await readdir(dir.path)).toEqual(["out.mp4"]);
});

test("a film that is not finished leaves nothing behind", async () => {
  const path = join(dir.path, "out.mp4");

  {
    await using film = await open(path);
    await film.add(picture(250), 20);
    await expect.poll(() => readdir(dir.path), { timeout: DEADLINE_MS }).toEqual(["out.mp4.part"]);
  }

  expect(await readdir(dir.path)).toEqual([]);
});

test("a folder that is not there, or a folder in its place, is told in a sentence", async () => {
  const missing = join(dir.path, "nowhere", "out.mp4");
  const taken = join(dir.path, "taken.mp4");
  await mkdir(`${taken}.part`);
  const folder = join(dir.path, "folder.mp4");
  await mkdir(folder);

  for (const path of [missing, taken, folder]) {
    await using film = await open(path);
    const write = async () => {
      await film.add(picture(250), 5);
      await film.finish();
    };
    await expect(write()).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(/could not be .+\.$/),
    });
  }
  await expect(access(missing)).rejects.toThrow("ENOENT");
});

test("an abort ends it and nothing is left", async () => {
  const stop = new AbortController();
  const path = join(dir.path, "out.mp4");

  {
    await using film = await open(path, stop.signal);
    await film.add(picture(250), 5);
    stop.abort();
    await expect(film.add(picture(250), 5)).rejects.toMatchObject({ kind: "aborted" });
    await expect(film.finish()).rejects.toMatchObject({ kind: "aborted" });
  }

  expect(await readdir(dir.path)).toEqual([]);
});
