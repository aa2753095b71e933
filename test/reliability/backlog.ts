import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { type ClipState, newClipState } from "#domain/clip-state.ts";
import type { ClipId } from "#domain/ids.ts";
import { systemClock } from "#platform/clock.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import { repairClips } from "#stream/repair.ts";
import { aFilterResult, anEvent } from "#test/builders.ts";
import { untilTrue } from "#test/e2e/until.ts";
import { makeContext } from "#test/plugin-context.ts";
import { noLog } from "#test/recording.ts";
import { heapMb } from "./heap.ts";
import { openSimulatedBox, recordClip, type SimulatedBox } from "./simulated-box.ts";

const CAMERAS = 16;
const GAP_MS = 20_000;
/** What a detector and a storage that are well take for a clip. */
const LOOK_MS = 400;
const SEND_MS = 100;
const NEW_EVERY_MS = 1000;
const PATIENCE_MS = 300_000;
const running = new AbortController().signal;

export interface BacklogWish {
  readonly dir: string;
  /** Clips of which no stage was begun. */
  readonly count: number;
  /** Clips that are recorded meanwhile. */
  readonly fresh: number;
}

/** ms from when the recorder handed it on. */
export interface FreshClip {
  id: ClipId;
  fromStartMs: number;
  known?: number;
  looked?: number;
  sent?: number;
  told?: number;
}

export interface BacklogReport {
  readonly openMs: number;
  readonly repairMs: number;
  /** From the call of `recover` to the first upload of any clip. */
  readonly firstUploadMs: number;
  readonly fresh: readonly FreshClip[];
  readonly loop: { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number };
  readonly heapMb: number;
  readonly rssMb: number;
}

/** A box that starts with a journal full of clips that nobody has touched, while cameras record more. */
export async function startWithBacklog({ dir, count, fresh }: BacklogWish): Promise<BacklogReport> {
  const nowMs = Date.now();
  await fill(dir, count, nowMs);
  const world = makeWorld(dir);
  const startedMs = performance.now();
  await using box = await openSimulatedBox(world.parts);
  const openMs = performance.now() - startedMs;
  await repairClips({ mediaDir: dir, ffmpeg: "ffmpeg", log: noLog }, running);
  const repairMs = performance.now() - startedMs - openMs;

  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const recoverAtMs = performance.now();
  const enough = new AbortController();
  const recovering = box.pipeline.recover(enough.signal);
  await recordFresh(box, { dir, world, fresh, fromMs: recoverAtMs });
  // The rest goes on like this, for as long as the detector takes.
  enough.abort();
  await recovering;
  loop.disable();
  return {
    openMs,
    repairMs,
    firstUploadMs: world.firstSentMs() - recoverAtMs,
    fresh: [...world.fresh.values()],
    loop: { p50Ms: loop.percentile(50) / 1e6, p99Ms: loop.percentile(99) / 1e6, maxMs: loop.max / 1e6 },
    heapMb: heapMb(),
    rssMb: process.memoryUsage().rss / 1e6,
  };
}

interface Recording {
  readonly dir: string;
  readonly world: ReturnType<typeof makeWorld>;
  readonly fresh: number;
  readonly fromMs: number;
}

async function recordFresh(box: SimulatedBox, { dir, world, fresh, fromMs }: Recording): Promise<void> {
  for (let n = 0; n < fresh; n += 1) {
    const camera = `camera_${n % CAMERAS}`;
    const clip = await recordClip(dir, { camera, startedAtMs: Date.now() });
    const atMs = performance.now();
    const one: FreshClip = { id: clip.id, fromStartMs: atMs - fromMs };
    world.fresh.set(clip.id, one);
    world.submittedMs.set(clip.id, atMs);
    void box.pipeline.submit(clip).then(() => world.mark(clip.id, "known"));
    await sleep(NEW_EVERY_MS);
  }
  await untilTrue(
    () => [...world.fresh.values()].every(({ sent, told }) => sent !== undefined && told !== undefined),
    () => "the fresh clips to be sent and told",
    PATIENCE_MS,
  );
}

/** A detector that always sees somebody, a storage and a broker, all of them well. */
function makeWorld(dir: string) {
  const fresh = new Map<ClipId, FreshClip>();
  const submittedMs = new Map<ClipId, number>();
  let firstSentMs = Number.NaN;
  const mark = (id: ClipId, step: "known" | "looked" | "sent" | "told") => {
    const one = fresh.get(id);
    if (one) one[step] ??= performance.now() - (submittedMs.get(id) ?? Number.NaN);
  };
  const storage: ClipStorage = {
    place: "cloud",
    async store({ id }, signal) {
      mark(id, "sent");
      if (Number.isNaN(firstSentMs)) firstSentMs = performance.now();
      await systemClock.sleep(SEND_MS, signal);
      return { uri: `cloud:${id}` };
    },
    describe: async () => undefined,
    fetch: async () => undefined,
    remove: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return {
    fresh,
    submittedMs,
    mark,
    firstSentMs: () => firstSentMs,
    parts: {
      dir,
      clock: systemClock,
      storages: [storage],
      filter: {
        async detect({ id }: { readonly id: ClipId }, _: unknown, signal: AbortSignal) {
          mark(id, "looked");
          await systemClock.sleep(LOOK_MS, signal);
          return aFilterResult("person");
        },
      },
      notify: async ({ clip_id }: { readonly clip_id: ClipId }) => mark(clip_id, "told"),
    },
  };
}

/** The real schema, made by the real start; the rows are then put in all at once. */
async function fill(dir: string, count: number, nowMs: number): Promise<void> {
  const store = await sqlite.open({ backend: "sqlite" }, makeContext(dir));
  await store[Symbol.asyncDispose]();
  const states: ClipState[] = [];
  for (let n = 0; n < count; n += 1) {
    const startedAtMs = nowMs - 60_000 - n * GAP_MS;
    states.push(newClipState(await recordClip(dir, { camera: `camera_${n % CAMERAS}`, startedAtMs })));
  }
  const db = new Database(join(dir, "porchlight.db"));
  const addState = db.prepare(
    "insert into clip_states (clip_id, data, created_at, updated_at) values (?, ?, ?, ?)",
  );
  const addEvent = db.prepare("insert into clip_events (clip_id, at, data) values (?, ?, ?)");
  db.transaction(() => {
    for (const state of states) {
      addState.run(state.clip_id, JSON.stringify(state), state.end_ts, state.end_ts);
      addEvent.run(state.clip_id, state.end_ts, JSON.stringify(anEvent(state)));
    }
  })();
  db.close();
}
