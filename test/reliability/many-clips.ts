import Database from "better-sqlite3";
import type { ClipState, StageLog } from "#domain/clip-state.ts";
import { openSqlite } from "#platform/sqlite.ts";
import { migrations } from "#plugins/stores/tables.ts";
import { aClipState, aFilterResult, anEvent } from "#test/builders.ts";

const CAMERAS = 16;
const EVENTS = 6;
const GAP_MS = 61_037;
const EVENT_TYPES = [
  "clip_captured",
  "stage_started",
  "stage_completed",
  "decided",
  "stage_completed",
] as const;

export const cameraOf = (n: number): string => `camera_${n % CAMERAS}`;
export const nowMs = Date.UTC(2026, 10, 20, 12);

/**
 * Fills a database of the first version's schema, so that the first start brings it up to date, as it does in a house:
 * of `count` clips 3 % are alerts, 1 % unfinished, and the oldest third is deleted but for every second alert.
 */
export async function fillWithClips(path: string, count: number): Promise<void> {
  const { db } = await openSqlite({
    path,
    migrations: { "0001-clips": migrations["0001-clips"] },
    now: () => nowMs,
  });
  await db.destroy();
  const file = new Database(path);
  file.pragma("synchronous = off");
  file.pragma("journal_mode = delete");
  file.pragma("journal_mode = off");
  const indexes = file
    .prepare("select name, sql from sqlite_schema where type = 'index' and sql is not null")
    .all() as { name: string; sql: string }[];
  for (const { name } of indexes) file.exec(`drop index ${name}`);
  const addState = file.prepare("insert into clip_states values (?, ?, ?, ?)");
  const addEvent = file.prepare("insert into clip_events (clip_id, at, data) values (?, ?, ?)");
  file.transaction(() => {
    for (let n = 0; n < count; n += 1) {
      const state = stateOf(n, count);
      addState.run(state.clip_id, JSON.stringify(state), state.start_ts, state.end_ts);
      for (let at = 0; at < EVENTS; at += 1) {
        const event = anEvent(state, { type: EVENT_TYPES[at] ?? "clip_done", stage: "filter", attempt: 1 });
        addEvent.run(state.clip_id, event.at, JSON.stringify(event));
      }
    }
  })();
  for (const { sql } of indexes) file.exec(sql);
  file.close();
}

/** The n-th, oldest first. */
export function stateOf(n: number, count: number): ClipState {
  const isAlert = hash(n) % 100 < 3;
  const isUnfinished = hash(n + 7) % 100 === 0;
  const isDeleted = n < count / 3 && !(isAlert && n % 2 === 0) && !isUnfinished;
  const base = aClipState({
    camera: cameraOf(hash(n + 1)),
    startedAtMs: nowMs - (count - n) * GAP_MS,
    bytes: 1_000_000 + (hash(n + 2) % 9_000_000),
  });
  const end = base.end_ts;
  const ok: StageLog = { status: "ok", attempts: 1, started_at: end, finished_at: end, last_error: null };
  const { upload } = base.stages;
  const notify = isAlert;
  return {
    ...base,
    status: isUnfinished ? "filtered" : "done",
    stages: { ...base.stages, upload: isUnfinished ? upload : ok, filter: ok, vlm: ok, notify: ok },
    storage_uri: isUnfinished ? null : `webdav://cloud.example/porchlight/${base.clip_id}.mp4`,
    filter_result: aFilterResult("person", "car", "cat", "dog"),
    alert_decision: { notify, notify_reason: "object=person", explanation: "A person was seen at the door." },
    deleted_at: isDeleted ? new Date(nowMs - (count - n) * 1000).toISOString() : null,
  };
}

/** Spreads numbers without a pattern, and the same in every run. */
function hash(n: number): number {
  const mixed = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d);
  return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) ^ (mixed >>> 15)) >>> 0;
}
