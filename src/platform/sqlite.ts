import { rename, rm } from "node:fs/promises";
import Database from "better-sqlite3";
import { CompiledQuery, Kysely, SqliteDialect } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { Failure, type FailureKind, failureMessage } from "#domain/failure.ts";

/** Nobody else writes; a backup or a curious owner may hold the file for a moment. It blocks, so it is short. */
const BUSY_TIMEOUT_MS = 1000;
/** Pages (4 kB) after which the write-ahead log is folded into the database. */
const CHECKPOINT_PAGES = 1000;
/** The write-ahead log is cut back to this after a checkpoint. */
const WAL_BYTES_MAX = 16 * 1024 * 1024;

export interface SqliteOptions {
  readonly path: string;
  /** By name, in the order of their names: `0001-clips`. */
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Unix ms, for the name of a database that is put aside. */
  now(): number;
}

export interface OpenedSqlite<Tables> {
  readonly db: Kysely<Tables>;
  /** Where a corrupt database was put, if it was. */
  readonly putAside?: string;
  /** Migrations that another, newer version made. */
  readonly unknownMigrations: readonly string[];
}

/**
 * Opens a database that survives power cuts, brought up to date.
 *
 * A file that is no database, or a damaged one, is put aside and a fresh one made. Throws `Failure` where no database
 * can be made at all.
 */
export async function openSqlite<Tables>(options: SqliteOptions): Promise<OpenedSqlite<Tables>> {
  try {
    return await openSound<Tables>(options);
  } catch (cause) {
    if (!isCorrupt(cause)) throw sqliteFailure(cause);
  }
  const putAside = await moveAside(options);
  try {
    return { ...(await openSound<Tables>(options)), putAside };
  } catch (cause) {
    throw sqliteFailure(cause);
  }
}

/** What can still be read of a damaged database; nothing where that is nothing. */
export function salvage(path: string, query: string): readonly unknown[] {
  const rows: unknown[] = [];
  try {
    using file = openReadOnly(path);
    for (const row of file.db.prepare(query).iterate()) rows.push(row);
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError)) throw cause;
  }
  return rows;
}

function openReadOnly(path: string) {
  const db = new Database(path, { readonly: true });
  return { db, [Symbol.dispose]: () => db.close() };
}

/** Writes what must be on disk when it is said to be, and with it everything before. */
export async function writeThrough<Tables, T>(db: Kysely<Tables>, write: (db: Kysely<Tables>) => Promise<T>) {
  return await db.connection().execute(async (connection) => {
    await connection.executeQuery(CompiledQuery.raw("pragma synchronous = full"));
    try {
      return await write(connection);
    } finally {
      await connection.executeQuery(CompiledQuery.raw("pragma synchronous = normal"));
    }
  });
}

async function openSound<Tables>({ path, migrations }: SqliteOptions): Promise<OpenedSqlite<Tables>> {
  const file = new Database(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: file }) });
  try {
    setUp(file);
    const [verdict] = file.pragma("quick_check(1)", { simple: false }) as { quick_check: string }[];
    if (verdict?.quick_check !== "ok") throw new CorruptDatabase(verdict?.quick_check ?? "no answer");
    return { db, unknownMigrations: await migrate(db, file, migrations) };
  } catch (cause) {
    file.close();
    throw cause;
  }
}

/**
 * WAL with synchronous NORMAL: a power cut never damages the database, but may take the transactions of the last
 * half minute. That is right for the journal, because the clip's file is synced before it is written down and every
 * step may be done twice; and it spares a memory card about ten syncs per clip on the main loop. What may not be
 * lost is written by `writeThrough`.
 */
function setUp(file: Database.Database): void {
  file.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  file.pragma("journal_mode = wal");
  file.pragma("synchronous = normal");
  file.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  file.pragma(`journal_size_limit = ${WAL_BYTES_MAX}`);
  file.pragma("foreign_keys = on");
}

/** A database of a newer version is used as it is: migrations only add. */
async function migrate<Tables>(
  db: Kysely<Tables>,
  file: Database.Database,
  migrations: SqliteOptions["migrations"],
): Promise<readonly string[]> {
  const hasTable = file.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get();
  const done = hasTable
    ? (file.prepare("select name from kysely_migration").all() as { name: string }[])
    : [];
  const unknown = done.map(({ name }) => name).filter((name) => !(name in migrations));
  if (unknown.length > 0) return unknown;

  // Kysely does not do this for SQLite, and a step that was cut in half could never be made again.
  file.exec("begin immediate");
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  file.exec(error === undefined ? "commit" : "rollback");
  if (error !== undefined) throw error as Error;
  return [];
}

class CorruptDatabase extends Error {}

function isCorrupt(cause: unknown): boolean {
  const code = codeOf(cause);
  return (
    cause instanceof CorruptDatabase || code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")
  );
}

async function moveAside({ path, now }: SqliteOptions): Promise<string> {
  const stamp = new Date(now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  const aside = `${path}.corrupt-${stamp}Z`;
  await rename(path, aside);
  // The write-ahead log belongs to the damaged file: with the fresh one it would be taken for its own.
  await rename(`${path}-wal`, `${aside}-wal`).catch(() => undefined);
  await rm(`${path}-shm`, { force: true });
  return aside;
}

/** What may pass by itself is `unavailable`; what is not listed is a bug of ours. */
const kinds: readonly (readonly [code: string, kind: FailureKind, sentence: string])[] = [
  ["SQLITE_FULL", "unavailable", "The disk is full."],
  ["SQLITE_BUSY", "unavailable", "The database is locked by another program."],
  ["SQLITE_LOCKED", "unavailable", "The database is locked by another program."],
  ["SQLITE_IOERR", "unavailable", "The disk cannot be read or written."],
  ["SQLITE_CANTOPEN", "unavailable", "The database file cannot be opened."],
  ["SQLITE_READONLY", "unavailable", "The database file cannot be written."],
  ["SQLITE_NOMEM", "unavailable", "There is not enough memory."],
  ["SQLITE_CORRUPT", "unavailable", "The database is damaged. Restart Porchlight to begin a fresh one."],
  ["SQLITE_NOTADB", "unavailable", "The database is damaged. Restart Porchlight to begin a fresh one."],
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

function codeOf(cause: unknown): string {
  return cause instanceof Database.SqliteError ? cause.code : "";
}
