import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { ClipJournal, JournalEntry } from "#ports/clip-journal.ts";
import type { SettingStore } from "#ports/state-store.ts";
import type { PostgresTables } from "./tables.ts";

const KEY = "postgres.journal";
/** So far back is looked for where the two journals part. A power cut takes half a minute from SQLite's. */
const LOOK_BACK = 1000;

const Journal = z.object({
  /** Names this box's journal in the database. */
  journal: z.string().min(1).max(64),
  /** Entries up to this one were delivered under an earlier name. */
  from_id: z.int().min(0),
});

/** Where delivery goes on. */
export interface Place {
  readonly journal: string;
  /** The last entry that the database has. */
  readonly afterId: number;
}

export interface PlaceParts {
  readonly db: Kysely<PostgresTables>;
  readonly boxId: string;
  readonly journal: Pick<ClipJournal, "entries" | "lastId">;
  readonly settings: SettingStore;
}

/**
 * Finds out what the database has, by asking it: so it is right also for another database, and for one that was put
 * back from a backup.
 *
 * The box's own journal can lose its end (a power cut, a backup put back, a damaged file) and give the same ids anew.
 * Then the last entry there is not the one here, and a journal of a new name begins where the two part.
 */
export async function findPlace(parts: PlaceParts): Promise<Place> {
  const kept = Journal.safeParse(await parts.settings.read(KEY));
  if (!kept.success) return await begin(parts, 0);
  const { journal, from_id } = kept.data;
  const [last] = await delivered(parts, journal, 1);
  if (!last || (await isOurs(parts, last))) return { journal, afterId: last?.id ?? from_id };

  const there = await delivered(parts, journal, LOOK_BACK);
  const here = await parts.journal.entries(there.map(({ id }) => id));
  const common = there.find((entry) => here.some((other) => isSame(entry, other)));
  return await begin(parts, common?.id ?? 0);
}

async function begin({ settings }: PlaceParts, fromId: number): Promise<Place> {
  const journal = randomBytes(8).toString("hex");
  await settings.write(KEY, { journal, from_id: fromId } satisfies z.input<typeof Journal>);
  return { journal, afterId: fromId };
}

type Delivered = Omit<JournalEntry, "data">;

async function delivered({ db, boxId }: PlaceParts, journal: string, limit: number): Promise<Delivered[]> {
  const rows = await db
    .selectFrom("clip_events")
    .select(["id", "clip_id", "at"])
    .where("box_id", "=", boxId)
    .where("journal", "=", journal)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ id, clip_id, at }) => ({ id: Number(id), clip_id, at: at.toISOString() }));
}

/** An entry that retention has forgotten since was ours; one that was never given is not. */
async function isOurs({ journal }: PlaceParts, last: Delivered): Promise<boolean> {
  const [here] = await journal.entries([last.id]);
  return here ? isSame(last, here) : last.id <= (await journal.lastId());
}

function isSame(a: Delivered, b: Delivered): boolean {
  return a.id === b.id && a.clip_id === b.clip_id && Date.parse(a.at) === Date.parse(b.at);
}
