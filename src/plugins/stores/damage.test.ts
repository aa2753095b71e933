import { copyFile, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { copySqlite } from "#platform/sqlite-copy.ts";
import type { StateStore } from "#ports/state-store.ts";
import { aClipState, anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { sqlite } from "./sqlite.ts";

const MINUTE_MS = 60_000;
/** Of the random damages, each. */
const TRIES = 12;
const COPIED = 60;
const LATER = 20;

const clips = Array.from({ length: COPIED + LATER }, (_, n) =>
  aClipState({ startedAtMs: Date.UTC(2026, 4, 1) + n * MINUTE_MS, camera: n % 2 === 0 ? "garden" : "door" }),
);

/** A folder with a database, and a copy from before the last twenty clips; its bytes, to damage again and again. */
async function openDamaged() {
  const dir = await makeTempDir();
  const path = join(dir.path, "porchlight.db");
  await withStore(dir.path, async ({ store }) => {
    await store.settings.write("install_id", "abc");
    await record(store, clips.slice(0, COPIED));
    await copySqlite(path, `${path}.backup`, new AbortController().signal);
    await record(store, clips.slice(COPIED));
    await copyFile(`${path}-wal`, join(dir.path, "wal"));
    await copyFile(path, join(dir.path, "main"));
  });
  const whole = await readFile(path);
  return {
    folder: dir.path,
    path,
    whole,
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

async function record(store: StateStore, states: readonly ClipState[]): Promise<void> {
  for (const state of states) await store.clips.record(state, anEvent(state));
}

async function withStore<T>(
  folder: string,
  work: (opened: {
    store: StateStore;
    problem: () => string | undefined;
    lines: readonly string[];
  }) => Promise<T>,
): Promise<T> {
  const context = { ...makeContext(folder), clock: makeManualClock(Date.now()) };
  await using store = await sqlite.open({ backend: "sqlite" }, context);
  return await work({ store, problem: () => context.problems.get("database"), lines: context.log.lines });
}

/** What must be so after any damage: it opens, and what the copy held is there and can be found in every way. */
async function expectNothingOfTheCopyLost(folder: string): Promise<string | undefined> {
  return await withStore(folder, async ({ store, problem }) => {
    const listed = await store.clips.list({ limit: 200, keptOnly: true });
    expect(listed.map(({ clip_id }) => clip_id)).toEqual(expect.arrayContaining(ids(clips.slice(0, COPIED))));
    for (const state of clips.slice(0, COPIED)) {
      expect(await store.clips.get(state.clip_id)).toEqual(state);
      expect(await store.clips.events(state.clip_id)).toHaveLength(1);
    }
    expect(await store.settings.read("install_id")).toBe("abc");
    // What recovery does with clips that it finds on the disk.
    const unknown = [];
    for (const state of clips) if (!(await store.clips.get(state.clip_id))) unknown.push(state);
    await record(store, unknown);
    expect(await store.clips.list({ limit: 200 })).toHaveLength(clips.length);
    return problem();
  });
}

const ids = (states: readonly ClipState[]) => states.map(({ clip_id }) => clip_id);

async function put(path: string, content: Uint8Array): Promise<void> {
  for (const ending of ["-wal", "-shm"]) await rm(path + ending, { force: true });
  await writeFile(path, content);
}

/** Ruins a page that no row of a table is on. */
async function spoilIndex(path: string, name: string): Promise<void> {
  const db = new Database(path);
  const root = db.prepare("select rootpage from sqlite_schema where name = ?").pluck().get(name) as number;
  db.close();
  const whole = await readFile(path);
  await put(path, whole.fill(0xa5, (root - 1) * PAGE, root * PAGE));
}

/** The same numbers in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function noise(random: (below: number) => number, bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, () => random(256)));
}

const PAGE = 4096;
const damages: readonly (readonly [name: string, damage: (whole: Buffer) => Buffer])[] = [
  ["truncated in the middle", (whole) => whole.subarray(0, whole.length >> 1)],
  ["truncated to nothing", () => Buffer.alloc(0)],
  ["truncated within its head", (whole) => whole.subarray(0, 50)],
  ["with a zeroed head", (whole) => Buffer.concat([Buffer.alloc(100), whole.subarray(100)])],
  ["full of zeros", (whole) => Buffer.alloc(whole.length)],
  ["that is none", () => Buffer.from("this was a database once".repeat(1000))],
  [
    "with one page in the place of another",
    (whole) =>
      Buffer.concat([
        whole.subarray(0, 3 * PAGE),
        whole.subarray(8 * PAGE, 9 * PAGE),
        whole.subarray(4 * PAGE),
      ]),
  ],
];

describe("a damaged database", () => {
  test.each(damages)("%s is put aside, and its copy is begun from", async (_name, damage) => {
    await using box = await openDamaged();
    await put(box.path, damage(box.whole));

    const told = await expectNothingOfTheCopyLost(box.folder);

    expect(told).toMatch(
      /^The database was damaged\. It was put aside as .+, and Porchlight went on with the copy of \d{4}-/,
    );
    expect((await readdir(box.folder)).some((name) => name.startsWith("porchlight.db.corrupt-"))).toBe(true);
  });

  test("truncated anywhere loses nothing of its copy", async () => {
    await using box = await openDamaged();
    const random = seeded(1);

    for (let n = 0; n < TRIES; n += 1) {
      await put(box.path, box.whole.subarray(0, random(box.whole.length)));
      expect(await expectNothingOfTheCopyLost(box.folder)).toContain("The database was damaged.");
    }
  });

  test("with noise anywhere, of any length, loses nothing of its copy", async () => {
    await using box = await openDamaged();
    const random = seeded(2);
    let seen = 0;

    for (let n = 0; n < TRIES; n += 1) {
      const spoilt = Buffer.from(box.whole);
      const bytes = 16 + random(2 * PAGE);
      noise(random, bytes).copy(spoilt, random(spoilt.length - bytes));
      await put(box.path, spoilt);
      // Noise where nothing is written changes nothing, and is not seen.
      if ((await expectNothingOfTheCopyLost(box.folder)) !== undefined) seen += 1;
    }

    expect(seen).toBeGreaterThan(TRIES / 2);
  });

  test("whose write-ahead log is damaged anywhere loses nothing of its copy", async () => {
    await using box = await openDamaged();
    const random = seeded(3);
    const [main, log] = [await readFile(join(box.folder, "main")), await readFile(join(box.folder, "wal"))];

    for (let n = 0; n < TRIES; n += 1) {
      await put(box.path, main);
      const spoilt = Buffer.from(log);
      noise(random, 64).copy(spoilt, random(spoilt.length - 64));
      await writeFile(`${box.path}-wal`, n % 2 === 0 ? spoilt : spoilt.subarray(0, random(spoilt.length)));
      // What is left of the log is a moment of the past, and nothing is wrong with that.
      expect(await expectNothingOfTheCopyLost(box.folder)).toBeUndefined();
    }
  });

  test("whose copy is damaged too is begun anew, with the settings that can still be read", async () => {
    await using box = await openDamaged();
    await put(box.path, box.whole.subarray(0, box.whole.length - 20 * PAGE));
    await writeFile(`${box.path}.backup`, box.whole.subarray(0, 30 * PAGE));

    await withStore(box.folder, async ({ store, problem }) => {
      expect(await store.settings.read("install_id")).toBe("abc");
      expect(problem()).toContain("a fresh one was begun, as there was no copy");
      await record(store, clips);
      expect(await store.clips.list({ limit: 200 })).toHaveLength(clips.length);
    });
  });

  test("has newer settings than its copy, and they win; what is no setting is left", async () => {
    await using box = await openDamaged();
    const db = new Database(box.path);
    const later = new Date(Date.now() + MINUTE_MS).toISOString();
    db.prepare("update settings set value = ?, updated_at = ? where key = 'install_id'").run('"new"', later);
    db.prepare("insert into settings values ('zones', '[1]', ?), ('broken', '1', 'when?')").run(later);
    db.close();
    const spoilt = await readFile(box.path);
    await put(box.path, spoilt.fill(0xa5, spoilt.length - 5 * PAGE));

    await withStore(box.folder, async ({ store, problem }) => {
      expect(problem()).toContain("damaged");
      expect(await store.settings.read("install_id")).toBe("new");
      expect(await store.settings.read("zones")).toEqual([1]);
      expect(await store.settings.read("broken")).toBeUndefined();
    });
  });

  test("has newer clips than its copy, and they are taken over with all that was said of them", async () => {
    await using box = await openDamaged();
    const starred = clips.at(-1) ?? aClipState();
    const changed = { ...(clips[5] ?? starred), status: "done" as const };
    await put(box.path, box.whole);
    await withStore(box.folder, async ({ store }) => {
      const later = new Date().toISOString();
      await store.archive.star(starred.clip_id, true, later);
      await store.clips.record(changed, anEvent(changed, { type: "clip_done", at: later }));
    });
    await spoilIndex(box.path, "clip_states_by_start");

    await withStore(box.folder, async ({ store, problem }) => {
      expect(problem()).toContain("went on with the copy");
      expect(await store.clips.get(starred.clip_id)).toMatchObject({ starred: true });
      expect(await store.clips.get(changed.clip_id)).toMatchObject({ status: "done" });
      expect(await store.clips.list({ limit: 200 })).toHaveLength(clips.length);
    });
  });

  test("is told of again after a restart, and only two of them are kept", async () => {
    await using box = await openDamaged();
    const half = box.whole.subarray(0, box.whole.length >> 1);
    for (const name of ["20200101T000000Z", "20200102T000000Z", "20200103T000000Z"]) {
      await writeFile(`${box.path}.corrupt-${name}`, "old");
    }
    await put(box.path, half);
    await withStore(box.folder, async () => {});

    const told = await withStore(box.folder, async ({ problem }) => problem());

    expect(told).toContain("The database was damaged.");
    const aside = (await readdir(box.folder)).filter((name) => /corrupt-\d+T\d+Z$/.test(name));
    expect(aside.toSorted()[0]).toBe("porchlight.db.corrupt-20200103T000000Z");
    expect(aside).toHaveLength(2);
  });
});

test("a folder with the copy alone, as a backup of Home Assistant has it, is begun from, and nothing is wrong", async () => {
  await using box = await openDamaged();
  await using restored = await makeTempDir();
  await copyFile(`${box.path}.backup`, join(restored.path, "porchlight.db.backup"));

  await withStore(restored.path, async ({ store, problem, lines }) => {
    expect(await store.clips.list({ limit: 200 })).toHaveLength(COPIED);
    expect(await store.settings.read("install_id")).toBe("abc");
    expect(problem()).toBeUndefined();
    expect(lines).toContain("warn database begun from its copy");
  });
  expect((await stat(join(restored.path, "porchlight.db.backup"))).size).toBeGreaterThan(0);
});

test("a database too large to be looked at from end to end is looked at once it is suspected", async () => {
  await using box = await openDamaged();
  await put(box.path, box.whole);
  const db = new Database(box.path);
  db.exec("create table ballast (x); insert into ballast values (zeroblob(70000000))");
  db.close();
  const spoilt = await readFile(box.path);
  const page = Math.floor(spoilt.indexOf(clips[3]?.clip_id ?? "?") / PAGE) * PAGE;
  await put(box.path, spoilt.fill(0xa5, page, page + PAGE));

  await withStore(box.folder, async ({ store, problem }) => {
    expect(problem()).toBeUndefined();
    for (const { clip_id } of clips) await store.clips.get(clip_id).catch(() => undefined);
    expect(problem()).toMatch(/^The database is damaged\. Restart Porchlight/);
  });
  const told = await expectNothingOfTheCopyLost(box.folder);

  expect(told).toContain("The database was damaged.");
  expect(await readdir(box.folder)).not.toContain("porchlight.db.suspect");
});
