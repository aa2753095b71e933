import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { openSqliteReader } from "./sqlite-read.ts";

let dir: TempDir;
beforeEach(async () => {
  dir = await makeTempDir();
});
afterEach(() => dir[Symbol.asyncDispose]());

test("reads what another has written and not yet folded into the file", () => {
  const path = join(dir.path, "a.db");
  const owner = new Database(path);
  owner.pragma("journal_mode = wal");
  owner.exec("create table t (k text, v text); insert into t values ('a', '1')");

  using reader = openSqliteReader(path);

  expect(reader.value("select v from t where k = ?", "a")).toBe("1");
  expect(reader.value("select v from t where k = ?", "b")).toBeUndefined();
  expect(() => reader.value("delete from t returning k")).toThrow("The database file cannot be written.");
  owner.close();
});

test("what is missing or damaged is told in words", async () => {
  const noise = join(dir.path, "noise.db");
  await writeFile(noise, Buffer.alloc(8192, "noise"));

  expect(() => openSqliteReader(join(dir.path, "missing.db"))).toThrow("The database file cannot be opened.");
  using reader = openSqliteReader(noise);
  expect(() => reader.value("select 1 from t")).toThrow("The database is damaged.");
});
