import { type Kysely, sql } from "kysely";
import type { ClipId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { copyOf, KeptClip } from "#domain/kept-clip.ts";
import { writeThrough } from "#platform/sqlite.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipArchive } from "#ports/state-store.ts";
import type { Tables } from "./tables.ts";

// Written exactly as in the migrations, or SQLite does not use the indexes.
const startTs = sql<string>`json_extract(data, '$.start_ts')`;
const uri = sql`json_extract(data, '$.storage_uri')`;
const scheme = sql<string | null>`substr(${uri}, 1, instr(${uri}, ':') - 1)`;
const isKept = sql<boolean>`json_extract(data, '$.deleted_at') is null`;
const deletedAt = sql<string>`json_extract(data, '$.deleted_at')`;
const isDeleted = sql<boolean>`json_extract(data, '$.deleted_at') is not null`;

export function makeClipArchive(db: Kysely<Tables>, log: Logger): ClipArchive {
  const keptRows = () =>
    db
      .selectFrom("clip_states")
      .select([
        "clip_id",
        startTs.as("start_ts"),
        sql<string>`json_extract(data, '$.end_ts')`.as("end_ts"),
        sql<string>`json_extract(data, '$.camera_name')`.as("camera"),
        sql<number>`json_extract(data, '$.bytes')`.as("bytes"),
        sql<string>`json_extract(data, '$.status')`.as("status"),
        sql<string>`json_extract(data, '$.stages.upload.status')`.as("upload"),
        scheme.as("scheme"),
        sql<number | null>`json_extract(data, '$.alert_decision.notify')`.as("notify"),
        sql<number | null>`json_extract(data, '$.starred')`.as("starred"),
      ])
      .where(isKept)
      .orderBy(startTs)
      .orderBy("clip_id");
  type Row = Awaited<ReturnType<ReturnType<typeof keptRows>["execute"]>>[number];

  const parse = (row: Row): readonly KeptClip[] => {
    const parsed = KeptClip.safeParse({
      id: row.clip_id,
      camera: row.camera,
      startedAtMs: Date.parse(row.start_ts),
      endedAtMs: Date.parse(row.end_ts),
      bytes: row.bytes,
      isFinished: row.status === "done" || row.status === "error",
      copy: copyOf(row.upload, row.scheme !== null),
      scheme: row.scheme,
      isAlert: row.notify === 1,
      isStarred: row.starred === 1,
    });
    if (parsed.success) return [parsed.data];
    log.warn({ clip: row.clip_id, issue: parsed.error.issues[0] }, "row not understood");
    return [];
  };

  return {
    async kept(limit, after) {
      let rows = keptRows().limit(limit);
      if (after) {
        const at = new Date(after.startedAtMs).toISOString();
        // A comparison of pairs would not be looked up in the index.
        rows = rows
          .where(startTs, ">=", at)
          .where((row) => row.or([row(startTs, ">", at), row("clip_id", ">", after.id)]));
      }
      return (await rows.execute()).flatMap(parse);
    },
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
