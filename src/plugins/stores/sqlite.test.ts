import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { expect, test } from "vitest";
import type { ClipArchive, ClipStore } from "#ports/state-store.ts";
import { aClip, aClipState, anEvent } from "#test/builders.ts";
import { stateStoreContract } from "#test/contracts/state-store.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { makeClipArchive } from "./clip-archive.ts";
import { makeClipStore } from "./clip-store.ts";
import { sqlite } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

const state = aClipState();

async function openIn(dir: string) {
  const context = makeContext(dir);
  const store = await sqlite.open({ backend: "sqlite" }, context);
  return { ...context, store };
}

/** What another program does to the file between two runs. */
function edit(dir: string, ...statements: readonly string[]): void {
  const db = new Database(join(dir, "porchlight.db"));
  for (const statement of statements) db.exec(statement);
  db.close();
}

stateStoreContract("SQLite", async () => {
  const dir = await makeTempDir();
  const { store } = await openIn(dir.path);
  return {
    ...store,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      await dir[Symbol.asyncDispose]();
    },
  };
});

test("what was written is there after a restart, in a folder that was made for it", async () => {
  await using dir = await makeTempDir();
  const data = join(dir.path, "deep", "data");
  {
    await using before = (await openIn(data)).store;
    await before.clips.record(state, anEvent(state));
    await before.settings.write("install_id", "abc");
  }

  const { store, problems } = await openIn(data);
  await using _ = store;

  expect(await store.clips.get(state.clip_id)).toEqual(state);
  expect(await store.settings.read("install_id")).toBe("abc");
  expect(problems.size).toBe(0);
});

test("state and event are written both or neither", async () => {
  await using dir = await makeTempDir();
  {
    await using _ = (await openIn(dir.path)).store;
  }
  edit(
    dir.path,
    "create trigger no_events before insert on clip_events begin select raise(abort, 'no'); end",
  );
  const { store } = await openIn(dir.path);
  await using _ = store;

  await expect(store.clips.record(state, anEvent(state))).rejects.toThrow("no");

  expect(await store.clips.get(state.clip_id)).toBeUndefined();
});

test.each([
  ["no database at all", Buffer.from("this was a database once".repeat(1000))],
  ["a database whose pages are damaged", "damage"],
])("%s is put aside with the time, a fresh one begun and the owner told", async (_name, content) => {
  await using dir = await makeTempDir();
  const path = join(dir.path, "porchlight.db");
  {
    await using before = (await openIn(dir.path)).store;
    for (let n = 0; n < 50; n += 1) {
      const row = aClipState({ startedAtMs: n * 60_000 });
      await before.clips.record(row, anEvent(row));
    }
  }
  const whole = await readFile(path);
  await writeFile(path, typeof content === "string" ? whole.fill(0xa5, 4096, 40_960) : content);

  const { store, problems, log } = await openIn(dir.path);
  await using _ = store;
  await store.clips.record(state, anEvent(state));

  expect(await store.clips.list({ limit: 200 })).toHaveLength(1);
  expect(problems.get("database")).toMatch(
    /^The database was damaged\. It was put aside as .+20260601T120000Z, and a fresh one was begun/,
  );
  expect(log.lines).toContain("error database damaged");
  expect(await readdir(dir.path)).toContain("porchlight.db.corrupt-20260601T120000Z");
});

test("settings are saved from a damaged database as far as they can be read", async () => {
  await using dir = await makeTempDir();
  const path = join(dir.path, "porchlight.db");
  {
    await using before = (await openIn(dir.path)).store;
    await before.settings.write("install_id", "abc");
    for (let n = 0; n < 50; n += 1) {
      const row = aClipState({ startedAtMs: n * 60_000 });
      await before.clips.record(row, anEvent(row));
    }
  }
  const whole = await readFile(path);
  await writeFile(path, whole.fill(0xa5, whole.length - 40_960));

  const { store, log } = await openIn(dir.path);
  await using _ = store;

  expect(log.lines).toContain("error database damaged");
  expect(await store.settings.read("install_id")).toBe("abc");
});

test("where no database can be made, the app runs without a memory and says so", async () => {
  await using dir = await makeTempDir();
  await writeFile(join(dir.path, "data"), "a file where the folder should be");

  const { store, problems } = await openIn(join(dir.path, "data"));
  await using _ = store;
  await store.clips.record(state, anEvent(state));

  expect(await store.clips.get(state.clip_id)).toEqual(state);
  expect(problems.get("database")).toContain("nothing is remembered over a restart");
});

test("a database of a newer version is used as it is", async () => {
  await using dir = await makeTempDir();
  {
    await using before = (await openIn(dir.path)).store;
    await before.settings.write("install_id", "abc");
  }
  edit(
    dir.path,
    "alter table clip_states add column starred integer",
    "insert into kysely_migration (name, timestamp) values ('9999-stars', '2030-01-01T00:00:00.000Z')",
  );

  const { store, log, problems } = await openIn(dir.path);
  await using _ = store;
  await store.clips.record(state, anEvent(state));

  expect(await store.settings.read("install_id")).toBe("abc");
  expect(await store.clips.get(state.clip_id)).toEqual(state);
  expect(log.lines).toEqual(["warn database is of a newer version"]);
  expect(problems.size).toBe(0);
});

