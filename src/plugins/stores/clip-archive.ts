import { type Kysely, sql } from "kysely";
import { ClipId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { EndPosition } from "#domain/retention-queue.ts";
import { writeThrough } from "#platform/sqlite.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipArchive, StoryLimits } from "#ports/state-store.ts";
import { readGroups, readKept, readPage } from "./kept-groups.ts";
import type { Tables } from "./tables.ts";

export function makeClipArchive(db: Kysely<Tables>, log: Logger): ClipArchive {
  return {
    groups: (nowMs) => readGroups(db, log, nowMs),
    page: (group, limit, after) => readPage(db, group, limit, after),
    kept: (limit, after) => readKept(db, log, limit, after),
    star: (id, starred, at) => star(db, id, starred, at),
    copies: (place, limit, after) => readCopies(db, place, limit, after),
    async forget(beforeMs, keep, limit, copied = { beforeMs, keep }) {
      const ids = [
        ...(await storiesOver(db, 0, { beforeMs, keep }, limit)),
        ...(await storiesOver(db, 1, copied, limit)),
      ].slice(0, limit);
      await forget(db, ids);
      return ids.length;
    },
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

async function readCopies(db: Kysely<Tables>, place: string, limit: number, after: EndPosition | undefined) {
  let rows = db
    .selectFrom("clip_copies")
    .select(["clip_id", "ended_at"])
    .where("place", "=", place)
    .orderBy("ended_at")
    .orderBy("clip_id")
    .limit(limit);
  if (after) rows = rows.where(sql<boolean>`(ended_at, clip_id) > (${after.endedAtMs}, ${after.id})`);
  return (await rows.execute()).flatMap(({ clip_id, ended_at }) => {
    const id = ClipId.safeParse(clip_id).data;
    return id === undefined ? [] : [{ id, endedAtMs: ended_at }];
  });
}

/** Stories that are too old, and those that are too many. */
async function storiesOver(
  db: Kysely<Tables>,
  hasCopy: 0 | 1,
  { beforeMs, keep }: StoryLimits,
  limit: number,
): Promise<readonly string[]> {
  const stories = db.selectFrom("clip_stories").select("clip_id").where("has_copy", "=", hasCopy);
  const before = new Date(beforeMs).toISOString();
  const old = await stories.where("deleted_at", "<", before).orderBy("deleted_at").limit(limit).execute();
  const many = await stories.orderBy("deleted_at", "desc").offset(keep).limit(limit).execute();
  return [...new Set([...old, ...many].map(({ clip_id }) => clip_id))].slice(0, limit);
}

async function forget(db: Kysely<Tables>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.transaction().execute(async (both) => {
    await both.deleteFrom("clip_events").where("clip_id", "in", ids).execute();
    await both.deleteFrom("clip_states").where("clip_id", "in", ids).execute();
  });
}
