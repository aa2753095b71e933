import { type Kysely, sql } from "kysely";
import type { PostgresAddress } from "#platform/postgres-address.ts";
import { refusesRow } from "#platform/postgres-trouble.ts";
import type { ClipJournal } from "#ports/clip-journal.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { deliver } from "./deliver.ts";
import { postgresMigrations } from "./migrations.ts";
import { findPlace, type Place } from "./place.ts";
import type { PostgresTables } from "./tables.ts";

/** Entries in one transaction. With the states of their clips it is a quarter of a megabyte at most. */
const BATCH = 100;
/** How often the journal is looked at while all is delivered. */
const POLL_MS = 1000;
/** A database to which there is nothing to say is asked that often whether it is there. */
const CHECK_MS = 15_000;

export interface SessionParts {
  /** Tells this box's rows from those of others in the same database. */
  readonly boxId: string;
  readonly journal: ClipJournal;
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Hears which entry the database has last, when that is known first and whenever it grows. */
  onDelivered?(id: number): void;
}

/**
 * Connects and delivers until something fails or `signal` aborts; throws then. `onContact` is called whenever the
 * database has taken or answered something.
 */
export async function runSession(
  parts: SessionParts,
  address: PostgresAddress,
  onContact: () => void,
  signal: AbortSignal,
): Promise<never> {
  const { clock, log } = parts;
  const { openPostgres } = await import("#platform/postgres.ts");
  await using database = await openPostgres<PostgresTables>(address, postgresMigrations, signal);
  const { db, unknownMigrations } = database;
  if (unknownMigrations.length > 0) log.warn({ unknownMigrations }, "postgres is of a newer version");
  const place = await findPlace({ ...parts, db });
  log.info({ ...place }, "postgres connected");
  parts.onDelivered?.(place.afterId);
  const deliverNext = makeDeliverNext(parts, db, place);
  let contactMs = clock.monotonic();
  onContact();

  for (let delivered = 0; ; ) {
    const count = await deliverNext();
    delivered += count;
    if (count === 0) {
      if (delivered > BATCH) log.info({ entries: delivered }, "postgres caught up");
      delivered = 0;
      await clock.sleep(POLL_MS, signal);
      if (clock.monotonic() - contactMs < CHECK_MS) continue;
      await sql`select 1`.execute(db);
    }
    contactMs = clock.monotonic();
    onContact();
  }
}

/** Delivers the next entries and says how many; 0 where there are none. */
function makeDeliverNext(
  { journal, boxId, log, onDelivered }: SessionParts,
  db: Kysely<PostgresTables>,
  place: Place,
) {
  let { afterId } = place;
  let limit = BATCH;

  return async (): Promise<number> => {
    const entries = await journal.after(afterId, limit);
    const [first] = entries;
    const last = entries.at(-1);
    if (!first || !last) return 0;
    const states = await journal.states([...new Set(entries.map(({ clip_id }) => clip_id))]);
    try {
      await deliver(db, { boxId, journal: place.journal, entries, states });
      limit = Math.min(BATCH, limit * 2);
    } catch (cause) {
      if (!refusesRow(cause)) throw cause;
      if (entries.length > 1) {
        limit = Math.floor(entries.length / 2);
        return entries.length;
      }
      // It would be refused for ever, and all behind it would wait.
      log.error({ clip: first.clip_id, id: first.id, err: cause }, "postgres refuses an entry");
    }
    afterId = last.id;
    onDelivered?.(afterId);
    return entries.length;
  };
}
