import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { copySqlite } from "#platform/sqlite-copy.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { anEvent } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";
import { aStoredClip } from "#test/retention-bench.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { startApp } from "./app.ts";
import { untilTrue } from "./until.ts";

const MINUTE_MS = 60_000;
const CLIP_BYTES = 10_000;

/** What an earlier run has left: six clips on the disk and in the database, of which its copy knows the first four. */
async function leaveClips(folder: string): Promise<readonly string[]> {
  const dataDir = join(folder, "data");
  const path = join(dataDir, "porchlight.db");
  await using store = await sqlite.open({ backend: "sqlite" }, makeContext(dataDir));
  const ids: string[] = [];
  for (let n = 0; n < 6; n += 1) {
    const made = aStoredClip({ startedAtMs: Date.now() - (120 - n) * MINUTE_MS, bytes: CLIP_BYTES });
    const video = join(dataDir, "media/clips/front_door", `${made.clip_id}.mp4`);
    await mkdir(dirname(video), { recursive: true });
    await writeFile(video, Buffer.alloc(CLIP_BYTES, 7));
    const at = new Date(Date.now() - MINUTE_MS);
    await utimes(video, at, at);
    if (n === 4) await copySqlite(path, `${path}.backup`, new AbortController().signal);
    await store.clips.record({ ...made, local_path: video, snapshot_path: null }, anEvent(made));
    if (n === 0) await store.archive.star(made.clip_id, true, made.end_ts);
    ids.push(made.clip_id);
  }
  return ids;
}

test("after its database was damaged the app knows every clip on the disk, and what the copy knew of them", async () => {
  await using dir = await makeTempDir();
  const ids = await leaveClips(dir.path);
  const path = join(dir.path, "data/porchlight.db");
  const whole = await readFile(path);
  await writeFile(path, whole.fill(0xa5, whole.length >> 2));

  await using app = await startApp(dir.path, { retention: { min_free_bytes: 0 } });
  const listed = async () =>
    (await app.get<{ clips: { clip_id: string; starred: boolean }[] }>("clips")).clips.toReversed();
  await untilTrue(
    async () => (await listed()).length === ids.length,
    () => `all clips: ${app.log()}`,
  );

  expect((await listed()).map(({ clip_id }) => clip_id)).toEqual(ids);
  expect((await listed()).map(({ starred }) => starred)).toEqual([true, false, false, false, false, false]);
  expect((await app.problems()).join("\n")).toMatch(
    /The database was damaged\. .+ Porchlight went on with the copy of/,
  );
  expect(await app.stop()).toBe(0);
}, 120_000);
