import { constants, copyFile, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { partOf } from "./sqlite-copy.ts";

/** Damaged databases that are kept for whoever wants to look; older ones go. */
const ASIDE_MAX = 2;
const ASIDE = ".corrupt-";

/** Puts a damaged database out of the way, with what belongs to it. Returns its new path. */
export async function moveAside(path: string, nowMs: number): Promise<string> {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  const aside = `${path}${ASIDE}${stamp}Z`;
  await rename(path, aside);
  // The write-ahead log belongs to the damaged file: with another one it would be taken for its own.
  await rename(`${path}-wal`, `${aside}-wal`).catch(() => undefined);
  await rm(`${path}-shm`, { force: true });
  await forgetOldest(path);
  return aside;
}

/** Begins with a copy of `copy`, which stays. Returns when that was made, Unix ms. */
export async function beginFrom(copy: string, path: string): Promise<number> {
  await rm(`${path}-wal`, { force: true });
  await rm(`${path}-shm`, { force: true });
  const part = partOf(path);
  await copyFile(copy, part, constants.COPYFILE_FICLONE);
  await using handle = await open(part);
  await handle.sync();
  await rename(part, path);
  return (await stat(copy)).mtimeMs;
}

/** What can still be read of a damaged database; nothing where that is nothing. */
export function salvage(path: string, query: string, ...values: readonly unknown[]): readonly unknown[] {
  const rows: unknown[] = [];
  let file: Database.Database | undefined;
  try {
    file = new Database(path, { readonly: true, fileMustExist: true });
    // Or nothing at all would be read of a file that is shorter than it should be.
    file.unsafeMode().pragma("writable_schema = on");
    for (const row of file.prepare(query).iterate(...values)) rows.push(row);
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError)) throw cause;
  } finally {
    file?.close();
  }
  return rows;
}

/** Bytes of a file; `undefined` where there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw cause;
  });
  return found?.size;
}

async function forgetOldest(path: string): Promise<void> {
  const names = await readdir(dirname(path));
  const databases = names
    .filter((name) => name.startsWith(basename(path) + ASIDE) && name.endsWith("Z"))
    .toSorted();
  for (const name of databases.slice(0, -ASIDE_MAX)) {
    for (const ending of ["", "-wal", "-shm"]) await rm(join(dirname(path), name + ending), { force: true });
  }
}
