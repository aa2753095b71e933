import { copyFile, mkdir, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newClipState } from "#domain/clip-state.ts";
import { CameraSlug, ClipId, clipIdOf } from "#domain/ids.ts";
import { sidecarOf } from "#domain/sidecar.ts";
import { aClip } from "#test/builders.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { makeMedia } from "#test/servers/media.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { makeShelf } from "./shelf.ts";

const running = new AbortController().signal;
const camera = CameraSlug.parse("front_door");
const START_MS = Date.UTC(2026, 5, 1, 12);
const idAt = (minute: number, slug = camera) => clipIdOf(slug, START_MS + minute * 60_000, 1);

function box(type: string, bodyBytes = 0): Buffer {
  const bytes = Buffer.alloc(8 + bodyBytes);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.write(type, 4, "latin1");
  return bytes;
}

async function openShelf() {
  const dir = await makeTempDir();
  const folder = join(dir.path, "clips", camera);
  await mkdir(folder, { recursive: true });
  const shelf = makeShelf({
    mediaDir: dir.path,
    log: keptLog(),
    cameraName: (slug) => (slug === camera ? "Front door" : undefined),
  });
  const put = async (name: string, text = "video", at = START_MS + 60_000) => {
    const path = join(dir.path, "clips", name);
    await writeFile(path, text);
    await utimes(path, at / 1000, at / 1000);
  };
  const ids = async (beforeMs = Number.POSITIVE_INFINITY, signal = running) => {
    const found: string[] = [];
    for await (const id of shelf.ids(beforeMs, signal)) found.push(id);
    return found;
  };
  return { shelf, put, ids, dir: dir.path, folder, [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose]() };
}

test("clips of all cameras are found, newest first, and nothing else", async () => {
  await using bench = await openShelf();
  const garden = CameraSlug.parse("garden");
  await mkdir(join(bench.dir, "clips", garden));
  await bench.put(`${camera}/${idAt(1)}.mp4`);
  await bench.put(`${camera}/${idAt(3)}.mp4`);
  await bench.put(`${garden}/${idAt(2, garden)}.mp4`);
  await bench.put(`${camera}/${idAt(4)}.part.mp4`);
  await bench.put(`${camera}/${idAt(5)}.json`);
  await bench.put(`${camera}/${idAt(6)}.mp4`, "");
  await bench.put(`${camera}/${idAt(7, garden)}.mp4`);
  await bench.put(`${camera}/holiday.mp4`);
  await mkdir(join(bench.folder, `${idAt(8)}.mp4`));
  await symlink("/etc/passwd", join(bench.folder, `${idAt(9)}.mp4`));

  expect(await bench.ids()).toEqual([idAt(3), idAt(2, garden), idAt(1)]);
});

test("a clip that was written in this run is left to its source", async () => {
  await using bench = await openShelf();
  await bench.put(`${camera}/${idAt(1)}.mp4`, "old", START_MS);
  await bench.put(`${camera}/${idAt(2)}.mp4`, "new", START_MS + 1000);

  expect(await bench.ids(START_MS + 1000)).toEqual([idAt(1)]);
});

test("without a media folder there are no clips", async () => {
  await using bench = await openShelf();
  await rm(join(bench.dir, "clips"), { recursive: true });

  expect(await bench.ids()).toEqual([]);
});

test("a media folder that is none is a failure in words, and looking stops with the signal", async () => {
  await using bench = await openShelf();
  await bench.put(`${camera}/${idAt(1)}.mp4`);
  await expect(bench.ids(Number.POSITIVE_INFINITY, AbortSignal.abort())).rejects.toThrow("aborted");
  await rm(join(bench.dir, "clips"), { recursive: true });
  await writeFile(join(bench.dir, "clips"), "a file");

  await expect(bench.ids()).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
});

test("a clip with its sidecar is read back as it was, wherever the media folder lies now", async () => {
  await using bench = await openShelf();
  const clip = aClip({ startedAtMs: START_MS, part: 2, happening: idAt(-5), bytes: 5 });
  await bench.put(`${camera}/${clip.id}.mp4`);
  await bench.put(`${camera}/${clip.id}.jpg`);
  await bench.put(`${camera}/${clip.id}.json`, JSON.stringify(sidecarOf(newClipState(clip))));

  const read = await bench.shelf.read(clip.id);

  expect(read?.clip).toEqual({
    ...clip,
    path: join(bench.folder, `${clip.id}.mp4`),
    snapshotPath: join(bench.folder, `${clip.id}.jpg`),
  });
  expect(read?.sidecar).toMatchObject({ clip_id: clip.id, part: 2 });
});

test.each([
  ["none", undefined],
  ["half a one", '{"schema_version":1,'],
  ["one of another clip", JSON.stringify(sidecarOf(newClipState(aClip({ startedAtMs: 0, bytes: 5 }))))],
  [
    "a huge one",
    JSON.stringify({
      ...sidecarOf(newClipState(aClip({ startedAtMs: START_MS, bytes: 5 }))),
      more: "x".repeat(300_000),
    }),
  ],
])("with %s for a sidecar, the file's name tells what it can", async (_name, sidecar) => {
  await using bench = await openShelf();
  await bench.put(`${camera}/${idAt(0)}.mp4`);
  if (sidecar !== undefined) await bench.put(`${camera}/${idAt(0)}.json`, sidecar);

  const found = await bench.shelf.read(idAt(0));

  expect(found?.sidecar).toBeUndefined();
  expect(found?.clip).toMatchObject({
    id: idAt(0),
    happening: idAt(0),
    camera,
    cameraName: "Front door",
    startedAtMs: START_MS,
    durationMs: 0,
    bytes: 5,
  });
  expect(found?.clip).not.toHaveProperty("snapshotPath");
});

