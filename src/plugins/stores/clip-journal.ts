import { type Kysely, sql } from "kysely";
import type { ClipJournal } from "#ports/clip-journal.ts";
import type { Tables } from "./tables.ts";

export function makeClipJournal(db: Kysely<Tables>): ClipJournal {
  return {
    after: (id, limit) =>
      db.selectFrom("clip_events").selectAll().where("id", ">", id).orderBy("id").limit(limit).execute(),
    entries: (ids) => db.selectFrom("clip_events").selectAll().where("id", "in", ids).execute(),
    async lastId() {
      const given = await sql<{
        seq: number;
      }>`select seq from sqlite_sequence where name = 'clip_events'`.execute(db);
      return given.rows[0]?.seq ?? 0;
    },
    states: (clipIds) => db.selectFrom("clip_states").selectAll().where("clip_id", "in", clipIds).execute(),
  };
}
