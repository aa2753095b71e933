import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { failureMessage } from "#domain/failure.ts";
import { type OpenedSqlite, openSqlite, raiseSuspicion } from "#platform/sqlite.ts";
import type { StoreContext } from "#ports/plugin.ts";
import { PROBLEM, tellAgain, tellDamage } from "./damage.ts";
import { saveFromDamaged } from "./salvage.ts";
import { makeSettingStore } from "./setting-store.ts";
import { migrations, type Tables } from "./tables.ts";

const FILE = "porchlight.db";
const IN_MEMORY = ":memory:";

export interface OpenedTables {
  readonly db: Kysely<Tables>;
  /** `undefined` while nothing is remembered over a restart. */
  readonly path: string | undefined;
}

/** Opens always: from the copy if the database is damaged or gone, at the worst in memory. Tells the owner. */
export async function openTables(context: StoreContext): Promise<OpenedTables> {
  const { dataDir, clock, log, problem } = context;
  const path = join(dataDir, FILE);
  const now = () => clock.now();
  try {
    await mkdir(dataDir, { recursive: true });
    const opened = await openSqlite<Tables>({ path, copy: copyOf(path), migrations, now });
    if (opened.unknownMigrations.length > 0) {
      log.warn({ path, unknownMigrations: opened.unknownMigrations }, "database is of a newer version");
    }
    await tellOrigin(context, path, opened);
    return { db: opened.db, path };
  } catch (cause) {
    log.error({ path, err: cause }, "database not opened");
    problem(
      PROBLEM,
      `The database ${path} cannot be opened: ${failureMessage(cause)} Until that is put right and Porchlight is restarted, nothing is remembered over a restart.`,
    );
    await raiseSuspicion(path).catch(() => undefined);
    return { db: (await openSqlite<Tables>({ path: IN_MEMORY, migrations, now })).db, path: undefined };
  }
}

/** What a backup of Home Assistant holds of the database: one file that is always whole. */
export function copyOf(path: string): string {
  return `${path}.backup`;
}

async function tellOrigin(
  { clock, log, problem }: StoreContext,
  path: string,
  { db, putAside, copiedAtMs }: OpenedSqlite<Tables>,
): Promise<void> {
  const settings = makeSettingStore(db, clock);
  const copiedAt = copiedAtMs === undefined ? undefined : new Date(copiedAtMs).toISOString();
  if (putAside === undefined) {
    // So it is after a backup of Home Assistant was put back: nothing is wrong.
    if (copiedAt !== undefined) log.warn({ path, copiedAt }, "database begun from its copy");
    return await tellAgain(settings, problem);
  }
  const saved = await saveFromDamaged(db, putAside);
  log.error({ path, putAside, copiedAt, ...saved }, "database damaged");
  const begun =
    copiedAt === undefined
      ? "a fresh one was begun, as there was no copy"
      : `Porchlight went on with the copy of ${copiedAt.slice(0, 16).replace("T", " ")} UTC`;
  await tellDamage(
    settings,
    `The database was damaged. It was put aside as ${putAside}, and ${begun}. Newer clips are taken up again from the disk; what was said about them may be lost. If this comes back, have the disk or memory card looked at.`,
    clock.now(),
    problem,
  );
}
