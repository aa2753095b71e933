import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aClipState } from "#test/builders.ts";
import { makeSnapshots } from "./snapshots.ts";

const jpeg = (size: number) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(size - 4)]);

test.each([
  ["the largest that is allowed", jpeg(300_000), 300_000],
  ["one byte too large", jpeg(300_001), undefined],
  ["no JPEG", Buffer.from("<svg/>"), undefined],
  ["empty", Buffer.alloc(0), undefined],
])("a picture that is %s", async (_, bytes, size) => {
  const folder = await mkdtemp(join(tmpdir(), "snapshots-"));
  const snapshot_path = join(folder, "a.jpg");
  await writeFile(snapshot_path, bytes);
  const state = aClipState({}, { snapshot_path });
  const snapshots = makeSnapshots();

  snapshots.note(state);

  expect((await snapshots.read(state.clip_id))?.length).toBe(size);
  await rm(folder, { recursive: true });
});

test("a clip without a picture, one whose picture is gone, and one that is not known have none", async () => {
  const snapshots = makeSnapshots();
  const without = aClipState({}, { snapshot_path: null });
  const gone = aClipState({ camera: "yard" }, { snapshot_path: "/nowhere/a.jpg" });

  snapshots.note(without);
  snapshots.note(gone);

  for (const { clip_id } of [without, gone, aClipState({ camera: "attic" })]) {
    expect(await snapshots.read(clip_id)).toBeUndefined();
  }
});

test("only the newest clips are remembered", async () => {
  const folder = await mkdtemp(join(tmpdir(), "snapshots-"));
  const snapshot_path = join(folder, "a.jpg");
  await writeFile(snapshot_path, jpeg(100));
  const clips = Array.from({ length: 257 }, (_, index) =>
    aClipState({ startedAtMs: Date.UTC(2026, 0, 1) + index * 1000 }, { snapshot_path }),
  );
  const snapshots = makeSnapshots();

  for (const clip of clips) snapshots.note(clip);

  const [oldest, second] = clips;
  expect(oldest && (await snapshots.read(oldest.clip_id))).toBeUndefined();
  expect(second && (await snapshots.read(second.clip_id))).toBeDefined();
  await rm(folder, { recursive: true });
});
