import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test, vi } from "vitest";
import { plainBriefing } from "#domain/briefing.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { systemClock } from "#platform/clock.ts";
import { local } from "#plugins/storage/local.ts";
import { makeShelf } from "#plugins/storage/shelf.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { aClip, aFilterResult } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { fakeNotifier } from "#test/fakes/notifier.ts";
import { yes } from "#test/pipeline-bench.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { openPipeline } from "./pipeline.ts";

const PATIENT = { timeout: 30_000, interval: 20 };
const running = new AbortController().signal;
const movie = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypisom"), Buffer.alloc(64)]);

/** Runs a pipeline in another process until it is at this stage, and kills it there. */
async function killAt(stage: string, dir: string, id: string): Promise<void> {
  const child = spawn(process.execPath, ["test/pipeline-child.ts", dir, stage, id], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  try {
    for await (const line of createInterface({ input: child.stdout })) if (line === `at ${stage}`) break;
  } finally {
    child.kill("SIGKILL");
    await gone;
  }
}

/** Opens what is left, lets it finish, and tells what had to be done for that. */
async function finish(dir: string, id: ReturnType<typeof aClip>["id"]) {
  const context = makeContext(dir);
  await using store = await sqlite.open({ backend: "sqlite" }, context);
  const left = await store.clips.get(id);
  const filter = fakeFilter({ answer: aFilterResult("person") });
  const notifier = fakeNotifier();
  await using pipeline = openPipeline({
    briefing: (state) => plainBriefing(state.camera_title),
    stages: {
      filter,
      analyzer: fakeAnalyzer({ answer: undefined }),
      policy: { decide: () => yes },
      notifiers: [notifier],
    },
    storages: [await local.open({ backend: "local" }, context)],
    store: store.clips,
    settings: store.settings,
    shelf: makeShelf({ mediaDir: dir, log: context.log, cameraName: () => "Front door" }),
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
  await pipeline.recover(running);
  const state = await vi.waitFor(async () => {
    const now = await store.clips.get(id);
    if (now?.status !== "done") throw new Error(`not yet: ${JSON.stringify(now?.stages)}`);
    return now;
  }, PATIENT);
  return { left, state, filter, notifier, problems: context.problems, events: await store.clips.events(id) };
}

async function withClip() {
  const dir = await makeTempDir();
  const clip = aClip({ startedAtMs: Date.now() - 20_000 });
  const path = join(dir.path, "clips", clip.camera, `${clip.id}.mp4`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, movie);
  return { id: clip.id, dir: dir.path, [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose]() };
}

const statusesOf = (state: ClipState | undefined) =>
  state && Object.fromEntries(Object.entries(state.stages).map(([stage, { status }]) => [stage, status]));

test.each([
  // The filter runs beside the upload: it may or may not have been done before the kill.
  { stage: "upload", statuses: { upload: "running" }, looksMax: 1 },
  { stage: "filter", statuses: { filter: "running", vlm: "pending", notify: "pending" }, looksMax: 1 },
  { stage: "vlm", statuses: { filter: "ok", vlm: "running", notify: "pending" }, looksMax: 0 },
  { stage: "notify", statuses: { filter: "ok", vlm: "skipped", notify: "running" }, looksMax: 0 },
])(
  "killed at $stage, a clip is taken up there at the next start, and told",
  async ({ stage, statuses, looksMax }) => {
    await using bench = await withClip();
    await killAt(stage, bench.dir, bench.id);

    const after = await finish(bench.dir, bench.id);

    expect(statusesOf(after.left)).toMatchObject(statuses);
    expect(after.filter.calls.length).toBeLessThanOrEqual(looksMax);
    expect(after.state.storage_uri).toBe(`local:clips/front_door/${bench.id}.mp4`);
    expect(after.notifier.told).toHaveLength(1);
    expect(after.state.told).toMatchObject({ fake: { phase: "confirmed" } });
    expect(after.events.map(({ type }) => type)).toContain("clip_recovered");
    expect(after.problems.size).toBe(0);
  },
);
