import { vi } from "vitest";
import type { Alert } from "#domain/alert.ts";
import { plainBriefing } from "#domain/briefing.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { Decision } from "#domain/decision.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { openPipeline, type Pipeline, type PipelineOptions } from "#pipeline/pipeline.ts";
import { aFilterResult } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { type FakeFilter, fakeFilter } from "#test/fakes/filter.ts";
import { type FakeNotifier, fakeNotifier } from "#test/fakes/notifier.ts";
import { type FakeShelf, fakeShelf } from "#test/fakes/shelf.ts";
import { type KeptLog, keptLog } from "#test/fakes/silent-log.ts";
import { type FakeStorage, fakeStorage } from "#test/fakes/storage.ts";
import { type FakeStore, fakeStore } from "#test/fakes/store.ts";

export const yes: Decision = {
  notify: true,
  notify_reason: "object=person",
  explanation: "A person was seen.",
};
export const no: Decision = { notify: false, notify_reason: "no_object", explanation: "Nothing was seen." };

export interface PipelineBench extends AsyncDisposable {
  readonly pipeline: Pipeline;
  readonly clock: ManualClock;
  readonly store: FakeStore;
  readonly shelf: FakeShelf;
  readonly filter: FakeFilter;
  readonly storage: FakeStorage;
  readonly notifier: FakeNotifier;
  readonly alerts: Alert[];
  /** What the pipeline said that somebody was told. */
  readonly told: Alert[];
  readonly events: ClipEvent[];
  readonly problems: Map<string, string>;
  readonly log: KeptLog;
  state(id: string): ClipState;
  /** `stage_completed upload`, `decided`, … as the journal has them. */
  story(id: string): readonly string[];
  /** Lets the time pass until the clip's state is so. */
  until(id: string, isSo: (state: ClipState) => boolean, stepMs?: number): Promise<void>;
  untilDone(id: string): Promise<void>;
}

export interface BenchWish {
  readonly filter?: FakeFilter;
  readonly storage?: FakeStorage;
  readonly notifier?: FakeNotifier;
  readonly stages?: Partial<PipelineOptions["stages"]>;
  readonly store?: FakeStore;
  readonly shelf?: FakeShelf;
  readonly copyLimits?: PipelineOptions["copyLimits"];
  /** Several, instead of the one. */
  readonly storages?: readonly FakeStorage[];
  readonly clock?: ManualClock;
  readonly camera?: PipelineOptions["camera"];
  readonly circumstances?: PipelineOptions["circumstances"];
  /** Mentioned, jitter is drawn as in the real app; else there is none. */
  readonly random?: undefined;
}

/** A pipeline in which every part can be scripted: by default a person is seen, stored and told. */
export function openBench(wish: BenchWish = {}): PipelineBench {
  const { clock = makeManualClock(), store = fakeStore(), shelf = fakeShelf() } = wish;
  const filter = wish.filter ?? fakeFilter({ answer: aFilterResult("person") });
  const storage = wish.storage ?? fakeStorage();
  const notifier = wish.notifier ?? fakeNotifier();
  const alerts: Alert[] = [];
  const told: Alert[] = [];
  const events: ClipEvent[] = [];
  const problems = new Map<string, string>();
  const log = keptLog();
  const pipeline = openPipeline({
    briefing: (state) => plainBriefing(state.camera_title),
    stages: {
      filter,
      analyzer: fakeAnalyzer({ answer: undefined }),
      policy: { decide: () => yes },
      notifiers: [notifier],
      ...wish.stages,
    },
    storages: wish.storages ?? [storage],
    store: store.clips,
    settings: store.settings,
    ...(wish.copyLimits && { copyLimits: wish.copyLimits }),
    shelf,
    clock,
    log,
    ...("random" in wish ? {} : { random: () => 0 }),
    mediaUrlPrefix: "/media/local/porchlight",
    camera:
      wish.camera ??
      (() => ({
        wanted: { labels: ["person"], minScore: 0.5 },
        isDetectionOn: true,
      })),
    ...(wish.circumstances && { circumstances: wish.circumstances }),
    told: (alert) => told.push(alert),
    onEvent: (event) => events.push(event),
    onAlert: (alert) => alerts.push(alert),
    problem: (key, sentence) =>
      void (sentence === undefined ? problems.delete(key) : problems.set(key, sentence)),
  });

  const state = (id: string) => {
    const row = store.rows.get(id);
    if (!row) throw new Error(`the journal does not know ${id}`);
    return row;
  };
  const until: PipelineBench["until"] = async (id, isSo, stepMs = 0) => {
    await vi.waitFor(
      async () => {
        await clock.advance(stepMs);
        if (!isSo(state(id))) throw new Error(`not yet: ${JSON.stringify(state(id).stages)}`);
      },
      { timeout: 30_000, interval: 1 },
    );
  };
  return {
    pipeline: {
      ...pipeline,
      submit: (clip) => {
        if (wish.shelf === undefined) shelf.clips.set(clip.id, clip);
        return pipeline.submit(clip);
      },
    },
    clock,
    store,
    shelf,
    filter,
    storage,
    notifier,
    alerts,
    told,
    events,
    problems,
    log,
    state,
    until,
    story: (id) =>
      store.written
        .filter(({ clip_id }) => clip_id === id)
        .map(({ type, stage }) => (stage === undefined ? type : `${type} ${stage}`)),
    untilDone: (id) => until(id, ({ status }) => status === "done" || status === "error", 500),
    async [Symbol.asyncDispose]() {
      const closed = pipeline[Symbol.asyncDispose]();
      await clock.advance(60_000);
      await closed;
    },
  };
}
