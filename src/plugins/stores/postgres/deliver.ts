import type { Kysely } from "kysely";
import type { JournalEntry, StoredState } from "#ports/clip-journal.ts";
import { forJsonb } from "./jsonb.ts";
import type { PostgresTables } from "./tables.ts";

export interface Delivery {
  readonly boxId: string;
  readonly journal: string;
  readonly entries: readonly JournalEntry[];
  /** Of the entries' clips, as they are now: perhaps newer than the entries, never older. */
  readonly states: readonly StoredState[];
}

/** Writes states and entries, all or nothing. The same once more changes nothing. */
export async function deliver(db: Kysely<PostgresTables>, delivery: Delivery): Promise<void> {
  const { boxId: box_id, journal, entries, states } = delivery;
  await db.transaction().execute(async (all) => {
    if (states.length > 0) {
      await all
        .insertInto("clip_states")
        .values(states.map((state) => ({ ...state, box_id, data: forJsonb(state.data) })))
        .onConflict((row) =>
          row.columns(["box_id", "clip_id"]).doUpdateSet(({ ref }) => ({
            data: ref("excluded.data"),
            updated_at: ref("excluded.updated_at"),
          })),
        )
        .execute();
    }
    await all
      .insertInto("clip_events")
      .values(entries.map((entry) => ({ ...entry, box_id, journal, data: forJsonb(entry.data) })))
      .onConflict((row) => row.columns(["box_id", "journal", "id"]).doNothing())
      .execute();
  });
}
