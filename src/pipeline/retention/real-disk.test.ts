import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmdirSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { type RetentionRules, RetentionSettings, retentionRules } from "#domain/retention-settings.ts";
import { recover } from "#pipeline/recover.ts";
import { makeShelf } from "#plugins/storage/shelf.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeContext } from "#test/plugin-context.ts";
import { aStoredClip } from "#test/retention-bench.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { openRetention } from "./retention.ts";

const root = new URL("../../../", import.meta.url).pathname;
const NOW_MS = Date.UTC(2026, 5, 1, 12);
const running = new AbortController().signal;
const none = retentionRules(
  RetentionSettings.parse({ max_local_size_bytes: 0, min_free_bytes: 0, max_age_days: 0 }),
  false,
);

/** Journal and clips in one folder, as in the app. */
async function openHouse(dir: string) {
  const context = makeContext(dir);
  const clock = makeManualClock(NOW_MS);
  const rounds: (string | undefined)[] = [];
  const store = await sqlite.open({ backend: "sqlite" }, context);
  const shelf = makeShelf({ mediaDir: dir, log: context.log, cameraName: () => undefined });
  return {
    ...context,
    store,
    shelf,
    /** What each round has ended with. */
    rounds,
    /** A clip that many hours old, with picture and sidecar. */
    async add(hours: number, bytes: number, fields: Partial<ClipState> = {}): Promise<ClipState> {
      const made = aStoredClip({ startedAtMs: NOW_MS - hours * 3_600_000, bytes }, fields);
      const path = join(dir, "clips", made.camera_name, `${made.clip_id}.mp4`);
      const state = { ...made, local_path: path, snapshot_path: path.replace(".mp4", ".jpg") };
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, Buffer.alloc(bytes, 7));
      await writeFile(state.snapshot_path, "picture");
      await writeFile(path.replace(".mp4", ".json"), "{}");
      await store.clips.record(state, anEvent(state));
      return state;
    },
    keep: (rules: Partial<RetentionRules>) =>
      openRetention({
        ...context,
        clock,
        store: store.clips,
        archive: store.archive,
        shelf,
        rules: { ...none, ...rules },
        problem: (key, sentence) => {
          rounds.push(sentence);
          context.problem(key, sentence);
        },
        onEvent: () => undefined,
      }),
    files: async () => (await readdir(join(dir, "clips/front_door"))).sort(),
    listed: async () =>
      (await store.clips.list({ limit: 200, keptOnly: true })).map(({ clip_id }) => clip_id),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

const filesOf = (...clips: readonly ClipState[]) =>
  clips.flatMap(({ clip_id: id }) => [`${id}.jpg`, `${id}.json`, `${id}.mp4`]).sort();
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 30_000, interval: 5 });

test("video, picture and note go together, and the list no longer offers the clip", async () => {
  await using dir = await makeTempDir();
  await using house = await openHouse(dir.path);
  const old = await house.add(5, 100);
  const kept = await house.add(4, 100);
  const starred = await house.add(9, 100, { starred: true });
  await using _ = house.keep({ maxBytes: 250 });

  await soon(async () => expect(await house.listed()).toHaveLength(2));

  expect(await house.files()).toEqual(filesOf(starred, kept));
  expect(await house.listed()).toEqual([kept.clip_id, starred.clip_id]);
  expect((await house.store.clips.events(old.clip_id)).at(-1)).toMatchObject({ type: "clip_deleted" });
});

test("files that are not ours stay, whatever a row says", async () => {
  await using dir = await makeTempDir();
  await using house = await openHouse(dir.path);
  const outside = join(dir.path, "holiday.mp4");
  await writeFile(outside, "ours");
  const old = await house.add(5, 100);
  const next = await house.add(4, 100);
  await house.store.clips.record({ ...old, local_path: outside }, anEvent(old));
  await writeFile(join(dir.path, "clips/front_door/holiday.mp4"), "ours");
  await using _ = house.keep({ maxBytes: 120 });

  await soon(async () => expect(await house.listed()).toEqual([next.clip_id]));

  expect(await readdir(dir.path)).toContain("holiday.mp4");
  expect(await house.files()).toEqual([...filesOf(next), "holiday.mp4"]);
});

