import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { findFfmpeg } from "./ffmpeg.ts";

/** A folder with a program that says it is that version of ffmpeg. */
async function pretend(dir: TempDir, folder: string, version: string, program = "ffmpeg"): Promise<string> {
  const path = join(dir.path, folder, program);
  await mkdir(join(dir.path, folder), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho 'ffmpeg version ${version} Copyright (c) the FFmpeg developers'\n`);
  await chmod(path, 0o755);
  return path;
}

test("the installed ffmpeg is found on PATH and is new enough", async () => {
  const found = await findFfmpeg();

  expect(found.ffmpeg).toMatch(/^\/.*ffmpeg$/);
  expect(found.version).toMatch(/^\d+\.\d+/);
});

test("an option wins over PATH, and PATH is searched in order", async () => {
  await using dir = await makeTempDir();
  const own = await pretend(dir, "own", "7.1");
  const first = await pretend(dir, "first", "6.0");
  await pretend(dir, "second", "5.1");
  const path = `${join(dir.path, "empty")}:${join(dir.path, "first")}:${join(dir.path, "second")}`;

  expect(await findFfmpeg(own, path)).toEqual({ ffmpeg: own, ffprobe: "ffprobe", version: "7.1" });
  expect(await findFfmpeg(undefined, path)).toMatchObject({ ffmpeg: first, version: "6.0" });
});

test("ffprobe beside it is taken", async () => {
  await using dir = await makeTempDir();
  const ffmpeg = await pretend(dir, "bin", "5.1.9-0+deb12u1");
  const ffprobe = await pretend(dir, "bin", "5.1.9", "ffprobe");

  expect(await findFfmpeg(ffmpeg, "")).toEqual({ ffmpeg, ffprobe, version: "5.1.9-0+deb12u1" });
});

test.each(["4.4.2-0ubuntu0.22.04.1", "5.0.3", "n4.4"])(
  "version %s is refused with a sentence",
  async (version) => {
    await using dir = await makeTempDir();
    const ffmpeg = await pretend(dir, "bin", version);

    await expect(findFfmpeg(ffmpeg)).rejects.toMatchObject({
      kind: "rejected",
      message: `${ffmpeg} is version ${version}, but 5.1 or newer is needed. Install a newer one or set ffmpeg_path.`,
    });
  },
);

test.each(["5.1", "n7.1", "10.0", "N-109542-g1bf1fd9f27", "7.0.2-static"])(
  "version %s is taken",
  async (version) => {
    await using dir = await makeTempDir();
    const ffmpeg = await pretend(dir, "bin", version);

    expect(await findFfmpeg(ffmpeg)).toMatchObject({ version });
  },
);

const bundled = join(import.meta.dirname, "../../node_modules/ffmpeg-static/ffmpeg");

test.skipIf(existsSync(bundled))("where there is none the owner is told how to get one", async () => {
  await expect(findFfmpeg(undefined, "")).rejects.toMatchObject({
    kind: "rejected",
    message: expect.stringContaining("ffmpeg was not found. Install it"),
  });
});

test("what is no ffmpeg, or is not there, is refused with a sentence", async () => {
  await expect(findFfmpeg("/bin/true")).rejects.toThrow("/bin/true does not run as ffmpeg.");
  await expect(findFfmpeg("/nowhere/ffmpeg")).rejects.toThrow("/nowhere/ffmpeg does not run as ffmpeg.");
});
