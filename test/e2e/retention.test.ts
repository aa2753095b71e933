import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { anEvent } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";
import { aStoredClip } from "#test/retention-bench.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { startApp } from "./app.ts";
import { untilTrue } from "./until.ts";

const CLIP_BYTES = 100_000;
const HOUR_MS = 3_600_000;

/** What an earlier run has left: clips of the last hours, the oldest first. */
async function leaveClips(folder: string, count: number): Promise<readonly string[]> {
  const dataDir = join(folder, "data");
  await using store = await sqlite.open({ backend: "sqlite" }, makeContext(dataDir));
  const ids: string[] = [];
  for (let hours = count; hours > 0; hours -= 1) {
    const made = aStoredClip({ startedAtMs: Date.now() - hours * HOUR_MS, bytes: CLIP_BYTES });
    const path = join(dataDir, "media/clips/front_door", `${made.clip_id}.mp4`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.alloc(CLIP_BYTES, 7));
    await store.clips.record({ ...made, local_path: path, snapshot_path: null }, anEvent(made));
    ids.push(made.clip_id);
  }
  return ids;
}

interface Answer {
  readonly clips: readonly { readonly clip_id: string }[];
  readonly stays: { readonly count: number };
  readonly protected: { readonly clips: readonly { readonly clip_id: string; readonly reason: string }[] };
}

test("the app deletes the oldest clips at start, keeps starred ones, and tells why", async () => {
  await using dir = await makeTempDir();
  const ids = await leaveClips(dir.path, 10);
  const folder = join(dir.path, "data/media/clips/front_door");
  const retention = { max_local_size_bytes: 6 * CLIP_BYTES, min_free_bytes: 0 };
  const roomy = { retention: { ...retention, max_local_size_bytes: 0 } };
  {
    await using app = await startApp(dir.path, roomy);
    const path = `${app.url}/api/v1/clips/${ids[0]}`;
    const body = JSON.stringify({ starred: true });
    const init = { method: "PATCH", headers: { "Content-Type": "application/json" }, body };
    expect((await fetch(path, init)).status).toBe(200);
    expect(await readdir(folder)).toHaveLength(10);
  }

  await using app = await startApp(dir.path, { retention });
  // Without a camera there is nothing to watch, but the panel and retention stay.
  await untilTrue(
    () => app.log().includes("recovered"),
    () => `recovery: ${app.log()}`,
  );
  const listed = async () => (await app.get<Answer>("clips")).clips.map(({ clip_id }) => clip_id);
  await untilTrue(
    async () => (await listed()).length === 5,
    () => `room: ${app.log()}`,
  );

  expect(await listed()).toEqual([...ids.slice(6).toReversed(), ids[0]]);
  expect((await readdir(folder)).sort()).toEqual([ids[0], ...ids.slice(6)].map((id) => `${id}.mp4`));
  const told = await app.get<Answer>("retention");
  expect(told.protected.clips).toMatchObject([{ clip_id: ids[0], reason: "It is starred." }]);
  expect(told.stays.count).toBe(4);
  const gone = await app.get<{ events: readonly object[] }>(`clips/${ids[1]}`);
  expect(gone.events.at(-1)).toMatchObject({ type: "clip_deleted" });
  expect(await app.stop()).toBe(0);
});
