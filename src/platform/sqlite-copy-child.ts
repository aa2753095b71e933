import { open, rename } from "node:fs/promises";
import { setPriority } from "node:os";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { failureMessage } from "#domain/failure.ts";
import { checkPages } from "./sqlite-check.ts";
import { type CopyAnswer, partOf } from "./sqlite-copy.ts";
import { isDamage, sqliteFailure } from "./sqlite-failure.ts";

/** The program of `sqlite-copy.ts`: copies argument 1 to argument 2 and says how it went. */
const NICE = 10;
/** The app writes now and then; a writer is never in the way of a reader, but a checkpoint may be for a moment. */
const BUSY_TIMEOUT_MS = 10_000;

const [from = "", to = ""] = process.argv.slice(2);
setPriority(NICE);
process.stdout.write(JSON.stringify(await answer()));

async function answer(): Promise<CopyAnswer> {
  try {
    return { outcome: "copied", bytes: await copy() };
  } catch (cause) {
    if (isDamage(cause)) return { outcome: "damaged", words: failureMessage(cause) };
    return { outcome: "failed", words: failureMessage(sqliteFailure(cause)) };
  }
}

async function copy(): Promise<number> {
  const part = partOf(to);
  await copyPages(part);
  const bytes = checkAlone(part);
  await sync(part);
  await rename(part, to);
  await sync(dirname(to));
  return bytes;
}

/** In one step: between two the app would write, and the copy begin anew. It reads one moment, and holds up nobody. */
async function copyPages(part: string): Promise<void> {
  const file = new Database(from, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    await file.backup(part, { progress: ({ totalPages }) => totalPages });
  } finally {
    file.close();
  }
}

/** A copy is one file: it must not need a write-ahead log beside it. */
function checkAlone(part: string): number {
  const file = new Database(part);
  try {
    file.pragma("journal_mode = delete");
    checkPages(file);
    const [pages, size] = ["page_count", "page_size"].map((name) =>
      Number(file.pragma(name, { simple: true })),
    );
    return (pages ?? 0) * (size ?? 0);
  } finally {
    file.close();
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
