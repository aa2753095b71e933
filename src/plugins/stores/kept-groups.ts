import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { ClipState } from "#domain/clip-state.ts";
import { ClipId } from "#domain/ids.ts";
import { ClipGroup, type KeptClip, type KeptGroup, keptClipOf, RECENT_MS } from "#domain/kept-clip.ts";
import type { EndPosition } from "#domain/retention-queue.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipPosition } from "#ports/state-store.ts";
import type { Tables } from "./tables.ts";

// Written exactly as in the migrations, or SQLite does not use the index.
const startTs = sql<string>`json_extract(data, '$.start_ts')`;
const isKept = sql<boolean>`json_extract(data, '$.deleted_at') is null`;

const Flag = z.number().transform((value) => value === 1);
const GroupRow = z.object({
  key: z.int(),
  camera: ClipGroup.shape.camera,
  is_finished: Flag,
  copy: ClipGroup.shape.copy,
  places: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
  is_alert: Flag,
  is_starred: Flag,
  clips: z.int(),
  bytes: z.int(),
  newest: z.int(),
  recent_clips: z.int(),
  recent_bytes: z.int(),
});

export async function readGroups(
  db: Kysely<Tables>,
  log: Logger,
  nowMs: number,
): Promise<readonly KeptGroup[]> {
  const recent = sql`from kept_clips where group_key = key
    and ended_at > ${nowMs - RECENT_MS} and ended_at < ${nowMs + RECENT_MS}`;
  const rows = await db
    .selectFrom("clip_groups")
    .selectAll()
    .select([
      sql`(select max(ended_at) from kept_clips where group_key = key)`.as("newest"),
      sql`(select count(*) ${recent})`.as("recent_clips"),
      sql`(select total(bytes) ${recent})`.as("recent_bytes"),
    ])
    .where("clips", ">", 0)
    .orderBy("camera")
    .orderBy("key")
    .execute();
  return rows.flatMap((row) => {
    const parsed = GroupRow.safeParse(row);
    if (!parsed.success) log.warn({ group: row.key, issue: parsed.error.issues[0] }, "row not understood");
    return parsed.success ? [groupOf(parsed.data)] : [];
  });
}

function groupOf(row: z.output<typeof GroupRow>): KeptGroup {
  return {
    key: row.key,
    camera: row.camera,
    isFinished: row.is_finished,
    copy: row.copy,
    places: row.places,
    isAlert: row.is_alert,
    isStarred: row.is_starred,
    clips: row.clips,
    bytes: row.bytes,
    newestMs: row.newest,
    recent: { clips: row.recent_clips, bytes: row.recent_bytes },
  };
}

export async function readPage(
  db: Kysely<Tables>,
  group: KeptGroup,
  limit: number,
  after: EndPosition | undefined,
): Promise<readonly KeptClip[]> {
  let rows = db
    .selectFrom("kept_clips")
    .selectAll()
    .where("group_key", "=", group.key)
    .orderBy("ended_at")
    .orderBy("clip_id")
    .limit(limit);
  if (after) rows = rows.where(sql<boolean>`(ended_at, clip_id) > (${after.endedAtMs}, ${after.id})`);
  const { camera, isFinished, copy, places, isAlert, isStarred } = group;
  return (await rows.execute()).flatMap((row) => {
    const id = ClipId.safeParse(row.clip_id).data;
    if (id === undefined) return [];
    const times = { startedAtMs: row.started_at, endedAtMs: row.ended_at };
    return [{ id, ...times, bytes: row.bytes, camera, isFinished, copy, places, isAlert, isStarred }];
  });
}

export async function readKept(
  db: Kysely<Tables>,
  log: Logger,
  limit: number,
  after: ClipPosition | undefined,
): Promise<readonly KeptClip[]> {
  let rows = db
    .selectFrom("clip_states")
    .select(["clip_id", "data"])
    .where(isKept)
    .orderBy(startTs)
    .orderBy("clip_id")
    .limit(limit);
  if (after) {
    const at = new Date(after.startedAtMs).toISOString();
    // A comparison of pairs would not be looked up in the index.
    rows = rows
      .where(startTs, ">=", at)
      .where((row) => row.or([row(startTs, ">", at), row("clip_id", ">", after.id)]));
  }
  return (await rows.execute()).flatMap(({ clip_id, data }) => {
    const parsed = ClipState.safeParse(JSON.parse(data));
    if (!parsed.success) log.warn({ clip: clip_id, issue: parsed.error.issues[0] }, "row not understood");
    return parsed.success ? [keptClipOf(parsed.data)] : [];
  });
}
