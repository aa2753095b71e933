import Database from "better-sqlite3";
import { sqliteFailure } from "./sqlite-failure.ts";

/** The app may be writing; it never holds up readers for longer. */
const BUSY_TIMEOUT_MS = 5_000;

/** A database that somebody else owns, and may be using. */
export interface SqliteReader extends Disposable {
  /** The first column of the first row. */
  value(sql: string, ...parameters: readonly string[]): unknown;
}

/** Opens without writing anything. Throws `Failure` where there is no database that can be read. */
export function openSqliteReader(path: string): SqliteReader {
  const inWords = <Value>(act: () => Value): Value => {
    try {
      return act();
    } catch (cause) {
      throw sqliteFailure(cause);
    }
  };
  const file = inWords(
    () => new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS }),
  );
  return {
    value: (sql, ...parameters) =>
      inWords(() =>
        file
          .prepare(sql)
          .pluck()
          .get(...parameters),
      ),
    [Symbol.dispose]: () => void file.close(),
  };
}
