import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import Database from "better-sqlite3";
import type { ClipId } from "#domain/ids.ts";
import { type RetentionRules, RetentionSettings, retentionRules } from "#domain/retention-settings.ts";
import { makeClockTrust } from "#pipeline/retention/clock-trust.ts";
import { dryRun, type RoundParts, runRound } from "#pipeline/retention/round.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import type { StateStore } from "#ports/state-store.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { fillWithClips, nowMs } from "./many-clips.ts";

const SIZES = [10_000, 100_000, 1_000_000];
const ROUND_GOAL_MS = 1000;
const HOLD_GOAL_MS = 20;
const running = new AbortController().signal;

/** Which rows are deleted already. */
const fills = {
  kept: "update clip_states set data = json_set(data, '$.deleted_at', null)",
  "mostly deleted": `update clip_states set data = json_set(data, '$.deleted_at', '2026-11-19T00:00:00.000Z')
    where rowid % 50 <> 0`,
} as const;

interface Cost {
  /** Of the main thread's own time: what others do on the machine does not count. */
  readonly ownMs: number;
  /** The longest that the loop was held up at once. */
  readonly holdMs: number;
  readonly heapMb: number;
}

/** `retention [COUNT…]`: what rounds cost with so many clips. False if one took a second, or held the loop for 20 ms. */
export async function runRetention(args: readonly string[]): Promise<boolean> {
  const sizes = args.length === 0 ? SIZES : args.map(Number);
  let isGood = true;
  process.stdout.write(
    "| rows | | own time (ms) | longest hold (ms) | heap on top (MB) |\n|--:|---|--:|--:|--:|\n",
  );
  for (const [fill, sql] of Object.entries(fills)) {
    for (const count of sizes) {
      for (const [name, cost] of await measure(count, sql)) {
        const figures = [cost.ownMs, cost.holdMs, cost.heapMb].map((figure) => figure.toFixed(1));
        process.stdout.write(
          `| ${count.toLocaleString("en")} ${fill} | ${name} | ${figures.join(" | ")} |\n`,
        );
        // Deleting is work that is wanted, and comparing is for once a day.
        const isRound = name === "look" || name === "plan 500";
        if (cost.holdMs > HOLD_GOAL_MS || (isRound && cost.ownMs > ROUND_GOAL_MS)) isGood = false;
      }
    }
  }
  return isGood;
}

async function measure(count: number, fill: string): Promise<readonly (readonly [string, Cost])[]> {
  await using dir = await makeTempDir();
  const path = join(dir.path, "porchlight.db");
  process.stderr.write(`${count} clips\n`);
  await fillWithClips(path, count);
  edit(path, fill);
  await using store = await sqlite.open({ backend: "sqlite" }, makeContext(dir.path));
  const { keptBytes } = (await dryRun(partsFor(store), running)).plan;
  const tight = { maxBytes: keptBytes - 1_000_000 };
  const round = (rules: Partial<RetentionRules>, isComparing = false) =>
    runRound(partsFor(store, rules, isComparing), false, running);

  const costs: (readonly [string, Cost])[] = [];
  const cost = async (name: string, work: () => Promise<unknown>) => {
    costs.push([name, await costOf(work)]);
  };
  await cost("totals for the page", () => store.archive.groups(nowMs));
  await cost("look", () => round({}));
  await cost("plan 500", () => dryRun(partsFor(store, tight), running));
  await cost("delete 500 of them", () => round(tight));
  await cost("compare with the disk", () => round({}, true));
  return costs;
}

/** A round over the real database and a disk that says what the journal says. */
function partsFor(store: StateStore, rules: Partial<RetentionRules> = {}, isComparing = false): RoundParts {
  const { log } = makeContext("/nowhere");
  const clock = makeManualClock(nowMs);
  const none = { max_local_size_bytes: 0, min_free_bytes: 0, max_age_days: 0, alerts_max_age_days: 0 };
  const groups = () => store.archive.groups(nowMs);
  return {
    store: store.clips,
    archive: store.archive,
    clock,
    log,
    trust: makeClockTrust(clock),
    beat: { isDue: () => isComparing, done: () => undefined, suspect: () => undefined },
    rules: { ...retentionRules(RetentionSettings.parse(none), false), ...rules },
    inTurn: (step) => step(),
    onEvent: () => undefined,
    shelf: {
      has: async () => true,
      remove: async () => undefined,
      isEmpty: async () => false,
      space: async () => ({ freeBytes: 1e12, totalBytes: 2e12 }),
      cameras: async () => [...new Set((await groups()).map(({ camera }) => camera))],
      async names(_, camera) {
        const names = new Set<ClipId>();
        for (const group of (await groups()).filter((one) => one.camera === camera)) {
          let page = await store.archive.page(group, 500);
          for (; page.length > 0; page = await store.archive.page(group, 500, page.at(-1))) {
            for (const { id } of page) names.add(id);
            await turn();
          }
        }
        return names;
      },
    },
  };
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const over = new AbortController();
  let holdMs = 0;
  let heap = 0;
  const before = process.memoryUsage().heapUsed;
  const watching = (async () => {
    for (let last = cpuMs(); !over.signal.aborted; last = cpuMs()) {
      await turn();
      holdMs = Math.max(holdMs, cpuMs() - last);
      heap = Math.max(heap, process.memoryUsage().heapUsed);
    }
  })();
  await turn();
  const startedAt = cpuMs();
  await work();
  const ownMs = cpuMs() - startedAt;
  over.abort();
  await watching;
  return { ownMs, holdMs, heapMb: Math.max(0, heap - before) / 1e6 };
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function edit(path: string, sql: string): void {
  const file = new Database(path);
  file.pragma("synchronous = off");
  file.exec(sql);
  file.close();
}
