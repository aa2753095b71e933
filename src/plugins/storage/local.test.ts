import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import { newClipState } from "#domain/clip-state.ts";
import { Sidecar, sidecarOf } from "#domain/sidecar.ts";
import { aClip } from "#test/builders.ts";
import { clipStorageContract } from "#test/contracts/clip-storage.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { diskFailure } from "./disk-failure.ts";
import { local } from "./local.ts";

const running = new AbortController().signal;
const movie = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypisom"), Buffer.alloc(64)]);

async function openLocal() {
  const dir = await makeTempDir();
  const base = aClip({ bytes: movie.length });
  const clip: Clip = { ...base, path: join(dir.path, "clips", base.camera, `${base.id}.mp4`) };
  await mkdir(dirname(clip.path), { recursive: true });
  await writeFile(clip.path, movie);
  const storage = await local.open({ backend: "local" }, makeContext(dir.path));
  return {
    storage,
    clip,
    folder: dirname(clip.path),
    noteAt: () => readFile(clip.path.replace(".mp4", ".json"), "utf8").catch(() => undefined),
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

clipStorageContract("local storage", openLocal);

test("what the journal knows of the clip lies beside it, whole, and nothing else", async () => {
  await using bench = await openLocal();

  const stored = await bench.storage.store(bench.clip, running);

  const text = await readFile(bench.clip.path.replace(".mp4", ".json"), "utf8");
  expect(stored).toEqual({ uri: `local:clips/front_door/${bench.clip.id}.mp4` });
  expect(Sidecar.parse(JSON.parse(text))).toMatchObject({
    clip_id: bench.clip.id,
    happening_id: bench.clip.happening,
    camera_title: "Front door",
    storage_uri: stored.uri,
    duration_s: 12,
  });
  expect(text).not.toContain(bench.folder);
  expect(await readdir(bench.folder)).toEqual([`${bench.clip.id}.json`, `${bench.clip.id}.mp4`]);
});

test.each([
  ["empty", Buffer.alloc(0), "The clip's file is empty."],
  ["cut short", movie.subarray(0, 40), "The clip's file has 40 bytes instead of 76."],
  ["no MP4", Buffer.alloc(movie.length, "x"), "The clip's file is not an MP4."],
])("a file that is %s is refused", async (_name, content, message) => {
  await using bench = await openLocal();
  await writeFile(bench.clip.path, content);

  const storing = bench.storage.store(bench.clip, running);

  await expect(storing).rejects.toMatchObject({ name: "Failure", kind: "rejected", message });
});

test("a file that is gone, or lies elsewhere, is refused", async () => {
  await using bench = await openLocal();
  const gone = { ...bench.clip, id: aClip({ startedAtMs: 0 }).id };
  const path = bench.clip.path.replace(bench.clip.id, gone.id);

  await expect(bench.storage.store({ ...gone, path }, running)).rejects.toMatchObject({
    kind: "rejected",
    message: "The clip's file is gone.",
  });
  await expect(bench.storage.store({ ...bench.clip, path: "/etc/passwd" }, running)).rejects.toMatchObject({
    kind: "rejected",
  });
});

test("where nothing can be written beside the clip, it is tried again later and no half file stays", async () => {
  await using bench = await openLocal();
  await mkdir(bench.clip.path.replace(".mp4", ".json"));

  const storing = bench.storage.store(bench.clip, running);

  await expect(storing).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
  expect((await readdir(bench.folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)("a folder that may not be written is told in words", async () => {
  await using bench = await openLocal();
  await chmod(bench.folder, 0o500);

  const storing = bench.storage.store(bench.clip, running);

  await expect(storing).rejects.toMatchObject({ message: "The media folder may not be written." });
  await chmod(bench.folder, 0o700);
});

test("errors of the disk become failures in words, bugs stay bugs", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  const odd = Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
  const bug = new TypeError("x is not a function");

  expect(diskFailure(full)).toMatchObject({ kind: "unavailable", message: "The disk is full." });
  expect(diskFailure(odd)).toMatchObject({
    kind: "unavailable",
    message: "The disk cannot be used: EIO: i/o error.",
  });
  expect(diskFailure(bug)).toBe(bug);
  expect(diskFailure(diskFailure(full))).toMatchObject({ message: "The disk is full." });
});

test("a clip that is gone is not in another place here, and retention alone deletes", async () => {
  await using bench = await openLocal();
  const { uri } = await bench.storage.store(bench.clip, running);
  const to = { path: join(bench.folder, "back.mp4"), bytes: movie.length };

  await bench.storage.remove(uri, running);
  const fetching = bench.storage.fetch(uri, to, running);

  await expect(fetching).rejects.toMatchObject({ name: "Failure", kind: "rejected" });
  expect(await readFile(bench.clip.path)).toEqual(movie);
});

test("nothing is said beside a clip that was deleted, nor outside the folder of clips", async () => {
  await using bench = await openLocal();
  const { uri } = await bench.storage.store(bench.clip, running);
  await rm(bench.folder, { recursive: true });
  await mkdir(bench.folder);

  const outside = ["local:clips/front_door/../../x.mp4", "local:../x.mp4", "local:/etc/x.mp4"];
  for (const address of [uri, ...outside]) {
    await expect(bench.storage.describe(address, "{}", running)).rejects.toMatchObject({ kind: "rejected" });
  }

  expect(await readdir(bench.folder)).toEqual([]);
});

test("a sidecar of another clip, or half a one, is replaced by the clip's own", async () => {
  await using bench = await openLocal();
  const path = bench.clip.path.replace(".mp4", ".json");
  const other = sidecarOf(newClipState({ ...bench.clip, bytes: 1 }));

  for (const text of ["{", JSON.stringify(other)]) {
    await writeFile(path, text);
    await bench.storage.store(bench.clip, running);

    expect(Sidecar.parse(JSON.parse(await readFile(path, "utf8"))).bytes).toBe(movie.length);
  }
});
