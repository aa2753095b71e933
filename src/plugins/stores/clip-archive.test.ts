import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { expect, test } from "vitest";
import { openSqlite } from "#platform/sqlite.ts";
import { aClipState, anEvent } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { makeClipArchive } from "./clip-archive.ts";
import { sqlite } from "./sqlite.ts";
import { migrations, type Tables } from "./tables.ts";

const NOW_MS = Date.UTC(2026, 6, 1);
const rows = [1, 2, 3].map((minute) =>
  aClipState({ startedAtMs: NOW_MS - minute * 86_400_000, bytes: minute }),
);
const open = (dir: string) => sqlite.open({ backend: "sqlite" }, makeContext(dir));

test("a database of the first version is counted when it is opened", async () => {
  await using dir = await makeTempDir();
  const path = join(dir.path, "porchlight.db");
  const first = { "0001-clips": migrations["0001-clips"] };
  const { db } = await openSqlite<Tables>({ path, migrations: first, now: () => NOW_MS });
  const deleted = { ...rows[0], clip_id: "gone_20260601T120000Z", deleted_at: "2026-06-01T12:00:00.000Z" };
  for (const state of [...rows, deleted]) {
    const data = JSON.stringify(state);
    const row = { clip_id: state.clip_id ?? "", data, created_at: "", updated_at: "" };
    await db.insertInto("clip_states").values(row).execute();
  }
  await db.destroy();

  await using store = await open(dir.path);

  const [group, ...others] = await store.archive.groups(NOW_MS);
  expect(others).toEqual([]);
  expect(group).toMatchObject({ camera: "front_door", clips: 3, bytes: 6 });
  expect(group && (await store.archive.page(group, 9)).map(({ id }) => id)).toEqual(
    rows.map(({ clip_id }) => clip_id).toReversed(),
  );
});

test("a row that says too little is written all the same, and counted once it says enough", async () => {
  await using dir = await makeTempDir();
  await using store = await open(dir.path);
  const [state] = rows;
  if (!state) throw new Error("rows were made");
  await store.clips.record(state, anEvent(state));
  const edit = (sql: string) => {
    const file = new Database(join(dir.path, "porchlight.db"));
    file.exec(sql);
    file.close();
  };

  for (const data of ["{}", '{"camera_name":"x","start_ts":"?","end_ts":7,"bytes":"many"}', "[]"]) {
    edit(`update clip_states set data = '${data}'`);
    expect(await store.archive.groups(NOW_MS)).toEqual([]);
  }
  edit(`insert into clip_states values ('x', '{}', '', ''); delete from clip_states where clip_id = 'x'`);
  await store.clips.record(state, anEvent(state, { type: "clip_recovered" }));

  expect(await store.archive.groups(NOW_MS)).toMatchObject([{ clips: 1, bytes: 1 }]);
});

test("neither the groups nor a page of one is looked for", async () => {
  await using dir = await makeTempDir();
  {
    await using _ = await open(dir.path);
  }
  const file = new Database(join(dir.path, "porchlight.db"));
  const plans: string[] = [];
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: file }),
    log: ({ query }) => {
      const steps = file.prepare(`explain query plan ${query.sql}`).all(...query.parameters);
      plans.push(...(steps as { detail: string }[]).map(({ detail }) => detail));
    },
  });
  const archive = makeClipArchive(db, makeContext(dir.path).log);
  const group = { key: 1, camera: "x", places: [] } as never;

  await archive.groups(NOW_MS);
  await archive.page(group, 9);
  await archive.page(group, 9, { id: "x", endedAtMs: 1 });
  await db.destroy();

  const ofClips = plans.filter((plan) => plan.includes("kept_clips"));
  expect(ofClips).toHaveLength(5);
  for (const plan of ofClips) expect(plan).toContain("SEARCH kept_clips USING PRIMARY KEY (group_key=?");
  expect(ofClips.at(-1)).toContain("(ended_at,clip_id)>(?,?)");
  expect(plans.filter((plan) => plan.includes("SCAN"))).toEqual([
    expect.stringContaining("SCAN clip_groups"),
  ]);
});
