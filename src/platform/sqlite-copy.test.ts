import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { makeTempDir } from "#test/temp-dir.ts";
import { copySqlite } from "./sqlite-copy.ts";

const running = new AbortController().signal;

function openFilled(path: string, rows: number) {
  const db = new Database(path);
  db.pragma("journal_mode = wal");
  db.exec("create table things (n integer primary key, text text); create index by_text on things (text)");
  const insert = db.prepare("insert into things (text) values (?)");
  const fill = (count: number) => {
    for (let n = 0; n < count; n += 1) insert.run(`thing ${n} `.repeat(20));
  };
  db.transaction(fill)(rows);
  return { db, add: insert, [Symbol.dispose]: () => void db.close() };
}

function countIn(path: string): number {
  const db = new Database(path, { readonly: true });
  const count = db.prepare("select count(*) from things").pluck().get() as number;
  db.close();
  return count;
}

test("a database in use is copied as it was at one moment, into one file that stands alone", async () => {
  await using dir = await makeTempDir();
  const [from, to] = [join(dir.path, "a.db"), join(dir.path, "a.db.backup")];
  using source = openFilled(from, 20_000);

  const done = new AbortController();
  const copying = copySqlite(from, to, running).finally(() => done.abort());
  let added = 0;
  while (!done.signal.aborted) {
    source.add.run("meanwhile");
    added += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const outcome = await copying;

  expect(outcome.outcome).toBe("copied");
  expect(countIn(to)).toBeGreaterThanOrEqual(20_000);
  expect(countIn(to)).toBeLessThanOrEqual(20_000 + added);
  expect((await readdir(dir.path)).toSorted()).toEqual(["a.db", "a.db-shm", "a.db-wal", "a.db.backup"]);
});

test("of a damaged database no copy is made, and the one from before still stands", async () => {
  await using dir = await makeTempDir();
  const [from, to] = [join(dir.path, "a.db"), join(dir.path, "a.db.backup")];
  {
    using _ = openFilled(from, 2000);
  }
  await copySqlite(from, to, running);
  const before = await readFile(to);
  const whole = await readFile(from);
  await writeFile(from, whole.fill(0xa5, 40_960, 49_152));

  const outcome = await copySqlite(from, to, running);

  expect(outcome).toMatchObject({ outcome: "damaged", words: expect.stringMatching(/./) });
  expect((await readFile(to)).equals(before)).toBe(true);
  expect((await readdir(dir.path)).filter((name) => name.includes("part"))).toEqual([]);
});

test("an index that has forgotten a row is damage too", async () => {
  await using dir = await makeTempDir();
  const from = join(dir.path, "a.db");
  {
    using source = openFilled(from, 100);
    source.db.unsafeMode();
    source.db.pragma("writable_schema = on");
    source.db.exec(
      "update sqlite_schema set sql = 'create index by_text on things (n)' where name = 'by_text'",
    );
  }

  expect(await copySqlite(from, join(dir.path, "b.db"), running)).toMatchObject({ outcome: "damaged" });
});

test.each([
  ["a file that is not there", "none.db", "b.db", "The database file cannot be opened."],
  ["a folder that is not there", "a.db", "none/b.db", /ENOENT|does not exist|cannot be opened/],
])("%s is a failure in words", async (_name, source, target, words) => {
  await using dir = await makeTempDir();
  {
    using _filled = openFilled(join(dir.path, "a.db"), 10);
  }

  const copying = copySqlite(join(dir.path, source), join(dir.path, target), running);

  await expect(copying).rejects.toThrow(words);
});

test("a copy that is broken off leaves nothing behind", async () => {
  await using dir = await makeTempDir();
  const from = join(dir.path, "a.db");
  using _ = openFilled(from, 50_000);
  const stop = new AbortController();

  const failure = copySqlite(from, join(dir.path, "b.db"), stop.signal).catch((cause: unknown) => cause);
  await expect.poll(() => readdir(dir.path), { timeout: 30_000, interval: 1 }).toContain("b.db.part");
  stop.abort();

  expect(await failure).toMatchObject({ kind: "aborted" });
  expect((await readdir(dir.path)).filter((name) => name.startsWith("b."))).toEqual([]);
});