test("rows that are not understood are passed over and logged", async () => {
  await using dir = await makeTempDir();
  const foreign = { ...aClipState({ startedAtMs: 0 }), schema_version: 7 };
  {
    await using before = (await openIn(dir.path)).store;
    await before.clips.record(state, anEvent(state));
  }
  edit(
    dir.path,
    `insert into clip_states values ('${foreign.clip_id}', '${JSON.stringify(foreign)}', 'x', 'x')`,
    `insert into clip_events (clip_id, at, data) values ('${state.clip_id}', 'x', '{"type":"who knows"}')`,
  );

  const { store, log } = await openIn(dir.path);
  await using _ = store;

  expect(await store.clips.list({ limit: 200 })).toEqual([state]);
  expect(await store.clips.unfinished(10)).toEqual([state]);
  expect(await store.clips.get(aClip({ startedAtMs: 0 }).id)).toBeUndefined();
  expect(await store.clips.events(state.clip_id)).toHaveLength(1);
  expect(log.lines).toEqual(Array.from({ length: 4 }, () => "warn row not understood"));
});

test("a database that somebody holds is a failure that may pass, in words", async () => {
  await using dir = await makeTempDir();
  const { store } = await openIn(dir.path);
  await using _ = store;
  const huge = { ...state, local_path: "x".repeat(200_000) };
  const db = new Database(join(dir.path, "porchlight.db"));
  db.exec("begin immediate");

  const locked = store.clips.record(huge, anEvent(huge));

  await expect(locked).rejects.toMatchObject({
    name: "Failure",
    kind: "unavailable",
    message: "The database is locked by another program.",
  });
  db.exec("rollback");
  db.close();
  await expect(store.clips.record(huge, anEvent(huge))).resolves.toBeUndefined();
});

type Question = (clips: ClipStore, archive: ClipArchive) => Promise<unknown>;
const { id, camera, happening } = aClip();
const questions: readonly (readonly [title: string, index: string, ask: Question])[] = [
  ["the newest clips", "by_start", (clips) => clips.list({ limit: 9 })],
  ["the next page", "by_start", (clips) => clips.list({ limit: 9, beforeMs: 1 })],
  ["a camera's clips", "by_camera", (clips) => clips.list({ limit: 9, camera, beforeMs: 1 })],
  ["a happening's clips", "by_happening", (clips) => clips.list({ limit: 9, happening, alertsOnly: true })],
  ["alerts", "alerts", (clips) => clips.list({ limit: 9, alertsOnly: true, beforeMs: 1 })],
  ["a camera's alerts", "alerts", (clips) => clips.list({ limit: 9, alertsOnly: true, camera })],
  ["alerts of today", "alerts", (clips) => clips.countAlerts(1)],
  ["unfinished clips", "unfinished", (clips) => clips.unfinished(9)],
  ["the newest clips on the disk", "kept", (clips) => clips.list({ limit: 9, keptOnly: true, beforeMs: 1 })],
  ["a page of clips on the disk", "kept", (_, archive) => archive.kept(9, { id, startedAtMs: 1 })],
  [
    "a camera's unfinished clips",
    "unfinished",
    (clips) => clips.unfinished(9, { camera, after: { id, startedAtMs: 1 } }),
  ],
];

test.each(questions)("%s are found by the index %s", async (_title, index, ask) => {
  await using dir = await makeTempDir();
  {
    await using _ = (await openIn(dir.path)).store;
  }
  const file = new Database(join(dir.path, "porchlight.db"));
  const plans: string[] = [];
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: file }),
    log: ({ query }) => {
      const steps = file.prepare(`explain query plan ${query.sql}`).all(...query.parameters);
      plans.push((steps as { detail: string }[]).map(({ detail }) => detail).join("; "));
    },
  });

  const { log } = makeContext(dir.path);
  await ask(makeClipStore(db, log), makeClipArchive(db, log));
  await db.destroy();

  expect(plans).toHaveLength(1);
  expect(plans[0]).toContain(`INDEX clip_states_${index}`);
});

test("what retention forgets is found by the index deleted", async () => {
  await using dir = await makeTempDir();
  const { store } = await openIn(dir.path);
  await using _ = store;
  const old = { ...state, deleted_at: "2026-06-01T12:00:00.000Z" };
  await store.clips.record(old, anEvent(old));
  const file = new Database(join(dir.path, "porchlight.db"));
  const plan = file
    .prepare(
      `explain query plan select clip_id from clip_states where json_extract(data, '$.deleted_at') is not null
       and json_extract(data, '$.deleted_at') < ? order by json_extract(data, '$.deleted_at') desc limit 9`,
    )
    .all("x") as { detail: string }[];
  file.close();

  expect(plan[0]?.detail).toContain("INDEX clip_states_deleted");
});

test("rows of a version without stars are read as not starred and not deleted", async () => {
  await using dir = await makeTempDir();
  {
    await using before = (await openIn(dir.path)).store;
    await before.clips.record(state, anEvent(state));
  }
  edit(dir.path, "update clip_states set data = json_remove(data, '$.starred', '$.deleted_at')");

  const { store } = await openIn(dir.path);
  await using _ = store;

  expect(await store.clips.get(state.clip_id)).toEqual(state);
  expect(await store.archive.kept(9)).toMatchObject([{ id: state.clip_id, isStarred: false }]);
  await store.archive.star(state.clip_id, true, state.end_ts);
  expect(await store.clips.list({ limit: 9, keptOnly: true })).toEqual([{ ...state, starred: true }]);
});
