import Database from "better-sqlite3";
import { Failure, type FailureKind, failureMessage } from "#domain/failure.ts";

/** What may pass by itself is `unavailable`; what is not listed is a bug of ours. */
const kinds: readonly (readonly [code: string, kind: FailureKind, sentence: string])[] = [
  ["SQLITE_FULL", "unavailable", "The disk is full."],
  ["SQLITE_BUSY", "unavailable", "The database is locked by another program."],
  ["SQLITE_LOCKED", "unavailable", "The database is locked by another program."],
  ["SQLITE_IOERR", "unavailable", "The disk cannot be read or written."],
  ["SQLITE_CANTOPEN", "unavailable", "The database file cannot be opened."],
  ["SQLITE_READONLY", "unavailable", "The database file cannot be written."],
  ["SQLITE_NOMEM", "unavailable", "There is not enough memory."],
  ["SQLITE_CORRUPT", "unavailable", "The database is damaged. Restart Porchlight to repair it."],
  ["SQLITE_NOTADB", "unavailable", "The database is damaged. Restart Porchlight to repair it."],
];

/** The failure that an error of SQLite means, in words for the owner. Anything else stays as it is. */
export function sqliteFailure(cause: unknown): Error {
  const code = codeOf(cause);
  const row = kinds.find(([prefix]) => code.startsWith(prefix));
  if (row) return new Failure(row[1], row[2], { cause });
  // better-sqlite3 says this without a code where the folder is missing.
  if (cause instanceof TypeError && cause.message.includes("directory does not exist")) {
    return new Failure("unavailable", "The folder of the database does not exist.", { cause });
  }
  return cause instanceof Error ? cause : new Error(failureMessage(cause));
}

/** What a check of the pages has found. */
export class DamagedDatabase extends Error {
  override readonly name = "DamagedDatabase";
}

export function isDamage(cause: unknown): boolean {
  const code = codeOf(cause);
  return (
    cause instanceof DamagedDatabase || code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")
  );
}

function codeOf(cause: unknown): string {
  return cause instanceof Database.SqliteError ? cause.code : "";
}
