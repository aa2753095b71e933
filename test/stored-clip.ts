import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clip } from "#domain/clip.ts";
import { aClip, type ClipWish } from "./builders.ts";
import { makeManualClock } from "./fakes/clock.ts";
import { makeContext } from "./plugin-context.ts";
import { makeTempDir } from "./temp-dir.ts";

/** A media folder with one clip and its picture, as the recorder leaves them; the content is noise behind a head. */
export async function openStoredClip(bytes = 300_000, wish: ClipWish = {}) {
  const dir = await makeTempDir();
  const clock = makeManualClock();
  const context = { ...makeContext(dir.path), clock };
  const base = aClip({ bytes, ...wish });
  const path = join(dir.path, "clips", base.camera, `${base.id}.mp4`);
  const clip: Clip = { ...base, path, snapshotPath: path.replace(".mp4", ".jpg") };
  const head = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypisom")]);
  const movie = Buffer.concat([head, randomBytes(bytes - head.length)]);
  const picture = randomBytes(5000);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, movie);
  await writeFile(path.replace(".mp4", ".jpg"), picture);
  return {
    clip,
    movie,
    picture,
    context,
    clock,
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}
