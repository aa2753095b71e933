import { setInterval as every } from "node:timers/promises";
import { RetentionSettings, retentionRules } from "#domain/retention-settings.ts";
import { openRetention } from "#pipeline/retention/retention.ts";
import { systemClock } from "#platform/clock.ts";
import { makeShelf } from "#plugins/storage/shelf.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { makeContext } from "#test/plugin-context.ts";

/**
 * Retention over a real database and real files that is to be killed: `node test/retention-child.ts DIR MAX_BYTES`.
 * Once a clip's files are gone it says `gone ID` and stays before the journal.
 */
const [dir = "", maxBytes = "0"] = process.argv.slice(2);
const context = makeContext(dir);
const store = await sqlite.open({ backend: "sqlite" }, context);
const shelf = makeShelf({ mediaDir: dir, log: context.log, cameraName: () => undefined });

openRetention({
  ...context,
  clock: systemClock,
  store: store.clips,
  archive: store.archive,
  shelf: {
    ...shelf,
    remove: async (id) => {
      await shelf.remove(id);
      process.stdout.write(`gone ${id}\n`);
      await new Promise<never>(() => undefined);
    },
  },
  rules: {
    ...retentionRules(RetentionSettings.parse({ min_free_bytes: 0, max_age_days: 0 }), false),
    maxBytes: Number(maxBytes),
  },
  onEvent: () => undefined,
});
for await (const _ of every(1000)) context.log.debug({}, "waiting to be killed");
