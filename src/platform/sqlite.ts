import { rm, writeFile } from "node:fs/promises";
import Database from "better-sqlite3";
import { CompiledQuery, Kysely, SqliteDialect } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { checkPages } from "./sqlite-check.ts";
import { isDamage, sqliteFailure } from "./sqlite-failure.ts";
import { beginFrom, moveAside, sizeOf } from "./sqlite-repair.ts";
import { keepStatements } from "./sqlite-statements.ts";

/** Nobody else writes; a backup or a curious owner may hold the file for a moment. It blocks, so it is short. */
const BUSY_TIMEOUT_MS = 1000;
/** Pages (4 kB) after which the write-ahead log is folded into the database. */
const CHECKPOINT_PAGES = 1000;
/** The write-ahead log is cut back to this after a checkpoint. */
const WAL_BYTES_MAX = 16 * 1024 * 1024;
const IN_MEMORY = ":memory:";

/** Larger ones are not read from end to end at every start, which takes a minute per gigabyte on a memory card. */
const CHECKED_AT_OPEN_BYTES = 64 * 1024 * 1024;

export interface SqliteOptions {
  readonly path: string;
  /** A sound copy (`sqlite-copy.ts`), if one was made: begun from where the database is damaged or missing. */
  readonly copy?: string;
  /** By name, in the order of their names: `0001-clips`. */
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Unix ms, for the name of a database that is put aside. */
  now(): number;
}

export interface OpenedSqlite<Tables> {
  readonly db: Kysely<Tables>;
  /** Where a damaged database was put, if it was. */
  readonly putAside?: string;
  /** When the copy was made (Unix ms) that it was begun from, if it was. */
  readonly copiedAtMs?: number;
  /** Migrations that another, newer version made. */
  readonly unknownMigrations: readonly string[];
}

/**
 * Opens a database that survives power cuts, brought up to date.
 *
 * A file that is no database, or a damaged one, is put aside; what is begun then, or where there was none, comes from
 * the copy, and without a sound copy is fresh. Throws `Failure` where no database can be made at all.
 */
export async function openSqlite<Tables>(options: SqliteOptions): Promise<OpenedSqlite<Tables>> {
  try {
    const own = await openOwn<Tables>(options);
    if (own) return own;
    const hasFile = (await sizeOf(options.path)) !== undefined;
    const aside = hasFile ? { putAside: await moveAside(options.path, options.now()) } : {};
    await clearSuspicion(options.path);
    return { ...((await openCopy<Tables>(options)) ?? (await openSound<Tables>(options, true))), ...aside };
  } catch (cause) {
    throw sqliteFailure(cause);
  }
}

const suspicionOf = (path: string): string => `${path}.suspect`;

/** The database is to be looked at from end to end when it is opened next, however large. */
export async function raiseSuspicion(path: string): Promise<void> {
  await writeFile(suspicionOf(path), "");
}

async function clearSuspicion(path: string): Promise<void> {
  await rm(suspicionOf(path), { force: true });
}

/** `undefined` where it is damaged, or where it is not there and a copy is. */
async function openOwn<Tables>(options: SqliteOptions): Promise<OpenedSqlite<Tables> | undefined> {
  const { path, copy } = options;
  if (path === IN_MEMORY) return await openSound<Tables>(options, false);
  const bytes = await sizeOf(path);
  const hasCopy = copy !== undefined && (await sizeOf(copy)) !== undefined;
  // An empty file would be taken for a new database.
  if (hasCopy && (bytes ?? 0) === 0) return undefined;
  const isSuspect = (await sizeOf(suspicionOf(path))) !== undefined;
  try {
    const opened = await openSound<Tables>(options, isSuspect || (bytes ?? 0) <= CHECKED_AT_OPEN_BYTES);
    if (isSuspect) await clearSuspicion(path);
    return opened;
  } catch (cause) {
    if (isDamage(cause)) return undefined;
    throw cause;
  }
}

/** `undefined` where there is none, or that is damaged too. */
async function openCopy<Tables>(options: SqliteOptions): Promise<OpenedSqlite<Tables> | undefined> {
  const { path, copy } = options;
  if (copy === undefined || (await sizeOf(copy)) === undefined) return undefined;
  const copiedAtMs = await beginFrom(copy, path);
  try {
    return { ...(await openSound<Tables>(options, true)), copiedAtMs };
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    for (const ending of ["", "-wal", "-shm"]) await rm(path + ending, { force: true });
    return undefined;
  }
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

async function openSound<Tables>(
  { path, migrations }: SqliteOptions,
  isChecked: boolean,
): Promise<OpenedSqlite<Tables>> {
  const file = new Database(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: keepStatements(file) }) });
  try {
    setUp(file);
    if (isChecked) checkPages(file);
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
