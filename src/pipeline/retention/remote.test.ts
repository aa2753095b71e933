import { access } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { Failure } from "#domain/failure.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { aFakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { makeContext } from "#test/plugin-context.ts";
import { aStoredClip } from "#test/retention-bench.ts";
import { hasRclone } from "#test/servers/webdav.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { openWebdavBench } from "#test/webdav-bench.ts";
import {
  COPIES_MAX,
  openRemoteRetention,
  REMOTE_EVERY_MS,
  type RemoteParts,
  runRemoteRound,
} from "./remote.ts";

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const DAY_MS = 24 * 60 * 60_000;
const running = new AbortController().signal;
const at = (place: string, id: string) => ({ uri: `${place}:${id}`, view_url: null });

/** A finished clip so many days old with a copy here and at `nas`. */
function aCopied(days: number, fields: Partial<ClipState> = {}): ClipState {
  const state = aStoredClip({ startedAtMs: NOW_MS - days * DAY_MS });
  const copies = { nas: at("nas", state.clip_id), local: at("local", state.clip_id) };
  return { ...state, storage_uri: copies.nas.uri, copies, ...fields };
}

async function openBench(states: readonly ClipState[], wish: Partial<RemoteParts> = {}) {
  const store = fakeStore();
  for (const state of states) await store.clips.record(state, anEvent(state));
  const removed: string[] = [];
  const storage = aFakeStorage({ place: "nas" });
  const problems = new Map<string, string>();
  const clock = makeManualClock(NOW_MS);
  const parts: RemoteParts = {
    store: store.clips,
    archive: store.archive,
    places: [
      {
        keepMs: 7 * DAY_MS,
        storage: {
          ...storage,
          remove: async (uri, signal) => {
            removed.push(uri);
            await storage.remove(uri, signal);
          },
        },
      },
    ],
    clock,
    log: keptLog(),
    isClockInDoubt: () => false,
    problem: (key, text) => void (text === undefined ? problems.delete(key) : problems.set(key, text)),
    onEvent: () => undefined,
    ...wish,
  };
  return { parts, store, removed, problems, clock };
}

test("what is too old there goes, the oldest first, and the journal says why; the clip here stays", async () => {
  const [young, old, oldest] = [aCopied(6), aCopied(8), aCopied(9)];
  const { parts, store, removed } = await openBench([young, old, oldest]);

  await runRemoteRound(parts, running);

  expect(removed).toEqual([`nas:${oldest.clip_id}`, `nas:${old.clip_id}`]);
  expect(store.rows.get(young.clip_id)).toEqual(young);
  expect(store.rows.get(old.clip_id)).toMatchObject({
    deleted_at: null,
    copies: { local: {} },
    storage_uri: `local:${old.clip_id}`,
  });
  expect(store.rows.get(old.clip_id)?.copies).not.toHaveProperty("nas");
  expect(store.written.at(-1)).toMatchObject({
    type: "copy_deleted",
    place: "nas",
    reason: "Copies at nas are kept for 7 days.",
  });
});

test.each<[title: string, fields: Partial<ClipState>, times: number]>([
  ["a star", { starred: true }, 0],
  ["a copy that is still to be made elsewhere", { status: "filtered" }, 0],
  ["a copy at another place alone", { copies: { s3: at("s3", "x") } }, 0],
  ["its local file deleted", { deleted_at: "2026-05-30T00:00:00.000Z" }, 1],
  ["something that was given up for good", { status: "error" }, 1],
])("of an old clip with %s the copy goes, or not", async (_title, fields, times) => {
  const { parts, removed } = await openBench([aCopied(30, fields)]);

  await runRemoteRound(parts, running);

  expect(removed).toHaveLength(times);
});

test("a clip that is starred while others go keeps its copy", async () => {
  const [first, second] = [aCopied(9), aCopied(8)];
  const { parts, store, removed } = await openBench([first, second]);
  const [place] = parts.places;
  if (!place) throw new Error("there is a place");
  const { remove } = place.storage;
  place.storage.remove = async (uri, signal) => {
    await store.archive.star(second.clip_id, true, second.end_ts);
    await remove(uri, signal);
  };

  await runRemoteRound(parts, running);

  expect(removed).toEqual([`nas:${first.clip_id}`]);
});

