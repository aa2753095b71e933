import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What lies on the disk, as retention looks at it: groups with their totals, and the clips of each in the order in which
 * they would go. Both follow from `clip_states`, in the same transaction: triggers write them and nobody else.
 */
async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table clip_groups (
    key integer primary key,
    camera text not null,
    is_finished integer not null,
    copy text not null,
    places text not null,
    is_alert integer not null,
    is_starred integer not null,
    clips integer not null,
    bytes integer not null,
    unique (camera, is_finished, copy, places, is_alert, is_starred)
  ) strict`.execute(db);
  await sql`create table kept_clips (
    group_key integer not null,
    ended_at integer not null,
    clip_id text not null,
    started_at integer not null,
    bytes integer not null,
    primary key (group_key, ended_at, clip_id)
  ) strict, without rowid`.execute(db);
  // The copies elsewhere, and the stories of clips that were deleted: apart, those that still have a copy.
  await sql`create table clip_copies (
    place text not null,
    ended_at integer not null,
    clip_id text not null,
    primary key (place, ended_at, clip_id)
  ) strict, without rowid`.execute(db);
  await sql`create table clip_stories (
    has_copy integer not null,
    deleted_at text not null,
    clip_id text not null,
    primary key (has_copy, deleted_at, clip_id)
  ) strict, without rowid`.execute(db);
  await takeUp(db);

  await sql.raw(`create trigger clip_states_put after insert on clip_states begin ${put} end`).execute(db);
  await sql.raw(`create trigger clip_states_take after delete on clip_states begin ${take} end`).execute(db);
  // Most steps of a clip change nothing of this.
  await sql
    .raw(`create trigger clip_states_move after update of data on clip_states
    when (${all("old")}) is not (${all("new")}) begin ${take} ${put} end`)
    .execute(db);

  // Reading the groups no longer needs so wide an index; lists of what is kept do need its order.
  await sql`drop index clip_states_kept`.execute(db);
  await sql`create index clip_states_kept on clip_states (json_extract(data, '$.start_ts'), clip_id)
    where json_extract(data, '$.deleted_at') is null`.execute(db);
}

/** What the rows of an earlier version say. */
async function takeUp(db: Kysely<unknown>): Promise<void> {
  const columns = Object.entries({ ...group("clip_states"), ...clip("clip_states") });
  await sql
    .raw(`create temp table found as
      select ${columns.map(([name, value]) => `${value} as ${name}`).join(", ")}
      from clip_states where ${isKept("clip_states")}`)
    .execute(db);
  await sql
    .raw(`insert into clip_groups (${GROUP}, clips, bytes)
      select ${GROUP}, count(*), sum(bytes) from found group by ${GROUP}`)
    .execute(db);
  await sql
    .raw(`insert into kept_clips (group_key, ended_at, clip_id, started_at, bytes)
      select key, ended_at, clip_id, started_at, found.bytes
      from found join clip_groups using (${GROUP}) order by 1, 2, 3`)
    .execute(db);
  await sql`drop table found`.execute(db);
  await sql.raw(putCopies("clip_states", "clip_states,")).execute(db);
  await sql.raw(putStory("clip_states", "from clip_states")).execute(db);
}

type Row = "old" | "new" | "clip_states";

const json = (row: Row, path: string) => `json_extract(${row}.data, '$.${path}')`;
const timeOf = (row: Row, path: string) =>
  `cast(round(unixepoch(${json(row, path)}, 'subsec') * 1000) as integer)`;

function group(row: Row): Readonly<Record<string, string>> {
  const uri = json(row, "storage_uri");
  const upload = json(row, "stages.upload.status");
  return {
    camera: json(row, "camera_name"),
    is_finished: `coalesce(${json(row, "status")} in ('done', 'error'), 0)`,
    copy: `case when ${upload} = 'error' then 'failed'
      when ${upload} = 'ok' and ${uri} is not null then 'stored' else 'missing' end`,
    places: `case when coalesce(${json(row, "copies")}, '{}') <> '{}'
      then (select json_group_array(key order by key) from json_each(${row}.data, '$.copies'))
      when ${uri} is null then '[]'
      else json_array(substr(${uri}, 1, instr(${uri} || ':', ':') - 1)) end`,
    is_alert: `coalesce(${json(row, "alert_decision.notify")} = 1, 0)`,
    is_starred: `coalesce(${json(row, "starred")} = 1, 0)`,
  };
}

function clip(row: Row): Readonly<Record<string, string>> {
  return {
    clip_id: `${row}.clip_id`,
    started_at: timeOf(row, "start_ts"),
    ended_at: timeOf(row, "end_ts"),
    bytes: json(row, "bytes"),
  };
}

const GROUP = Object.keys(group("new")).join(", ");

/** A row that says too little is left out, and never refused: the journal's writing comes first. */
function isKept(row: Row): string {
  const known = [json(row, "camera_name"), timeOf(row, "start_ts"), timeOf(row, "end_ts")];
  const isWhole = known.map((value) => `${value} is not null`).join(" and ");
  return `${json(row, "deleted_at")} is null and ${isWhole} and typeof(${json(row, "bytes")}) = 'integer'`;
}

function all(row: Row): string {
  const deletedAt = json(row, "deleted_at");
  return [isKept(row), deletedAt, ...Object.values(group(row)), ...Object.values(clip(row))].join(", ");
}

const copiesOf = (row: Row) => `json_each(${row}.data, '$.copies') as copy where copy.key <> 'local'`;

function putCopies(row: Row, from = ""): string {
  const endedAt = timeOf(row, "end_ts");
  return `insert or ignore into clip_copies (place, ended_at, clip_id)
    select copy.key, ${endedAt}, ${row}.clip_id from ${from} ${copiesOf(row)} and ${endedAt} is not null;`;
}

function putStory(row: Row, from = ""): string {
  const deletedAt = json(row, "deleted_at");
  return `insert or ignore into clip_stories (has_copy, deleted_at, clip_id)
    select exists (select 1 from ${copiesOf(row)}), ${deletedAt}, ${row}.clip_id ${from}
    where typeof(${deletedAt}) = 'text';`;
}

function isSameGroup(row: Row): string {
  return Object.entries(group(row))
    .map(([name, value]) => `${name} = ${value}`)
    .join(" and ");
}

const fields = clip("new");
const put = `
  insert into clip_groups (${GROUP}, clips, bytes)
    select ${Object.values(group("new")).join(", ")}, 1, ${fields["bytes"]} where ${isKept("new")}
    on conflict (${GROUP}) do update set clips = clips + 1, bytes = bytes + excluded.bytes;
  insert into kept_clips (group_key, ended_at, clip_id, started_at, bytes)
    select key, ${fields["ended_at"]}, ${fields["clip_id"]}, ${fields["started_at"]}, ${fields["bytes"]}
    from clip_groups where ${isSameGroup("new")} and ${isKept("new")};
  ${putCopies("new")}
  ${putStory("new")}`;
const take = `
  delete from kept_clips where ${isKept("old")} and clip_id = old.clip_id and ended_at = ${clip("old")["ended_at"]}
    and group_key = (select key from clip_groups where ${isSameGroup("old")});
  update clip_groups set clips = clips - 1, bytes = bytes - ${clip("old")["bytes"]}
    where ${isSameGroup("old")} and ${isKept("old")};
  delete from clip_copies where clip_id = old.clip_id and ended_at = ${clip("old")["ended_at"]}
    and place in (select copy.key from ${copiesOf("old")});
  delete from clip_stories where clip_id = old.clip_id and deleted_at = ${json("old", "deleted_at")}
    and has_copy in (0, 1);`;

export const keptClips: Migration = { up };
