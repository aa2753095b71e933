import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { plainBriefing } from "#domain/briefing.ts";
import type { Clip } from "#domain/clip.ts";
import { openPipeline, type Pipeline } from "#pipeline/pipeline.ts";
import { local } from "#plugins/storage/local.ts";
import { makeShelf } from "#plugins/storage/shelf.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import type { ClipAnalyzer } from "#ports/clip-analyzer.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { Clock } from "#ports/clock.ts";
import type { Notifier } from "#ports/notifier.ts";
import type { ObjectFilter } from "#ports/object-filter.ts";
import type { StateStore } from "#ports/state-store.ts";
import { aClip, type ClipWish } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";
import { noLog } from "#test/recording.ts";

/** So many looks in a row without a file at work, and the disk has done what it was asked for. */
const QUIET_TURNS = 4;
const nothing = { [Symbol.asyncDispose]: async () => undefined };
const movie = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypisom"), Buffer.alloc(64)]);

export interface SimulatedParts {
  readonly dir: string;
  readonly clock: Clock;
  /** Besides this disk. */
  readonly storages: readonly ClipStorage[];
  readonly filter: Pick<ObjectFilter, "detect">;
  readonly analyzer?: Pick<ClipAnalyzer, "analyze">;
  readonly notify: Notifier["notify"];
}

export interface SimulatedBox extends AsyncDisposable {
  readonly pipeline: Pipeline;
  readonly store: StateStore;
  /** What the owner is told now. */
  readonly problems: ReadonlyMap<string, string>;
}

/** The real pipeline, database and disk of a box; around it what the caller makes of the world. */
export async function openSimulatedBox(parts: SimulatedParts): Promise<SimulatedBox> {
  const { dir, clock, filter, analyzer } = parts;
  const context = { ...makeContext(dir), clock, log: noLog };
  const store = await sqlite.open({ backend: "sqlite" }, context);
  const pipeline = openPipeline({
    briefing: (state) => plainBriefing(state.camera_title),
    stages: {
      filter: { ...nothing, ...filter },
      analyzer: { ...nothing, analyze: async () => undefined, ...analyzer },
      policy: {
        decide: ({ filter: seen }) => {
          const notify = seen !== undefined && "detected_classes" in seen && seen.detected_classes.length > 0;
          return { notify, notify_reason: notify ? "object=person" : "no_object", explanation: "As seen." };
        },
      },
      notifiers: [{ ...nothing, name: "test", title: "Test", notify: parts.notify }],
    },
    storages: [...parts.storages, await local.open({ backend: "local" }, context)],
    store: store.clips,
    settings: store.settings,
    shelf: makeShelf({ mediaDir: dir, log: noLog, cameraName: (slug) => slug }),
    clock,
    log: noLog,
    camera: () => ({
      wanted: { labels: ["person"], minScore: 0.5 },
      isDetectionOn: true,
    }),
    onEvent: () => undefined,
    onAlert: () => undefined,
    problem: context.problem,
  });
  return {
    pipeline,
    store,
    problems: context.problems,
    async [Symbol.asyncDispose]() {
      await pipeline[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** A clip as the recorder leaves it: its file lies on the disk. */
export async function recordClip(dir: string, wish: ClipWish & { readonly camera: string }): Promise<Clip> {
  const { id, camera } = aClip(wish);
  const path = join(dir, "clips", camera, `${id}.mp4`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, movie);
  const { snapshotPath: _, ...clip } = aClip({ ...wish, path, bytes: movie.length });
  return clip;
}

/** Lets the disk catch up with a clock that goes faster than it. */
export async function diskQuiet(): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
    await turn();
    if (process.getActiveResourcesInfo().some((name) => /^F(?:SReq|ileHandle)/.test(name))) quiet = -1;
  }
}
