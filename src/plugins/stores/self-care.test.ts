import { mkdir, open, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aClipState, anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { sqlite } from "./sqlite.ts";

const HOUR_MS = 60 * 60_000;
const PATIENCE = { timeout: 30_000 };
const state = aClipState();

async function openBox(folder: string) {
  const clock = makeManualClock(Date.now());
  const context = { ...makeContext(folder), clock };
  const store = await sqlite.open({ backend: "sqlite" }, context);
  const copy = join(folder, "porchlight.db.backup");
  /** When the copy was made, as the file says; moved into the past, so that a new one differs. */
  const age = async (hours: number) => {
    const at = new Date(clock.now() - hours * HOUR_MS);
    await utimes(copy, at, at);
    return at.getTime();
  };
  const madeAt = async () => Math.round((await stat(copy)).mtimeMs);
  return { ...context, clock, store, copy, age, madeAt };
}

test("a first copy is made soon after the start, then one a day", async () => {
  await using dir = await makeTempDir();
  const { store, clock, log, age, madeAt } = await openBox(dir.path);
  await using _ = store;
  await store.clips.record(state, anEvent(state));
  const copies = () => log.lines.filter((line) => line === "info database copied").length;

  await clock.advance(HOUR_MS / 6 - 1);
  expect(await readdir(dir.path)).not.toContain("porchlight.db.backup");
  await clock.advance(1);
  await expect.poll(copies, PATIENCE).toBe(1);
  const young = await age(22);
  await expect.poll(() => clock.sleepers(), PATIENCE).toBe(1);
  await clock.advance(HOUR_MS);
  await expect.poll(() => clock.sleepers(), PATIENCE).toBe(1);
  expect(await madeAt()).toBe(young);
  await clock.advance(HOUR_MS);

  await expect.poll(copies, PATIENCE).toBe(2);
  expect(await readdir(dir.path)).not.toContain("porchlight.db.backup.part");
});

test("a copy that is older than a day is made anew at the end, a younger one is not", async () => {
  await using dir = await makeTempDir();
  const { store, clock, copy, age, madeAt } = await openBox(dir.path);
  await clock.advance(HOUR_MS / 6);
  await expect.poll(async () => await stat(copy).catch(() => undefined), PATIENCE).toBeDefined();
  await expect.poll(() => clock.sleepers(), PATIENCE).toBe(1);
  const old = await age(25);

  await store[Symbol.asyncDispose]();

  expect(await madeAt()).toBeGreaterThan(old);
  const again = await openBox(dir.path);
  const young = await again.age(2);
  await again.clock.advance(HOUR_MS);
  await again.store[Symbol.asyncDispose]();
  expect(await again.madeAt()).toBe(young);
});

test("a run of a moment leaves no copy behind", async () => {
  await using dir = await makeTempDir();
  const { store } = await openBox(dir.path);

  await store[Symbol.asyncDispose]();

  expect(await readdir(dir.path)).toEqual(["porchlight.db"]);
});

test("damage that the daily look finds is told, and the last sound copy stands", async () => {
  await using dir = await makeTempDir();
  {
    const { store } = await openBox(dir.path);
    for (let n = 0; n < 200; n += 1) {
      const row = aClipState({ startedAtMs: n * 60_000 });
      await store.clips.record(row, anEvent(row));
    }
    await store[Symbol.asyncDispose]();
  }
  const { store, clock, problems, log, copy } = await openBox(dir.path);
  await using _ = store;
  await writeFile(copy, "the last sound copy");
  await utimes(copy, 1, 1);
  {
    await using file = await open(join(dir.path, "porchlight.db"), "r+");
    await file.write(Buffer.alloc(8192, 0xa5), 0, 8192, 40_960);
  }

  await clock.advance(HOUR_MS);

  await expect.poll(() => problems.get("database"), PATIENCE).toMatch(/^The database is damaged\. Restart/);
  expect(log.lines).toContain("error database damaged");
  expect((await stat(copy)).size).toBe("the last sound copy".length);
  expect(await readdir(dir.path)).toContain("porchlight.db.suspect");
});

test("a copy that cannot be made is tried every hour, told the second time, and well again once it is made", async () => {
  await using dir = await makeTempDir();
  const { store, clock, problems, log, copy } = await openBox(dir.path);
  await using _ = store;
  const failures = () => log.lines.filter((line) => line === "warn database not copied").length;
  // A folder in its place: the copy cannot take its name.
  await mkdir(join(copy, "in the way"), { recursive: true });
  await utimes(copy, 1, 1);

  await clock.advance(HOUR_MS / 6);
  await expect.poll(failures, PATIENCE).toBe(1);
  expect(problems.size).toBe(0);
  await expect.poll(() => clock.sleepers(), PATIENCE).toBe(1);
  await utimes(copy, 1, 1);
  await clock.advance(HOUR_MS);
  await expect
    .poll(() => problems.get("database_copy"), PATIENCE)
    .toMatch(/^The daily copy of the database cannot/);
  await rm(copy, { recursive: true });
  await expect.poll(() => clock.sleepers(), PATIENCE).toBe(1);
  await clock.advance(HOUR_MS);

  await expect.poll(() => problems.size, PATIENCE).toBe(0);
});

test("what is told of damage goes once half a day has passed and a copy was found sound", async () => {
  await using dir = await makeTempDir();
  await writeFile(join(dir.path, "porchlight.db"), "no database".repeat(1000));
  const { store, clock, problems, log, age } = await openBox(dir.path);
  const copies = () => log.lines.filter((line) => line === "info database copied").length;

  await clock.advance(HOUR_MS / 6);
  await expect.poll(copies, PATIENCE).toBe(1);
  await expect.poll(() => clock.sleepers(), PATIENCE).toBe(1);
  expect(problems.get("database")).toContain("was damaged");
  await age(24);
  await clock.advance(13 * HOUR_MS);
  await expect.poll(copies, PATIENCE).toBeGreaterThan(1);

  await expect.poll(() => problems.size, PATIENCE).toBe(0);
  await store[Symbol.asyncDispose]();
  const after = await openBox(dir.path);
  await using _ = after.store;
  expect(after.problems.size).toBe(0);
});
