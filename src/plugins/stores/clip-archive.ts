import { type Kysely, sql } from "kysely";
import type { ClipId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { writeThrough } from "#platform/sqlite.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipArchive } from "#ports/state-store.ts";
import { readGroups, readKept, readPage } from "./kept-groups.ts";
import type { Tables } from "./tables.ts";

// Written exactly as in the migrations, or SQLite does not use the indexes.
const deletedAt = sql<string>`json_extract(data, '$.deleted_at')`;
const isDeleted = sql<boolean>`json_extract(data, '$.deleted_at') is not null`;

export function makeClipArchive(db: Kysely<Tables>, log: Logger): ClipArchive {
  return {
    groups: (nowMs) => readGroups(db, log, nowMs),
    page: (group, limit, after) => readPage(db, group, limit, after),
    kept: (limit, after) => readKept(db, log, limit, after),
    star: (id, starred, at) => star(db, id, starred, at),
    forget: (beforeMs, keep, limit) => forget(db, beforeMs, keep, limit),
  };
}

async function star(db: Kysely<Tables>, id: ClipId, starred: boolean, at: string): Promise<void> {
  const event: ClipEvent = { clip_id: id, type: starred ? "clip_starred" : "clip_unstarred", at };
  const data = sql<string>`json_set(data, '$.starred', json(${String(starred)}))`;
  await writeThrough(db, (connection) =>
    connection.transaction().execute(async (both) => {
      const { numUpdatedRows } = await both
        .updateTable("clip_states")
        .set({ data, updated_at: at })
        .where("clip_id", "=", id)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await both
        .insertInto("clip_events")
        .values({ clip_id: id, at, data: JSON.stringify(event) })
        .execute();
    }),
  );
}

async function forget(db: Kysely<Tables>, beforeMs: number, keep: number, limit: number): Promise<number> {
  const deleted = () =>
    db.selectFrom("clip_states").select("clip_id").where(isDeleted).orderBy(deletedAt, "desc");
  const old = deleted().where(deletedAt, "<", new Date(beforeMs).toISOString()).limit(limit);
  const found = [...(await old.execute()), ...(await deleted().offset(keep).limit(limit).execute())];
  const ids = [...new Set(found.map(({ clip_id }) => clip_id))].slice(0, limit);
  if (ids.length === 0) return 0;
  await db.transaction().execute(async (both) => {
    await both.deleteFrom("clip_events").where("clip_id", "in", ids).execute();
    await both.deleteFrom("clip_states").where("clip_id", "in", ids).execute();
  });
  return ids.length;
}
