import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * A list passes over rows that it does not show: a camera's deleted clips, the alerts of other cameras. What that is
 * decided by stands in the index, so that a row is read only when it is shown. With a million clips an alert list of one
 * camera took a second before.
 */
async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index clip_states_by_camera`.execute(db);
  await sql`create index clip_states_by_camera on clip_states (
    json_extract(data, '$.camera_name'),
    json_extract(data, '$.start_ts') desc,
    clip_id desc,
    json_extract(data, '$.deleted_at')
  )`.execute(db);
  await sql`drop index clip_states_alerts`.execute(db);
  await sql`create index clip_states_alerts on clip_states (
    json_extract(data, '$.start_ts') desc,
    clip_id desc,
    json_extract(data, '$.camera_name'),
    json_extract(data, '$.deleted_at'),
    json_extract(data, '$.happening_id')
  ) where json_extract(data, '$.alert_decision.notify') = 1`.execute(db);
  await sql`drop index clip_states_unfinished`.execute(db);
  await sql`create index clip_states_unfinished on clip_states (
    json_extract(data, '$.start_ts') desc,
    clip_id desc,
    json_extract(data, '$.camera_name'),
    json_extract(data, '$.alert_decision.notify')
  ) where json_extract(data, '$.status') not in ('done', 'error')`.execute(db);
}

export const longLists: Migration = { up };