test("without a sidecar the file itself tells its length and its picture", async () => {
  await using bench = await openShelf();
  const media = await makeMedia({ codec: "hevc", audio: "aac", size: "320x240", seconds: 2 });
  await copyFile(media, join(bench.folder, `${idAt(0)}.mp4`));

  const clip = (await bench.shelf.read(idAt(0)))?.clip;

  expect(clip?.video).toEqual({ codec: "hevc", width: 320, height: 240, audio: "aac" });
  expect(clip?.durationMs).toBeGreaterThan(1900);
  expect(clip?.durationMs).toBeLessThan(2200);
});

test.each([
  ["no boxes", Buffer.from("video")],
  ["boxes without end", Buffer.concat(Array.from({ length: 20 }, () => box("free")))],
  ["a box of no size", Buffer.alloc(64)],
  ["a head that says nothing", box("moov")],
  ["a head that is cut", box("moov", 4).subarray(0, 10)],
  ["a head of four gigabytes", Buffer.concat([Buffer.from([255, 255, 255, 255]), Buffer.from("moov")])],
])("a file with %s is a clip of which little is known", async (_name, content) => {
  await using bench = await openShelf();
  await writeFile(join(bench.folder, `${idAt(0)}.mp4`), content);

  expect(await bench.shelf.read(idAt(0))).toMatchObject({ clip: { durationMs: 0, video: { width: 0 } } });
});

test("a clip of a camera that is not set up any more carries its slug for a name", async () => {
  await using bench = await openShelf();
  const id = ClipId.parse("old_shed_20260601T120000Z");
  await mkdir(join(bench.dir, "clips", "old_shed"));
  await bench.put(`old_shed/${id}.mp4`);

  expect(await bench.shelf.read(id)).toMatchObject({ clip: { cameraName: "old_shed" } });
});

test("a clip that is gone or empty is not there", async () => {
  await using bench = await openShelf();
  const path = join(bench.folder, `${idAt(1)}.mp4`);
  await bench.put(`${camera}/${idAt(1)}.mp4`, "");

  expect(await bench.shelf.read(idAt(1))).toBeUndefined();
  expect(await bench.shelf.read(idAt(2))).toBeUndefined();
  expect(await bench.shelf.has({ ...aClip(), path })).toBe(false);
  await bench.put(`${camera}/${idAt(1)}.mp4`);
  expect(await bench.shelf.has({ ...aClip(), path })).toBe(true);
});

test("what is known of a clip is written beside it and read back, but not beside one that was deleted", async () => {
  await using bench = await openShelf();
  const clip = aClip({ startedAtMs: START_MS, bytes: 5 });
  const known = sidecarOf({ ...newClipState(clip), view_url: "https://cloud.example/x" });

  await expect(bench.shelf.describe(known)).rejects.toMatchObject({ name: "Failure", kind: "rejected" });
  await bench.put(`${camera}/${clip.id}.mp4`);
  await bench.shelf.describe(known);

  expect((await bench.shelf.read(clip.id))?.sidecar).toEqual(known);
  expect((await readdir(bench.folder)).sort()).toEqual([`${clip.id}.json`, `${clip.id}.mp4`]);
});

test("a clip is deleted with its picture and its sidecar, and only what is its own", async () => {
  await using bench = await openShelf();
  for (const ending of ["mp4", "jpg", "json", "part.mp4"]) await bench.put(`${camera}/${idAt(1)}.${ending}`);
  await bench.put(`${camera}/${idAt(1)}_2.mp4`);

  await bench.shelf.remove(idAt(1));
  await bench.shelf.remove(idAt(1));

  expect((await readdir(bench.folder)).sort()).toEqual([`${idAt(1)}.part.mp4`, `${idAt(1)}_2.mp4`]);
});

test("what cannot be deleted is a failure in words, and the video is still there to tell", async () => {
  await using bench = await openShelf();
  await bench.put(`${camera}/${idAt(1)}.mp4`);
  await mkdir(join(bench.folder, `${idAt(1)}.json`));

  await expect(bench.shelf.remove(idAt(1))).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });

  expect([...(await bench.shelf.names(running))]).toEqual([idAt(1)]);
});

test("clips are known by their names, and the disk by its space", async () => {
  await using bench = await openShelf();
  await bench.put(`${camera}/${idAt(1)}.mp4`);
  await bench.put(`${camera}/${idAt(2)}.jpg`);

  const { freeBytes, totalBytes } = await bench.shelf.space();

  expect(await bench.shelf.names(running)).toEqual(new Set([idAt(1)]));
  expect(freeBytes).toBeGreaterThan(0);
  expect(totalBytes).toBeGreaterThan(freeBytes);
  await rm(bench.dir, { recursive: true });
  await expect(bench.shelf.space()).rejects.toMatchObject({ name: "Failure" });
});
