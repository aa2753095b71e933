import type Database from "better-sqlite3";
import type { SqliteDatabase } from "kysely";

/** Statements kept; the one that was not used for the longest goes first. About 10 kB each. */
const STATEMENTS_MAX = 200;
/** Pragmas act while they are prepared, and what changes the schema comes once. */
const IS_KEPT = /^(select|insert|update|delete)\b/i;

/**
 * The database as Kysely uses it, which prepares a statement each time it runs. Preparing one that writes a clip, with
 * the triggers that hang on it, takes three times as long as running it.
 */
export function keepStatements(file: Database.Database): SqliteDatabase {
  const statements = new Map<string, Database.Statement>();
  return {
    prepare(sql) {
      if (!IS_KEPT.test(sql)) return file.prepare(sql);
      const statement = statements.get(sql) ?? file.prepare(sql);
      statements.delete(sql);
      statements.set(sql, statement);
      for (const oldest of statements.keys()) {
        if (statements.size <= STATEMENTS_MAX) break;
        statements.delete(oldest);
      }
      return statement;
    },
    close: () => {
      statements.clear();
      file.close();
    },
  };
}
