import { copyFile, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { aClip } from "#test/builders.ts";
import { type RunningApp, startApp } from "#test/e2e/app.ts";
import { busyPorch } from "#test/e2e/porch.ts";
import { untilTrue } from "#test/e2e/until.ts";
import { fragmentedBytes } from "#test/fragmented.ts";
import { makeMedia } from "#test/servers/media.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { mountTinyDisk } from "#test/servers/tiny-disk.ts";
import { makeTempDir } from "#test/temp-dir.ts";

const DISK_BYTES = 256 * 1024 * 1024;
const PATIENCE_MS = 240_000;

/** A camera before which something moves nearly all the time. */
async function openPorch(stack: AsyncDisposableStack) {
  const { scene, model } = await busyPorch();
  const rtsp = await startRtspServer({ streams: [{ path: "/porch", file: scene }] });
  stack.defer(rtsp.stop);
  const camera = { name: "Porch", url: rtsp.url("/porch"), pre_roll_s: 1, post_roll_s: 1, max_clip_s: 10 };
  return { cameras: [camera], detector: { model }, retention: { min_free_bytes: 0 } };
}

/** A finished clip, one that was open in the power cut, and what was left of finishing another. */
async function leaveClips(mediaDir: string) {
  const finished = aClip({ camera: "porch", startedAtMs: Date.now() - 3 * 60_000 });
  const open = aClip({ camera: "porch", startedAtMs: Date.now() - 2 * 60_000 });
  const folder = join(mediaDir, "clips/porch");
  await mkdir(folder, { recursive: true });
  const video = await makeMedia({ codec: "h264", size: "320x240", seconds: 2 });
  await copyFile(video, join(folder, `${finished.id}.mp4`));
  await writeFile(
    join(folder, `${open.id}.part.mp4`),
    await fragmentedBytes(video, { codec: "h264", audio: "none" }),
  );
  await writeFile(join(folder, `${open.id}.mp4.tmp`), "half");
  return { finished: finished.id, open: open.id };
}

const states = async (app: RunningApp) => (await app.get<{ clips: ClipState[] }>("clips?limit=100")).clips;
const isStored = async (app: RunningApp, id: string) =>
  (await states(app)).some(({ clip_id, stages }) => clip_id === id && stages.upload.status === "ok");
const told = (app: RunningApp, words: string) => async () =>
  (await app.problems()).some((sentence) => sentence.includes(words));

test("a disk that can only be read is told, and all goes on by itself when it can be written again", {
  timeout: PATIENCE_MS,
}, async ({ skip }) => {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await makeTempDir());
  const mediaDir = join(path, "data/media");
  const disk = mountTinyDisk(mediaDir, DISK_BYTES);
  if (!disk) return skip("needs the right to mount a disk");
  stack.use(disk);
  const { finished, open } = await leaveClips(mediaDir);
  const options = await openPorch(stack);
  disk.setReadOnly(true);

  const app = stack.use(await startApp(path, options));
  await untilTrue(told(app, "cannot be written"), () => `the owner to be told: ${app.log()}`);
  const before = await readdir(join(mediaDir, "clips/porch"));
  disk.setReadOnly(false);
  const isWell = async () => (await isStored(app, finished)) && (await isStored(app, open));
  await untilTrue(isWell, () => `old clips to be taken up: ${app.log()}`);
  await untilTrue(
    async () =>
      (await states(app)).some((state) => state.source === "rtsp" && state.stages.upload.status === "ok"),
    () => `a new clip to be stored: ${app.log()}`,
  );

  expect(before).toContain(`${finished}.mp4`);
  expect(await app.problems()).not.toContainEqual(expect.stringContaining("written"));
  expect(await app.stop()).toBe(0);
});

test("a disk that is not there at the start is told, and used as soon as it is", {
  timeout: PATIENCE_MS,
}, async () => {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await makeTempDir());
  const usb = join(path, "usb");
  await mkdir(join(path, "data"));
  await symlink(join(usb, "porchlight"), join(path, "data/media"));
  const options = await openPorch(stack);

  const app = stack.use(await startApp(path, options));
  await untilTrue(told(app, "media folder"), () => `the owner to be told: ${app.log()}`);
  await mkdir(join(usb, "porchlight"), { recursive: true });
  await untilTrue(
    async () => (await states(app)).some(({ stages }) => stages.upload.status === "ok"),
    () => `a clip to be stored: ${app.log()}`,
  );

  expect(await app.problems()).not.toContainEqual(expect.stringContaining("media folder"));
  expect(await app.stop()).toBe(0);
  await rm(join(path, "data/media"));
});
