import { z } from "zod";
import { definePlugin } from "#ports/plugin.ts";
import type { StateStore } from "#ports/state-store.ts";
import { makeClipArchive } from "./clip-archive.ts";
import { makeClipJournal } from "./clip-journal.ts";
import { makeClipStore } from "./clip-store.ts";
import { inWords } from "./in-words.ts";
import { makeSettingStore } from "./setting-store.ts";

/**
 * The journal and the settings in one SQLite file, which looks after itself. Opens always: at the worst in memory, and
 * says so.
 */
export const sqlite = definePlugin({
  kind: "store",
  backend: "sqlite",
  config: z.object({ backend: z.literal("sqlite").default("sqlite") }),
  open: async (_, context) => {
    const { copyOf, openTables } = await import("./open-tables.ts");
    const { openSelfCare, suspect } = await import("./self-care.ts");
    const { db, path } = await openTables(context);
    const onDamage = async () => {
      if (path !== undefined) await suspect({ ...context, path });
    };
    const settings = inWords(makeSettingStore(db, context.clock), onDamage);
    const care =
      path === undefined ? undefined : openSelfCare({ ...context, path, copy: copyOf(path), settings });
    const close = async () => {
      await care?.[Symbol.asyncDispose]();
      await db.destroy();
    };
    let closing: Promise<void> | undefined;

    return {
      clips: inWords(makeClipStore(db, context.log), onDamage),
      archive: inWords(makeClipArchive(db, context.log), onDamage),
      journal: inWords(makeClipJournal(db), onDamage),
      settings,
      [Symbol.asyncDispose]: () => (closing ??= close()),
    } satisfies StateStore;
  },
});
