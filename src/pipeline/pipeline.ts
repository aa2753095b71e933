import type { Clip } from "#domain/clip.ts";
import { isSettled } from "#domain/clip-progress.ts";
import { stages as allStages, type ClipState, type Stage } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { ClipStore } from "#ports/state-store.ts";
import { makeAdmission } from "./admission.ts";
import { makeClaims } from "./claims.ts";
import { openJournal } from "./journal.ts";
import { type Lane, makeLane } from "./lane.ts";
import { makeLedger } from "./ledger.ts";
import { processClip } from "./process-clip.ts";
import { type CopyPlace, recover } from "./recover.ts";
import { waitAtMost } from "./retry.ts";
import { stageRules } from "./stage-rules.ts";
import { makeSweeper } from "./sweeper.ts";
import type { TellContext } from "./tell.ts";

/** At the end, so long may clips that are at work finish. */
export const DRAIN_MS = 8000;

export interface PipelineOptions
  extends Pick<
    TellContext,
    "stages" | "clock" | "log" | "camera" | "onAlert" | "problem" | "mediaUrlPrefix"
  > {
  readonly store: ClipStore;
  readonly shelf: ClipShelf;
  /** Missing where clips are kept here alone. */
  readonly copies?: CopyPlace | undefined;
  /** Something became of a clip: after each journal entry, before it is on disk. Must not throw. */
  onEvent(event: ClipEvent, state: ClipState): void;
  readonly random?: () => number;
}

export interface QueueLoad {
  readonly stage: Stage;
  readonly running: number;
  /** For their turn or for their next attempt. */
  readonly waiting: number;
  readonly limit: number;
}

/**
 * What happens to clips after capture. Disposing waits for a bounded time for what is at work; the rest is in the
 * journal and is taken up by `recover` of the next run.
 */
export interface Pipeline extends AsyncDisposable {
  /** Resolves once the journal knows of the clip, or cannot be written: the clip is processed all the same. */
  submit(clip: Clip): Promise<void>;
  /** To be called once, after clips that were repaired have been submitted. Resolves when all are taken up. */
  recover(signal: AbortSignal): Promise<void>;
  queues(): readonly QueueLoad[];
}

export function openPipeline(options: PipelineOptions): Pipeline {
  const { store, shelf, copies, clock, log, problem, random = Math.random } = options;
  const openedAtMs = clock.now();
  const stop = new AbortController();
  const rest = new AbortController();
  const journal = openJournal({ store, clock, log, random, problem });
  const sweeper = makeSweeper({ ...options, random, rest: rest.signal }, () => ({ admission, lanes }));
  const laneOf = (stage: Stage) =>
    makeLane({ concurrency: stageRules[stage].concurrency, onRoom: (camera) => sweeper(stage, camera) });
  const lanes: Readonly<Record<Stage, Lane>> = {
    upload: laneOf("upload"),
    filter: laneOf("filter"),
    vlm: laneOf("vlm"),
    notify: laneOf("notify"),
  };
  const context: TellContext = {
    ...options,
    random,
    lanes,
    claims: makeClaims(store),
    stop: stop.signal,
    rest: AbortSignal.any([rest.signal, stop.signal]),
  };
  const admission = makeAdmission({
    store,
    shelf,
    clock,
    copiesTo: copies?.scheme,
    openLedger: (state) => makeLedger({ journal, clock, onEvent: options.onEvent }, state),
    process: (ledger) => processClip(context, ledger),
    // A lane that refused the clip may have called it back while another stage of it was still at work.
    onLeft: ({ stages, camera_name }) => {
      for (const stage of allStages) {
        if (!isSettled(stages[stage]) && !lanes[stage].mustWait(camera_name)) sweeper(stage, camera_name);
      }
    },
  });

  let closing: Promise<void> | undefined;
  const close = async () => {
    rest.abort();
    await waitAtMost(clock, admission.idle(), DRAIN_MS, stop.signal);
    stop.abort();
    await admission.idle();
    await journal[Symbol.asyncDispose]();
  };

  return {
    submit: admission.submit,
    recover: (signal) =>
      recover(
        { admission, store, shelf, copies, clock, log, openedAtMs, problem },
        AbortSignal.any([signal, stop.signal]),
      ),
    queues: () => allStages.map((stage) => ({ stage, ...lanes[stage].load() })),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}
