import { setInterval as every } from "node:timers/promises";
import { plainBriefing } from "#domain/briefing.ts";
import type { Stage } from "#domain/clip-state.ts";
import { openPipeline } from "#pipeline/pipeline.ts";
import { systemClock } from "#platform/clock.ts";
import { local } from "#plugins/storage/local.ts";
import { makeShelf } from "#plugins/storage/shelf.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { aFilterResult } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";

/**
 * A pipeline over a real database and real files that is to be killed: `node test/pipeline-child.ts DIR STAGE CLIP`.
 * It takes up the clip, says `at STAGE` when that stage is at work, and stays there.
 */
const [dir = "", hangAt = "", id = ""] = process.argv.slice(2);
const context = makeContext(dir);
const store = await sqlite.open({ backend: "sqlite" }, context);
const storage = await local.open({ backend: "local" }, context);
const shelf = makeShelf({ mediaDir: dir, log: context.log, cameraName: () => "Front door" });

async function pass<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
  if (stage !== hangAt) return await work();
  process.stdout.write(`at ${stage}\n`);
  return await new Promise<never>(() => undefined);
}

const nothing = { [Symbol.asyncDispose]: async () => undefined };
const pipeline = openPipeline({
  briefing: (state) => plainBriefing(state.camera_title),
  stages: {
    filter: { detect: () => pass("filter", async () => aFilterResult("person")), ...nothing },
    analyzer: { analyze: () => pass("vlm", async () => undefined), ...nothing },
    policy: {
      decide: () => ({ notify: true, notify_reason: "object=person", explanation: "A person was seen." }),
    },
    notifiers: [
      { name: "test", title: "Test", notify: () => pass("notify", async () => undefined), ...nothing },
    ],
  },
  storages: [
    {
      ...storage,
      store: (clip, signal) => pass("upload", () => storage.store(clip, signal)),
      describe: (uri, json, signal) => pass("sidecar", () => storage.describe(uri, json, signal)),
    },
  ],
  store: store.clips,
  settings: store.settings,
  shelf,
  clock: systemClock,
  log: context.log,
  camera: () => ({
    wanted: { labels: ["person"], minScore: 0.5 },
    isDetectionOn: true,
  }),
  onEvent: () => undefined,
  onAlert: () => undefined,
  problem: context.problem,
});

for await (const found of shelf.ids(Number.POSITIVE_INFINITY, new AbortController().signal)) {
  const clip = found === id ? await shelf.read(found) : undefined;
  if (clip) await pipeline.submit(clip.clip);
}
for await (const _ of every(1000)) context.log.debug({}, "waiting to be killed");
