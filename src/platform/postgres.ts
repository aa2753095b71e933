import { Socket } from "node:net";
import { Kysely, PostgresDialect, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { Client } from "pg";
import { type PostgresAddress, tlsOf } from "./postgres-address.ts";
import { hasNoTls } from "./postgres-trouble.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** The server gives up first, so that its locks are gone when we let go. */
const STATEMENT_TIMEOUT_MS = 25_000;
const QUERY_TIMEOUT_MS = 30_000;
/** A transaction whose box has lost its power must not hold its locks for the two hours that TCP takes. */
const IDLE_TRANSACTION_MS = 60_000;
/** Not Kysely's own names: the database may have another program's tables beside ours. */
const MIGRATION_TABLE = "porchlight_migration";
const MIGRATION_LOCK_TABLE = "porchlight_migration_lock";

export interface OpenedPostgres<Tables> extends AsyncDisposable {
  readonly db: Kysely<Tables>;
  /** Migrations that another, newer box made. */
  readonly unknownMigrations: readonly string[];
}

/**
 * One connection to one database, brought up to date. It is never mended: after any failure dispose it and open anew.
 * When `signal` aborts the socket is cut, and whatever waits for the server fails at once. Throws as the driver does;
 * `postgresFailure` puts it into words.
 */
export async function openPostgres<Tables>(
  address: PostgresAddress,
  migrations: Readonly<Record<string, Migration>>,
  signal: AbortSignal,
): Promise<OpenedPostgres<Tables>> {
  const { client, cut } = await connect(address, signal);
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({
      // One client is all that is needed, and unlike a pool it can be cut when the server hangs.
      pool: {
        connect: async () => Object.assign(client, { release: () => undefined }),
        end: async () => cut(),
        options: {},
      },
    }),
  });
  try {
    return { db, unknownMigrations: await migrate(db, migrations), [Symbol.asyncDispose]: async () => cut() };
  } catch (cause) {
    cut();
    throw cause;
  }
}

async function connect(address: PostgresAddress, signal: AbortSignal) {
  const tls = tlsOf(address);
  try {
    return await connectOnce(address, tls, signal);
  } catch (cause) {
    if (address.sslMode !== "prefer" || !hasNoTls(cause)) throw cause;
    return await connectOnce(address, false, signal);
  }
}

async function connectOnce(address: PostgresAddress, ssl: ReturnType<typeof tlsOf>, signal: AbortSignal) {
  signal.throwIfAborted();
  const { host, port, user, password, database } = address;
  const socket = new Socket();
  const client = new Client({
    host,
    port,
    user,
    password,
    database,
    ssl,
    stream: () => socket,
    application_name: "porchlight",
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
  });
  // A connection that is lost while idle is said here and, to whoever uses it next, by the failing query.
  client.on("error", () => undefined);
  const cut = () => {
    signal.removeEventListener("abort", cut);
    socket.destroy();
  };
  signal.addEventListener("abort", cut, { once: true });
  try {
    await client.connect();
    return { client, cut };
  } catch (cause) {
    cut();
    throw cause;
  }
}

/** Boxes of different versions share a database: tables of a newer one are used as they are, migrations only add. */
async function migrate<Tables>(
  db: Kysely<Tables>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<readonly string[]> {
  const unknown = (await migrationsDone(db)).filter((name) => !(name in migrations));
  if (unknown.length > 0) return unknown;
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: MIGRATION_LOCK_TABLE,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
  return [];
}

async function migrationsDone<Tables>(db: Kysely<Tables>): Promise<readonly string[]> {
  const found = await sql<{
    there: boolean;
  }>`select to_regclass(${MIGRATION_TABLE}) is not null as there`.execute(db);
  if (found.rows[0]?.there !== true) return [];
  const done = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)}`.execute(db);
  return done.rows.map(({ name }) => name);
}
