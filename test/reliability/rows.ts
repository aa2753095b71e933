import { stat } from "node:fs/promises";
import { join } from "node:path";
import { clipWire } from "#api/views.ts";
import { CameraSlug, ClipId } from "#domain/ids.ts";
import { copySqlite } from "#platform/sqlite-copy.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import type { ClipStore } from "#ports/state-store.ts";
import { anEvent } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { cameraOf, fillWithClips, nowMs, stateOf } from "./many-clips.ts";

const SIZES = [10_000, 100_000, 1_000_000];
const ASKED = 60;
const GOAL_MS = 50;
const DAY_MS = 24 * 60 * 60_000;
const PAGE = 50;

/** What is asked of a database of `count` clips; `n` differs from one time to the next. */
type Question = (clips: ClipStore, n: number, count: number) => Promise<unknown>;

const someCamera = (n: number) => CameraSlug.parse(cameraOf(n));
const placeOf = (n: number, count: number) => {
  const { start_ts, clip_id } = stateOf(n, count);
  return { startedAtMs: Date.parse(start_ts), id: ClipId.parse(clip_id) };
};
const quiet = CameraSlug.parse("quiet");
const kept = { limit: PAGE, keptOnly: true } as const;

const questions: Readonly<Record<string, Question>> = {
  "newest 50": (clips) => clips.list({ limit: PAGE }),
  "newest 50 kept": (clips) => clips.list(kept),
  "of a camera": (clips, n) => clips.list({ ...kept, camera: someCamera(n) }),
  alerts: (clips) => clips.list({ ...kept, alertsOnly: true }),
  "alerts of a camera": (clips, n) => clips.list({ ...kept, alertsOnly: true, camera: someCamera(n) }),
  "alerts of a camera without one": (clips) => clips.list({ ...kept, alertsOnly: true, camera: quiet }),
  "page in the middle": (clips, n, count) => clips.list({ ...kept, after: placeOf(count / 2 + n, count) }),
  "page in the middle of a camera": (clips, n, count) =>
    clips.list({ ...kept, camera: someCamera(n), after: placeOf(count / 2 + n, count) }),
  "last page (all behind it deleted)": (clips, n, count) =>
    clips.list({ ...kept, after: placeOf(Math.floor(count / 3) - n, count) }),
  "last page of a camera": (clips, n, count) =>
    clips.list({ ...kept, camera: someCamera(n), after: placeOf(Math.floor(count / 3) - n, count) }),
  "last alerts of a camera": (clips, n, count) =>
    clips.list({
      ...kept,
      alertsOnly: true,
      camera: someCamera(n),
      after: placeOf(Math.floor(count / 9) - n, count),
    }),
  happening: (clips, n, count) =>
    clips.list({ limit: PAGE, alertsOnly: true, happening: stateOf(n * 97, count).happening_id }),
  "unfinished, a page": (clips) => clips.unfinished(100),
  "unfinished of a camera": (clips, n) => clips.unfinished(100, { camera: someCamera(n) }),
  "unfinished of a camera without one": (clips) => clips.unfinished(100, { camera: quiet }),
  "alerts of today": (clips) => clips.countAlerts(nowMs - DAY_MS),
  "one clip": (clips, n, count) => clips.get(placeOf(n * 97, count).id),
  "its events": (clips, n, count) => clips.events(placeOf(n * 97, count).id),
  "an entry is written": async (clips, n, count) => {
    const state = stateOf(count - 1 - n, count);
    await clips.record(state, anEvent(state, { type: "stage_completed", stage: "upload" }));
  },
};

interface Measured {
  readonly times: Readonly<Record<string, string>>;
  readonly worstMs: number;
}

/** `rows [COUNT…]`: how long each question takes with so many clips. False if one took longer than 50 ms (median). */
export async function runRows(args: readonly string[]): Promise<boolean> {
  const sizes = args.length === 0 ? SIZES : args.map(Number);
  const columns: Measured[] = [];
  for (const count of sizes) {
    process.stderr.write(`${count} clips\n`);
    columns.push(await measure(count));
  }
  const heads = sizes.map((count) => count.toLocaleString("en"));
  process.stdout.write(
    `| ms: median (worst of ${ASKED}) | ${heads.join(" | ")} |\n|---|${"--:|".repeat(sizes.length)}\n`,
  );
  for (const name of Object.keys(columns[0]?.times ?? {})) {
    process.stdout.write(`| ${name} | ${columns.map(({ times }) => times[name]).join(" | ")} |\n`);
  }
  return columns.every(({ worstMs }) => worstMs < GOAL_MS);
}

async function measure(count: number): Promise<Measured> {
  await using dir = await makeTempDir();
  const path = join(dir.path, "porchlight.db");
  await fillWithClips(path, count);
  const times: Record<string, string> = {};
  let worstMs = 0;
  const open = () => sqlite.open({ backend: "sqlite" }, makeContext(dir.path));
  const once = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await work();
    times[name] = `${((performance.now() - startedAt) / 1000).toFixed(2)} s`;
    return result;
  };

  await (await once("first start: from the first version's schema", open))[Symbol.asyncDispose]();
  {
    await using store = await once("every other start", open);
    for (const [name, ask] of Object.entries(questions)) {
      const took = await timesOf((n) => ask(store.clips, n, count));
      const median = took[took.length >> 1] ?? 0;
      worstMs = Math.max(worstMs, median);
      times[name] = `${median.toFixed(2)} (${took.at(-1)?.toFixed(1)})`;
    }
    const page = await store.clips.list(kept);
    times["answer of 50 clips"] = `${(JSON.stringify(page.map(clipWire)).length / 1000).toFixed(0)} kB`;
    const signal = new AbortController().signal;
    await once("daily copy and check, beside the app", () => copySqlite(path, `${path}.backup`, signal));
    times["of the database's file"] = `${((await stat(path)).size / 1e6).toFixed(0)} MB`;
  }
  return { times, worstMs };
}

async function timesOf(work: (n: number) => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = [];
  for (let n = 0; n < ASKED; n += 1) {
    const startedAt = performance.now();
    await work(n);
    took.push(performance.now() - startedAt);
  }
  return took.toSorted((a, b) => a - b);
}
