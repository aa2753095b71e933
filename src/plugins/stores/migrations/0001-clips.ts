import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** States are looked up by what their JSON says; each index is one question of `ClipStore`. */
async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table clip_states (
    clip_id text primary key,
    data text not null check (json_valid(data)),
    created_at text not null,
    updated_at text not null
  )`.execute(db);
  await sql`create index clip_states_by_start
    on clip_states (json_extract(data, '$.start_ts') desc, clip_id desc)`.execute(db);
  await sql`create index clip_states_by_camera
    on clip_states (json_extract(data, '$.camera_name'), json_extract(data, '$.start_ts') desc, clip_id desc)`.execute(
    db,
  );
  await sql`create index clip_states_by_happening
    on clip_states (json_extract(data, '$.happening_id'))`.execute(db);
  await sql`create index clip_states_unfinished
    on clip_states (json_extract(data, '$.start_ts') desc, clip_id desc)
    where json_extract(data, '$.status') not in ('done', 'error')`.execute(db);
  await sql`create index clip_states_alerts
    on clip_states (json_extract(data, '$.start_ts') desc, clip_id desc)
    where json_extract(data, '$.alert_decision.notify') = 1`.execute(db);

  await sql`create table clip_events (
    id integer primary key autoincrement,
    clip_id text not null,
    at text not null,
    data text not null check (json_valid(data))
  )`.execute(db);
  await sql`create index clip_events_by_clip on clip_events (clip_id, id)`.execute(db);

  await sql`create table settings (
    key text primary key,
    value text not null check (json_valid(value)),
    updated_at text not null
  )`.execute(db);
}

export const clips: Migration = { up };