test("while the clock is in doubt nothing is too old", async () => {
  const { parts, removed } = await openBench([aCopied(30)], { isClockInDoubt: () => true });

  await runRemoteRound(parts, running);

  expect(removed).toEqual([]);
});

test("a place that refuses is left alone until the next day, told, and well again", async () => {
  const clips = [10, 11, 12, 13, 14].map((days) => aCopied(days));
  const { parts, store, problems, clock } = await openBench(clips);
  const [place] = parts.places;
  if (!place) throw new Error("there is a place");
  const { remove } = place.storage;
  let tries = 0;
  place.storage.remove = async (uri, signal) => {
    tries += 1;
    if (tries <= 3) throw new Failure("unavailable", "The server is away.");
    await remove(uri, signal);
  };
  await using _ = openRemoteRetention(parts);

  await expect
    .poll(() => problems.get("retention.nas"))
    .toBe("Old copies at nas cannot be deleted: The server is away.");
  expect(tries).toBe(3);
  await expect.poll(() => clock.sleepers()).toBe(1);
  await clock.advance(REMOTE_EVERY_MS);
  await expect.poll(() => problems.size).toBe(0);

  expect(tries).toBe(8);
  expect([...store.rows.values()].filter(({ copies }) => "nas" in copies)).toEqual([]);
});

test("one round deletes so many and no more, and stops with the signal", async () => {
  const clips = Array.from({ length: COPIES_MAX + 5 }, (_, n) => aCopied(30 + n / 100));
  const places = new Map(clips.map(({ clip_id }, n) => [String(clip_id), n]));
  const { parts, removed } = await openBench([], {
    store: {
      get: async (id) => clips[places.get(id) ?? -1],
      record: async () => undefined,
    },
    archive: {
      copies: async (_, limit, after) => {
        const from = after ? (places.get(after.id) ?? 0) + 1 : 0;
        return clips.slice(from, from + limit).map(({ clip_id: id }) => ({ id, endedAtMs: 0 }));
      },
    },
  });

  await runRemoteRound(parts, AbortSignal.abort());
  expect(removed).toEqual([]);
  await runRemoteRound(parts, running);

  expect(removed).toHaveLength(COPIES_MAX);
});

test("without a limit nothing is looked at", async () => {
  const { parts, removed } = await openBench([aCopied(900)], { places: [] });

  await using _ = openRemoteRetention(parts);
  await runRemoteRound(parts, running);

  expect(removed).toEqual([]);
});

describe.skipIf(!hasRclone)("with a real server and a real database (needs rclone)", () => {
  test("video and picture leave the server, and the story stays", async () => {
    await using bench = await openWebdavBench();
    await using dir = await makeTempDir();
    await using store = await sqlite.open({ backend: "sqlite" }, makeContext(dir.path));
    const { storage, clip } = bench;
    const { uri } = await storage.store(clip, running);
    const state = aStoredClip({ ...clip, startedAtMs: NOW_MS - 30 * DAY_MS });
    const copies = { [storage.place]: { uri, view_url: null }, local: at("local", state.clip_id) };
    const row = { ...state, copies, storage_uri: uri };
    await store.clips.record(row, anEvent(row));
    const video = join(bench.folder, `${clip.id}.mp4`);
    await expect(access(video)).resolves.toBeUndefined();
    const { parts } = await openBench([], {
      store: store.clips,
      archive: store.archive,
      places: [{ storage, keepMs: DAY_MS }],
    });

    await runRemoteRound(parts, running);

    await expect(access(video)).rejects.toThrow("ENOENT");
    await expect(access(video.replace(".mp4", ".jpg"))).rejects.toThrow("ENOENT");
    expect(Object.keys((await store.clips.get(row.clip_id))?.copies ?? {})).toEqual(["local"]);
    expect(await store.archive.copies(storage.place, 9)).toEqual([]);
  });
});
