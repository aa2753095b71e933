import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { makeTempDir } from "#test/temp-dir.ts";
import { openSqlite, writeThrough } from "./sqlite.ts";
import { sqliteFailure } from "./sqlite-failure.ts";

const now = () => Date.UTC(2026, 5, 1, 12);
const things = {
  "0001-things": {
    up: async (db: Kysely<unknown>) => {
      await sql`create table things (name text primary key)`.execute(db);
    },
  },
};

async function pragmaOf(db: Kysely<unknown>, name: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db);
  return Object.values(rows[0] ?? {})[0];
}

test("a database is opened in a way that survives power cuts", async () => {
  await using dir = await makeTempDir();
  const { db } = await openSqlite<unknown>({ path: join(dir.path, "a.db"), migrations: things, now });

  expect(await pragmaOf(db, "journal_mode")).toBe("wal");
  expect(await pragmaOf(db, "synchronous")).toBe(1);
  expect(await pragmaOf(db, "busy_timeout")).toBe(1000);
  await db.destroy();
});

test("what is written through is synced, what follows is not, also after an error", async () => {
  await using dir = await makeTempDir();
  const { db } = await openSqlite<unknown>({ path: join(dir.path, "a.db"), migrations: things, now });

  const within = await writeThrough(db, (connection) => pragmaOf(connection, "synchronous"));
  await expect(writeThrough(db, () => Promise.reject(new Error("no")))).rejects.toThrow("no");

  expect(within).toBe(2);
  expect(await pragmaOf(db, "synchronous")).toBe(1);
  await db.destroy();
});

test("only steps that are new are made", async () => {
  await using dir = await makeTempDir();
  const path = join(dir.path, "a.db");
  const first = await openSqlite<unknown>({ path, migrations: things, now });
  await first.db.destroy();
  const more = {
    ...things,
    "0002-more": {
      up: async (db: Kysely<unknown>) =>
        void (await sql`alter table things add column size integer`.execute(db)),
    },
  };

  const second = await openSqlite<unknown>({ path, migrations: more, now });

  await sql`insert into things (name, size) values ('a', 1)`.execute(second.db);
  expect(second).toMatchObject({ unknownMigrations: [] });
  expect(second.putAside).toBeUndefined();
  await second.db.destroy();
});

test("a step that fails is told and leaves nothing half done or put aside", async () => {
  await using dir = await makeTempDir();
  const path = join(dir.path, "a.db");
  const broken = {
    "0001-broken": {
      up: async (db: Kysely<unknown>) => {
        await sql`create table half (name text)`.execute(db);
        await sql`this is not sql`.execute(db);
      },
    },
  };

  await expect(openSqlite<unknown>({ path, migrations: broken, now })).rejects.toThrow("syntax error");
  const { db } = await openSqlite<unknown>({ path, migrations: things, now });

  const { rows } = await sql<{ name: string }>`select name from sqlite_master where name = 'half'`.execute(
    db,
  );
  expect(rows).toEqual([]);
  expect((await readdir(dir.path)).filter((name) => name.includes("corrupt"))).toEqual([]);
  await db.destroy();
});

test("a folder in place of the file is a failure in words, not a damaged database", async () => {
  await using dir = await makeTempDir();
  await mkdir(join(dir.path, "a.db"));

  const opening = openSqlite<unknown>({ path: join(dir.path, "a.db"), migrations: things, now });

  await expect(opening).rejects.toMatchObject({
    kind: "unavailable",
    message: "The database file cannot be opened.",
  });
  expect(await readdir(dir.path)).toEqual(["a.db"]);
});

test("errors of SQLite become failures in words, bugs stay bugs", async () => {
  const db = new Database(":memory:");
  db.exec("create table t (x)");
  db.pragma("max_page_count = 3");
  const errorOf = (statement: string) => {
    try {
      db.prepare(statement).run();
    } catch (cause) {
      return cause;
    }
    throw new Error("nothing was thrown");
  };

  const full = sqliteFailure(errorOf("insert into t values (zeroblob(100000))"));
  const bug = errorOf("insert into t select * from nowhere".replace("nowhere", "(select 1, 2)"));
  db.close();

  expect(full).toMatchObject({ name: "Failure", kind: "unavailable", message: "The disk is full." });
  expect(sqliteFailure(bug)).toBe(bug);
  expect(sqliteFailure("text")).toMatchObject({ message: "text" });
  expect(() => new Database("/nowhere/at/all.db")).toThrow("directory does not exist");
  await expect(
    openSqlite<unknown>({ path: "/nowhere/at/all.db", migrations: {}, now }),
  ).rejects.toMatchObject({
    kind: "unavailable",
    message: "The folder of the database does not exist.",
  });
});
