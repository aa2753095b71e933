import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import type { ClipStore } from "#ports/state-store.ts";
import { aClip, aClipState, anEvent } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { makeClipStore } from "./clip-store.ts";
import { sqlite } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

const ROWS = 60;
const PAGE = 5;
const yes = { notify: true, notify_reason: "motion", explanation: "Something moved." };
const DELETED = "2026-06-01T12:00:00.000Z";

/** What a query did: its plans, and how often it took a row's JSON apart. */
interface Cost {
  readonly plans: string[];
  extracts: number;
}

/** A database of alerts of one camera, half of them deleted, and a way to see what a question costs. */
async function openWatched() {
  const dir = await makeTempDir();
  const context = makeContext(dir.path);
  {
    await using store = await sqlite.open({ backend: "sqlite" }, context);
    for (let n = 0; n < ROWS; n += 1) {
      const deleted_at = n % 2 === 0 ? DELETED : null;
      const state = { ...aClipState({ startedAtMs: n * 60_000 }), alert_decision: yes, deleted_at };
      await store.clips.record(state, anEvent(state));
    }
  }
  const file = new Database(join(dir.path, "porchlight.db"));
  const cost: Cost = { plans: [], extracts: 0 };
  const planner = new Database(join(dir.path, "porchlight.db"));
  // In the place of SQLite's own, so that its calls can be counted.
  file.function("json_extract", { deterministic: true }, (text: unknown, path: unknown) => {
    cost.extracts += 1;
    return planner.prepare("select json_extract(?, ?)").pluck().get(text, path);
  });
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: file }),
    log: ({ query }) => {
      const steps = planner.prepare(`explain query plan ${query.sql}`).all(...query.parameters);
      cost.plans.push((steps as { detail: string }[]).map(({ detail }) => detail).join("; "));
    },
  });
  return {
    clips: makeClipStore(db, context.log),
    cost,
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      planner.close();
      await dir[Symbol.asyncDispose]();
    },
  };
}

const { camera, id } = aClip();
const quiet = CameraSlug.parse("quiet");
const after = { startedAtMs: 30 * 60_000, id };
const kept = { limit: PAGE, keptOnly: true };

type Question = (clips: ClipStore) => Promise<unknown>;
const questions: readonly (readonly [title: string, index: string, ask: Question])[] = [
  ["clips on the disk", "clip_states_kept", (clips) => clips.list(kept)],
  ["the next page of them", "clip_states_kept", (clips) => clips.list({ ...kept, after })],
  ["the next page of all", "clip_states_by_start", (clips) => clips.list({ limit: PAGE, after })],
  ["a camera's clips on the disk", "clip_states_by_camera", (clips) => clips.list({ ...kept, camera })],
  ["the next page of a camera", "clip_states_by_camera", (clips) => clips.list({ ...kept, camera, after })],
  ["alerts on the disk", "clip_states_alerts", (clips) => clips.list({ ...kept, alertsOnly: true })],
  [
    "the next page of alerts",
    "clip_states_alerts",
    (clips) => clips.list({ ...kept, alertsOnly: true, after }),
  ],
  ["a camera's alerts", "clip_states_alerts", (clips) => clips.list({ ...kept, alertsOnly: true, camera })],
  [
    "alerts of a camera without one",
    "clip_states_alerts",
    (clips) => clips.list({ ...kept, alertsOnly: true, camera: quiet }),
  ],
  ["alerts of today", "clip_states_alerts", (clips) => clips.countAlerts(0)],
  ["what nobody finished", "clip_states_unfinished", (clips) => clips.unfinished(PAGE)],
  [
    "what a camera without one has not finished",
    "clip_states_unfinished",
    (clips) => clips.unfinished(PAGE, { camera: quiet }),
  ],
  [
    "unfinished alerts",
    "clip_states_unfinished",
    (clips) => clips.unfinished(PAGE, { alertsOnly: true, after }),
  ],
  ["one clip", "sqlite_autoindex_clip_states_1", (clips) => clips.get(id)],
  ["the story of a clip", "clip_events_by_clip", (clips) => clips.events(id)],
];

test.each(questions)(
  "%s: found by the index %s, without reading a row that is not shown",
  async (_, index, ask) => {
    await using watched = await openWatched();

    await ask(watched.clips);

    expect(watched.cost.plans).toHaveLength(1);
    expect(watched.cost.plans[0]).toContain(`INDEX ${index}`);
    expect(watched.cost.plans[0]).not.toContain("TEMP B-TREE FOR ORDER BY");
    expect(watched.cost.extracts).toBe(0);
  },
);

test("what is written in SQLite's own words can be counted, so that the counts above mean something", async () => {
  await using watched = await openWatched();

  await watched.clips.list({
    limit: PAGE,
    camera: quiet,
    beforeMs: 0,
    alertsOnly: true,
    happening: aClip().happening,
  });
  await watched.clips.record(aClipState(), anEvent(aClipState()));

  expect(watched.cost.extracts).toBeGreaterThan(0);
});
