import { type Kysely, sql } from "kysely";
import type { z } from "zod";
import { ClipState } from "#domain/clip-state.ts";
import { ClipEvent } from "#domain/journal.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipPosition, ClipQuery, ClipStore } from "#ports/state-store.ts";
import type { Tables } from "./tables.ts";

const LIST_MAX = 200;
/** A clip has about a dozen; one whose storage is away for a year has some more. */
const EVENTS_MAX = 1000;

// Written exactly as in the migrations, or SQLite does not use the indexes.
const startTs = sql<string>`json_extract(data, '$.start_ts')`;
const camera = sql<string>`json_extract(data, '$.camera_name')`;
const happening = sql<string>`json_extract(data, '$.happening_id')`;
// With a plus SQLite does not use the index of it: the index of alerts, or of unfinished clips, is far shorter.
const cameraNotByIndex = sql<string>`+json_extract(data, '$.camera_name')`;
const happeningNotByIndex = sql<string>`+json_extract(data, '$.happening_id')`;
const isAlert = sql<boolean>`json_extract(data, '$.alert_decision.notify') = 1`;
const isAlertNotByIndex = sql<boolean>`+json_extract(data, '$.alert_decision.notify') = 1`;
const isKept = sql<boolean>`json_extract(data, '$.deleted_at') is null`;
const isKeptNotByIndex = sql<boolean>`+json_extract(data, '$.deleted_at') is null`;
const isUnfinished = sql<boolean>`json_extract(data, '$.status') not in ('done', 'error')`;

export function makeClipStore(db: Kysely<Tables>, log: Logger): ClipStore {
  const parse = <T extends z.ZodType>(schema: T, row: { clip_id: string; data: string }): z.output<T>[] => {
    const parsed = schema.safeParse(JSON.parse(row.data));
    if (parsed.success) return [parsed.data];
    log.warn({ clip: row.clip_id, issue: parsed.error.issues[0] }, "row not understood");
    return [];
  };
  const states = () => newestFirst(db);

  return {
    record: (state, event) => record(db, state, event),
    async get(id) {
      const row = await db
        .selectFrom("clip_states")
        .select(["clip_id", "data"])
        .where("clip_id", "=", id)
        .executeTakeFirst();
      return row && parse(ClipState, row)[0];
    },
    list: async (query) => (await listed(states(), query).execute()).flatMap((row) => parse(ClipState, row)),
    async events(id) {
      const rows = await db
        .selectFrom("clip_events")
        .select(["clip_id", "data"])
        .where("clip_id", "=", id)
        .orderBy("id")
        .limit(EVENTS_MAX)
        .execute();
      return rows.flatMap((row) => parse(ClipEvent, row));
    },
    async unfinished(limit, only = {}) {
      let rows = states().where(isUnfinished).limit(limit);
      if (only.camera !== undefined) rows = rows.where(cameraNotByIndex, "=", only.camera);
      if (only.after !== undefined) rows = rows.where(isAfter(only.after));
      if (only.alertsOnly) rows = rows.where(isAlertNotByIndex);
      return (await rows.execute()).flatMap((row) => parse(ClipState, row));
    },
    async countAlerts(sinceMs) {
      const { count } = await db
        .selectFrom("clip_states")
        .select(sql<number>`count(distinct ${happeningNotByIndex})`.as("count"))
        .where(isAlert)
        .where(startTs, ">=", isoOf(sinceMs))
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

const newestFirst = (db: Kysely<Tables>) =>
  db
    .selectFrom("clip_states")
    .select(["clip_id", "data"])
    .orderBy(startTs, "desc")
    .orderBy("clip_id", "desc");

function listed(all: ReturnType<typeof newestFirst>, query: ClipQuery) {
  let rows = all.limit(Math.min(query.limit, LIST_MAX));
  const ofCamera = query.alertsOnly ? cameraNotByIndex : camera;
  if (query.camera !== undefined) rows = rows.where(ofCamera, "=", query.camera);
  if (query.happening !== undefined) rows = rows.where(happening, "=", query.happening);
  if (query.beforeMs !== undefined) rows = rows.where(startTs, "<", isoOf(query.beforeMs));
  if (query.after !== undefined) rows = rows.where(isAfter(query.after));
  if (query.alertsOnly) rows = rows.where(isAlert);
  const isNarrow = query.alertsOnly || query.camera !== undefined || query.happening !== undefined;
  if (query.keptOnly) rows = rows.where(isNarrow ? isKeptNotByIndex : isKept);
  return rows;
}

/** Further down in a list that begins with the newest. A comparison of pairs would not be looked up in the index. */
function isAfter({ startedAtMs, id }: ClipPosition) {
  const at = isoOf(startedAtMs);
  return sql<boolean>`${startTs} <= ${at} and (${startTs} < ${at} or clip_id < ${id})`;
}

const comesBack: ReadonlySet<ClipEvent["type"]> = new Set(["clip_captured", "clip_recovered"]);
/** What the row says wins over what a clip at work remembers. */
const keptStar = sql<string>`json(iif(json_extract(clip_states.data, '$.starred'), 'true', 'false'))`;
const withStar = sql<string>`json_set(excluded.data, '$.starred', ${keptStar})`;
const withStarAndEnd = sql<string>`json_set(excluded.data, '$.starred', ${keptStar}, '$.deleted_at',
  coalesce(json_extract(clip_states.data, '$.deleted_at'), json_extract(excluded.data, '$.deleted_at')))`;

async function record(db: Kysely<Tables>, state: ClipState, event: ClipEvent): Promise<void> {
  const data = JSON.stringify(state);
  const merged = comesBack.has(event.type) ? withStar : withStarAndEnd;
  await db.transaction().execute(async (both) => {
    await both
      .insertInto("clip_states")
      .values({ clip_id: state.clip_id, data, created_at: event.at, updated_at: event.at })
      .onConflict((row) => row.column("clip_id").doUpdateSet({ data: merged, updated_at: event.at }))
      .execute();
    await both
      .insertInto("clip_events")
      .values({ clip_id: event.clip_id, at: event.at, data: JSON.stringify(event) })
      .execute();
  });
}

/** Times in the journal all have the same length, so their order is that of their letters. */
function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
