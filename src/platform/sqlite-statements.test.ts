import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { keepStatements } from "./sqlite-statements.ts";

function openFile() {
  const file = new Database(":memory:");
  file.exec("create table things (name text); insert into things values ('a'), ('b')");
  return { file, kept: keepStatements(file) };
}

const all = "select name from things where name >= ?";

test("a statement is prepared once, and answers for what it is given", () => {
  const { kept } = openFile();

  const first = kept.prepare(all);

  expect(first.all(["b"])).toEqual([{ name: "b" }]);
  expect(kept.prepare(all)).toBe(first);
  expect(kept.prepare(all).all(["a"])).toHaveLength(2);
});

test("it goes on when the schema has changed below it", () => {
  const { file, kept } = openFile();
  kept.prepare(all).all(["a"]);

  file.exec("create index things_by_name on things (name); alter table things add column size integer");

  expect(kept.prepare(all).all(["a"])).toHaveLength(2);
  expect(kept.prepare("select * from things limit 1").all([])).toEqual([{ name: "a", size: null }]);
});

test("a pragma takes effect each time it is prepared", () => {
  const { file, kept } = openFile();
  const set = (level: string) => kept.prepare(`pragma synchronous = ${level}`).run([]);

  for (const level of ["full", "off", "full"]) set(level);

  expect(file.pragma("synchronous", { simple: true })).toBe(2);
});

test("of very many different statements the ones used last are kept", () => {
  const { kept } = openFile();
  const [early, late] = [kept.prepare(all), kept.prepare("select 1")];

  for (let n = 0; n < 199; n += 1) kept.prepare(`select name from things limit ${n}`);

  expect(kept.prepare("select 1")).toBe(late);
  expect(kept.prepare(all)).not.toBe(early);
});
