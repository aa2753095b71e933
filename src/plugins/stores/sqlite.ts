import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { z } from "zod";
import { failureMessage } from "#domain/failure.ts";
import type { ClipJournal } from "#ports/clip-journal.ts";
import { definePlugin, type StoreContext } from "#ports/plugin.ts";
import type { ClipArchive, ClipStore, SettingStore, StateStore } from "#ports/state-store.ts";
import { makeClipArchive } from "./clip-archive.ts";
import { makeClipJournal } from "./clip-journal.ts";
import { makeClipStore } from "./clip-store.ts";
import { makeSettingStore } from "./setting-store.ts";
import { migrations, type Tables } from "./tables.ts";

const FILE = "porchlight.db";
const PROBLEM = "database";

/** The journal and the settings in one SQLite file. Opens always: at the worst in memory, and says so. */
export const sqlite = definePlugin({
  kind: "store",
  backend: "sqlite",
  config: z.object({ backend: z.literal("sqlite").default("sqlite") }),
  open: async (_, context) => {
    const { sqliteFailure } = await import("#platform/sqlite.ts");
    const db = await openTables(context);
    const inOurWords =
      <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
      async (...args: Args): Promise<T> => {
        try {
          return await work(...args);
        } catch (cause) {
          throw sqliteFailure(cause);
        }
      };
    const clips = makeClipStore(db, context.log);
    const archive = makeClipArchive(db, context.log);
    const journal = makeClipJournal(db);
    const settings = makeSettingStore(db, context.clock);
    let closing: Promise<void> | undefined;

    return {
      clips: {
        record: inOurWords(clips.record),
        get: inOurWords(clips.get),
        list: inOurWords(clips.list),
        events: inOurWords(clips.events),
        unfinished: inOurWords(clips.unfinished),
        countAlerts: inOurWords(clips.countAlerts),
      } satisfies ClipStore,
      archive: {
        kept: inOurWords(archive.kept),
        star: inOurWords(archive.star),
        forget: inOurWords(archive.forget),
      } satisfies ClipArchive,
      journal: {
        after: inOurWords(journal.after),
        entries: inOurWords(journal.entries),
        lastId: inOurWords(journal.lastId),
        states: inOurWords(journal.states),
      } satisfies ClipJournal,
      settings: { read: inOurWords(settings.read), write: inOurWords(settings.write) } satisfies SettingStore,
      [Symbol.asyncDispose]: () => (closing ??= db.destroy()),
    } satisfies StateStore;
  },
});

async function openTables({ dataDir, clock, log, problem }: StoreContext): Promise<Kysely<Tables>> {
  const { openSqlite } = await import("#platform/sqlite.ts");
  const path = join(dataDir, FILE);
  const now = () => clock.now();
  try {
    await mkdir(dataDir, { recursive: true });
    const { db, putAside, unknownMigrations } = await openSqlite<Tables>({ path, migrations, now });
    if (unknownMigrations.length > 0) log.warn({ path, unknownMigrations }, "database is of a newer version");
    if (putAside !== undefined) {
      const saved = await saveSettings(db, putAside);
      log.error({ path, putAside, saved }, "database damaged");
      problem(
        PROBLEM,
        `The database was damaged. It was put aside as ${putAside}, and a fresh one was begun.`,
      );
    }
    return db;
  } catch (cause) {
    log.error({ path, err: cause }, "database not opened");
    problem(
      PROBLEM,
      `The database ${path} cannot be opened: ${failureMessage(cause)} Until that is put right and Porchlight is restarted, nothing is remembered over a restart.`,
    );
    return (await openSqlite<Tables>({ path: ":memory:", migrations, now })).db;
  }
}

const SavedSetting = z.object({ key: z.string(), value: z.string(), updated_at: z.string() });

/** Clips can be found on the disk again, settings cannot. */
async function saveSettings(db: Kysely<Tables>, putAside: string): Promise<number> {
  const { salvage } = await import("#platform/sqlite.ts");
  const rows = salvage(putAside, "select key, value, updated_at from settings").flatMap(
    (row) => SavedSetting.safeParse(row).data ?? [],
  );
  for (const row of rows) {
    await db
      .insertInto("settings")
      .values(row)
      .onConflict((old) => old.doNothing())
      .execute();
  }
  return rows.length;
}
