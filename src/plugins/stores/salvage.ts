import type { Kysely } from "kysely";
import { z } from "zod";
import { salvage } from "#platform/sqlite-repair.ts";
import type { Tables } from "./tables.ts";

/** More settings than there ever are. */
const SETTINGS_MAX = 10_000;

const SavedSetting = z.object({
  key: z.string(),
  value: z.string().refine(isJson),
  updated_at: z.iso.datetime(),
});

/** Clips can be found on the disk again, settings cannot: what is newer there than here is taken over. */
export async function saveFromDamaged(db: Kysely<Tables>, path: string): Promise<{ settings: number }> {
  const found = salvage(path, "select key, value, updated_at from settings limit ?", SETTINGS_MAX);
  const rows = found.flatMap((row) => SavedSetting.safeParse(row).data ?? []);
  for (const row of rows) {
    await db
      .insertInto("settings")
      .values(row)
      .onConflict((old) =>
        old
          .column("key")
          .doUpdateSet({ value: row.value, updated_at: row.updated_at })
          .where("settings.updated_at", "<", row.updated_at),
      )
      .execute();
  }
  return { settings: rows.length };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
