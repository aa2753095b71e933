import type { Kysely } from "kysely";
import { writeThrough } from "#platform/sqlite.ts";
import type { Clock } from "#ports/clock.ts";
import type { SettingStore } from "#ports/state-store.ts";
import type { Tables } from "./tables.ts";

export function makeSettingStore(db: Kysely<Tables>, clock: Clock): SettingStore {
  return {
    async read(key) {
      const row = await db.selectFrom("settings").select("value").where("key", "=", key).executeTakeFirst();
      return row && (JSON.parse(row.value) as unknown);
    },
    async write(key, value) {
      const row = { value: JSON.stringify(value), updated_at: new Date(clock.now()).toISOString() };
      await writeThrough(db, (connection) =>
        connection
          .insertInto("settings")
          .values({ key, ...row })
          .onConflict((old) => old.column("key").doUpdateSet(row))
          .execute(),
      );
    },
  };
}
