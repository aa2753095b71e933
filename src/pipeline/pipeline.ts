import { setMaxListeners } from "node:events";
import type { Clip } from "#domain/clip.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { CopyLimit } from "#domain/copy-limits.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { Clock } from "#ports/clock.ts";
import type { Meter } from "#ports/meter.ts";
import type { ClipStore, SettingStore } from "#ports/state-store.ts";
import { type Admission, makeAdmission } from "./admission.ts";
import { makeClaims } from "./claims.ts";
import { openJournal } from "./journal.ts";
import { keepHours, makeLanes, type QueueLoad } from "./lanes.ts";
import { makeLedger } from "./ledger.ts";
import { makeMissedLanes } from "./missed-lanes.ts";
import { type ProcessContext, processClip } from "./process-clip.ts";
import { recover } from "./recover.ts";
import { waitAtMost } from "./retry.ts";
import { makeSweeper } from "./sweeper.ts";
import { makeTellers, type Tellers } from "./tellers.ts";

/** At the end, so long may clips that are at work finish. */
export const DRAIN_MS = 8000;

export interface PipelineOptions
  extends Pick<
    ProcessContext,
    | "stages"
    | "storages"
    | "clock"
    | "log"
    | "camera"
    | "briefing"
    | "circumstances"
    | "told"
    | "onAlert"
    | "problem"
    | "mediaUrlPrefix"
  > {
  readonly store: ClipStore;
  readonly settings: SettingStore;
  readonly shelf: ClipShelf;
  /** Where copies are deleted when they are old. */
  readonly copyLimits?: readonly CopyLimit[];
  /** Something became of a clip: after each journal entry, before it is on disk. Must not throw. */
  onEvent(event: ClipEvent, state: ClipState): void;
  readonly random?: () => number;
  readonly meter?: Meter | undefined;
}

/**
 * What happens to clips after capture. Disposing waits for a bounded time for what is at work; the rest is in the
 * journal and is taken up by `recover` of the next run.
 */
export interface Pipeline extends Tellers, AsyncDisposable {
  /** Resolves once the journal knows of the clip, or cannot be written: the clip is processed all the same. */
  submit(clip: Clip): Promise<void>;
  /** To be called once, after clips that were repaired have been submitted. Resolves when all are taken up. */
  recover(signal: AbortSignal): Promise<void>;
  queues(): readonly QueueLoad[];
  /** Something was put right at a storage: what waits for it is tried at once. */
  tryNow(place: string): void;
}

export function openPipeline(options: PipelineOptions): Pipeline {
  const { store, storages, clock, log, problem, random = Math.random } = options;
  const openedAtMs = clock.now();
  const places = storages.map(({ place }) => place);
  const { stop, rest, patience, ending } = makeEnds(clock);
  const { telling, ...tellers } = makeTellers(options, (name) => lanes.notify(name), patience);
  const { notifiers } = telling.stages;
  const ends = { places, notifiers: notifiers.map(({ name }) => name) };
  const journal = openJournal({ store, clock, log, random, meter: options.meter, problem });
  const parts = () => ({ admission, lanes });
  const sweeper = makeSweeper({ ...options, random, ends, rest: rest.signal }, parts);
  const lanes = makeLanes({
    storages,
    notifiers,
    clock,
    random,
    signal: patience,
    onRoom: (lane, camera) => sweeper(lane, camera),
  });
  const onEvent: PipelineOptions["onEvent"] = (event, state) => {
    options.onEvent(event, state);
    // A clip that waits for its upload may be one with an alert now.
    if (event.type === "decided") lanes.wake();
  };
  const missed = makeMissedLanes();
  const context: ProcessContext = {
    ...options,
    ...telling,
    random,
    lanes: lanes.of,
    uploadLane: lanes.upload,
    notifyLane: lanes.notify,
    claims: makeClaims(store),
    onMissed: missed.note,
    stop: stop.signal,
    rest: patience,
  };
  const admission = makeAdmission({
    ...options,
    places,
    openLedger: (state) => makeLedger({ journal, clock, onEvent }, state),
    process: (ledger) => processClip(context, ledger),
    onLeft: ({ clip_id, camera_name }) => {
      // One that has room by now may have called it back while another stage of it was still at work.
      for (const lane of missed.leave(clip_id))
        if (!lanes.mustWait(lane, camera_name)) sweeper(lane, camera_name);
    },
  });
  void keepHours(options, lanes, rest.signal);

  return {
    submit: admission.submit,
    recover: (signal) =>
      recover({ ...options, admission, places, openedAtMs }, AbortSignal.any([signal, stop.signal])),
    queues: lanes.queues,
    tryNow: (place) => lanes.upload(place).rest?.tryNow(),
    ...tellers,
    [Symbol.asyncDispose]: ending(admission, journal),
  };
}

/** `rest` lets go what only waits, `stop` what is at work; `patience` is over with either. */
function makeEnds(clock: Clock) {
  const stop = new AbortController();
  const rest = new AbortController();
  const patience = AbortSignal.any([rest.signal, stop.signal]);
  // Every clip at work listens to them.
  setMaxListeners(0, stop.signal, patience);
  let closing: Promise<void> | undefined;
  const close = async ({ idle }: Pick<Admission, "idle">, journal: AsyncDisposable) => {
    rest.abort();
    await waitAtMost(clock, idle(), DRAIN_MS, stop.signal);
    stop.abort();
    await idle();
    await journal[Symbol.asyncDispose]();
  };
  const ending = (admission: Pick<Admission, "idle">, journal: AsyncDisposable) => () =>
    (closing ??= close(admission, journal));
  return { stop, rest, patience, ending };
}
