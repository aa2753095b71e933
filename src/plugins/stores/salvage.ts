import type { Kysely } from "kysely";
import { z } from "zod";
import { ClipState } from "#domain/clip-state.ts";
import { salvage } from "#platform/sqlite-repair.ts";
import type { Tables } from "./tables.ts";

/** More settings than there ever are. */
const SETTINGS_MAX = 10_000;
/** A day's clips of a busy house; 2 kB each. The others come back from the disk, without what was said of them. */
const CLIPS_MAX = 10_000;

const Json = z.string().transform((text, context) => {
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    context.addIssue({ code: "custom", message: "no JSON" });
    return z.NEVER;
  }
});
const SavedSetting = z.object({ key: z.string(), value: Json, updated_at: z.iso.datetime() });
const SavedClip = z.object({
  clip_id: z.string(),
  data: Json,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

export interface Saved {
  readonly settings: number;
  readonly clips: number;
}

/** Takes over what can still be read in a damaged database, and is newer there than here. */
export async function saveFromDamaged(db: Kysely<Tables>, path: string): Promise<Saved> {
  return { settings: await saveSettings(db, path), clips: await saveClips(db, path) };
}

async function saveSettings(db: Kysely<Tables>, path: string): Promise<number> {
  const found = salvage(path, "select key, value, updated_at from settings limit ?", SETTINGS_MAX);
  const rows = found.flatMap((row) => SavedSetting.safeParse(row).data ?? []);
  for (const { key, value, updated_at } of rows) {
    await db
      .insertInto("settings")
      .values({ key, value: value.text, updated_at })
      .onConflict((old) =>
        old
          .column("key")
          .doUpdateSet({ value: value.text, updated_at })
          .where("settings.updated_at", "<", updated_at),
      )
      .execute();
  }
  return rows.length;
}

/** From both ends, as the reading stops where the damage is. */
async function saveClips(db: Kysely<Tables>, path: string): Promise<number> {
  const since = await lastChange(db);
  const query = (direction: string) =>
    `select clip_id, data, created_at, updated_at from clip_states where updated_at > ?
     order by rowid ${direction} limit ?`;
  const found = ["desc", "asc"].flatMap((direction) => salvage(path, query(direction), since, CLIPS_MAX));
  const rows = new Map(found.flatMap(readClip).map((row) => [row.clip_id, row]));
  await db.transaction().execute(async (all) => {
    for (const row of rows.values()) {
      const { data, updated_at } = row;
      await all
        .insertInto("clip_states")
        .values(row)
        .onConflict((old) => old.column("clip_id").doUpdateSet({ data, updated_at }))
        .execute();
    }
  });
  return rows.size;
}

async function lastChange(db: Kysely<Tables>): Promise<string> {
  const { last } = await db
    .selectFrom("clip_states")
    .select(({ fn }) => fn.max("updated_at").as("last"))
    .executeTakeFirstOrThrow();
  return last ?? "";
}

function readClip(row: unknown): readonly Tables["clip_states"][] {
  const saved = SavedClip.safeParse(row).data;
  const state = saved && ClipState.safeParse(saved.data.value).data;
  return saved && state?.clip_id === saved.clip_id ? [{ ...saved, data: saved.data.text }] : [];
}
