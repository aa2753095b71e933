import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** HomeSec's table and its indexes, with the box in every key. */
async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table clip_states (
    box_id text not null,
    clip_id text not null,
    data jsonb not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (box_id, clip_id)
  )`.execute(db);
  await sql`create index idx_clip_states_status on clip_states ((data->>'status'))`.execute(db);
  await sql`create index idx_clip_states_camera on clip_states ((data->>'camera_name'))`.execute(db);
  await sql`create index idx_clip_states_start on clip_states (box_id, (data->>'start_ts'))`.execute(db);

  await sql`create table clip_events (
    box_id text not null,
    journal text not null,
    id bigint not null,
    clip_id text not null,
    at timestamptz not null,
    data jsonb not null,
    primary key (box_id, journal, id)
  )`.execute(db);
  await sql`create index idx_clip_events_clip on clip_events (box_id, clip_id, at)`.execute(db);
}

/** A step that was released is never changed; it may only add, as boxes of several versions share the tables. */
export const postgresMigrations: Readonly<Record<string, Migration>> = { "0001-clips": { up } };