test("clips that somebody deleted by hand are written down, but not while the disk is away", async () => {
  await using dir = await makeTempDir();
  await using house = await openHouse(dir.path);
  const [gone, kept] = [await house.add(5, 100), await house.add(4, 100)];
  const open = await house.add(3, 100, { status: "queued_local" });
  const clips = join(dir.path, "clips");
  {
    await rm(clips, { recursive: true });
    await using away = house.keep({});
    await soon(() => expect(house.rounds).toHaveLength(1));
    expect(await away.preview(running)).toMatchObject({ plan: { keptBytes: 0, deletions: [] } });
  }
  expect(await house.listed()).toHaveLength(3);

  await house.add(4, 100);
  await using _ = house.keep({});
  await soon(async () => expect(await house.listed()).toHaveLength(2));

  expect(await house.listed()).toEqual([open.clip_id, kept.clip_id]);
  expect(await house.store.clips.get(gone.clip_id)).toMatchObject({ deleted_at: "2026-06-01T12:00:00.000Z" });
});

test("a clip that was called deleted but lies on the disk is offered again", async () => {
  await using dir = await makeTempDir();
  await using house = await openHouse(dir.path);
  const clip = await house.add(5, 100);
  const deleted_at = "2026-06-01T11:00:00.000Z";
  await house.store.clips.record({ ...clip, deleted_at }, anEvent(clip, { type: "clip_deleted" }));
  expect(await house.listed()).toEqual([]);

  await using _ = house.keep({});

  await soon(async () => expect(await house.listed()).toEqual([clip.clip_id]));
});

test("killed between the files and the journal, the clip is neither offered nor taken for a new one", async () => {
  await using dir = await makeTempDir();
  const states: ClipState[] = [];
  {
    await using house = await openHouse(dir.path);
    states.push(await house.add(5, 100), await house.add(4, 100), await house.add(3, 100));
  }
  const child = spawn(process.execPath, ["test/retention-child.ts", dir.path, "250"], { cwd: root });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(said.toString()).toBe(`gone ${states[0]?.clip_id}\n`);

  await using house = await openHouse(dir.path);
  expect(await house.listed()).toHaveLength(3);
  const rebuilt: string[] = [];
  const admission = {
    resume: async (id: string) => void rebuilt.push(id),
    rebuild: async ({ clip }: { clip: { id: string } }) => void rebuilt.push(clip.id),
    has: () => false,
  };
  await recover(
    {
      ...house,
      admission,
      store: house.store.clips,
      settings: house.store.settings,
      places: ["local"],
      openedAtMs: Date.now() + 60_000,
    },
    running,
  );
  await using _ = house.keep({ maxBytes: 250 });
  await soon(async () => expect(await house.listed()).toHaveLength(2));

  expect(rebuilt).toEqual([]);
  expect(await house.files()).toEqual(filesOf(...states.slice(1)));
  expect(await house.store.clips.get(states[0]?.clip_id ?? (said.toString() as never))).toMatchObject({
    deleted_at: expect.any(String),
  });
});

test("a disk that is full to the last byte gets its room back, journal and all", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "porchlight-tiny-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]);
  onTestFinished(() => {
    // Lazily: a round that was cut off may still hold a file.
    if (status === 0) spawnSync("umount", ["-l", folder]);
    rmdirSync(folder);
  });
  if (status !== 0) return context.skip("needs the right to mount a tiny disk");
  await using house = await openHouse(folder);
  const clips: ClipState[] = [];
  for (let hours = 12; hours > 0; hours -= 1) clips.push(await house.add(hours, 200_000));
  const ballast = writeFile(join(folder, "ballast"), Buffer.alloc(4_000_000));
  await expect(ballast).rejects.toMatchObject({ code: "ENOSPC" });
  const { freeBytes } = await house.shelf.space();
  expect(freeBytes).toBeLessThan(4096);

  await using _ = house.keep({ minFreeBytes: 1_000_000 });
  await soon(async () => expect((await house.shelf.space()).freeBytes).toBeGreaterThan(1_000_000));
  await soon(async () => expect(await house.listed()).toHaveLength((await house.files()).length / 3));

  const left = await house.listed();
  expect(left.length).toBeGreaterThan(4);
  expect(left.length).toBeLessThan(8);
  expect(left).toEqual(
    clips
      .map(({ clip_id }) => clip_id)
      .slice(-left.length)
      .toReversed(),
  );
  expect(house.problems.size).toBe(0);
});
