import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Where a clip is stored, and not only whether: retention still reads this index alone. */
async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index clip_states_kept`.execute(db);
  await sql`create index clip_states_kept on clip_states (
    json_extract(data, '$.start_ts'),
    clip_id,
    json_extract(data, '$.end_ts'),
    json_extract(data, '$.camera_name'),
    json_extract(data, '$.bytes'),
    json_extract(data, '$.status'),
    json_extract(data, '$.stages.upload.status'),
    substr(json_extract(data, '$.storage_uri'), 1, instr(json_extract(data, '$.storage_uri'), ':') - 1),
    json_extract(data, '$.alert_decision.notify'),
    json_extract(data, '$.starred')
  ) where json_extract(data, '$.deleted_at') is null`.execute(db);
}

export const copies: Migration = { up };
