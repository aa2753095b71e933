import { vi } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { clipOf } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { type RetentionRules, RetentionSettings, retentionRules } from "#domain/retention-settings.ts";
import { CHECK_MS, type OpenRetention, openRetention, PAUSE_MS } from "#pipeline/retention/retention.ts";
import { aClipState, type ClipWish } from "#test/builders.ts";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { type FakeShelf, fakeShelf } from "#test/fakes/shelf.ts";
import { type KeptLog, keptLog } from "#test/fakes/silent-log.ts";
import { type FakeStore, fakeStore } from "#test/fakes/store.ts";

/** A clip that retention may delete, unless the wish says otherwise. */
export function aStoredClip(wish: ClipWish, fields: Partial<ClipState> = {}): ClipState {
  const state = aClipState({ bytes: 10, ...wish });
  const done = { ...state.stages.upload, status: "ok" as const };
  return {
    ...state,
    status: "done",
    storage_uri: `local:${state.clip_id}`,
    stages: { upload: done, filter: done, vlm: done, notify: done, sidecar: done },
    ...fields,
  };
}

export interface RetentionBench extends AsyncDisposable {
  readonly retention: OpenRetention;
  readonly clock: ManualClock;
  readonly store: FakeStore;
  readonly shelf: FakeShelf;
  readonly problems: Map<string, string>;
  readonly events: ClipEvent[];
  readonly log: KeptLog;
  /** What lies on the disk, oldest first. */
  kept(): readonly string[];
  /** Lets the time pass, while it rests, until it is so. */
  until(isSo: () => boolean, stepMs?: number): Promise<void>;
  /** Lets the round that runs come to its end. */
  settled(): Promise<void>;
}

export interface RetentionWish {
  readonly rules?: Partial<RetentionRules>;
  readonly clock?: ManualClock;
  readonly store?: FakeStore;
  readonly shelf?: FakeShelf;
  /** Not on the disk. */
  readonly missing?: readonly string[];
}

/** Retention over a journal and a disk that hold these clips. No limits but those of the wish. */
export async function openRetentionBench(
  clips: readonly ClipState[],
  wish: RetentionWish = {},
): Promise<RetentionBench> {
  const { clock = makeManualClock(), store = fakeStore(), shelf = fakeShelf() } = wish;
  for (const state of clips) {
    await store.clips.record(state, { clip_id: state.clip_id, type: "clip_captured", at: state.end_ts });
    if (!wish.missing?.includes(state.clip_id)) shelf.clips.set(state.clip_id, clipOf(state));
  }
  const problems = new Map<string, string>();
  const events: ClipEvent[] = [];
  const log = keptLog();
  const none = { max_local_size_bytes: 0, min_free_bytes: 0, max_age_days: 0, alerts_max_age_days: 0 };
  let resting = false;
  const sleep: ManualClock["sleep"] = async (ms, signal) => {
    const isRest = ms === PAUSE_MS || ms === CHECK_MS - PAUSE_MS;
    if (isRest) resting = true;
    try {
      await clock.sleep(ms, signal);
    } finally {
      if (isRest) resting = false;
    }
  };
  const retention = openRetention({
    store: store.clips,
    archive: store.archive,
    shelf,
    clock: { ...clock, sleep },
    log,
    rules: { ...retentionRules(RetentionSettings.parse(none), false), ...wish.rules },
    problem: (key, sentence) =>
      void (sentence === undefined ? problems.delete(key) : problems.set(key, sentence)),
    onEvent: (event) => events.push(event),
  });
  const until: RetentionBench["until"] = async (isSo, stepMs = 0) => {
    await vi.waitFor(
      async () => {
        // While it works, time stands still: how long that takes is the machine's business.
        await clock.advance(resting ? stepMs : 0);
        if (!isSo()) throw new Error("not yet");
      },
      { timeout: 30_000, interval: 1 },
    );
  };
  return {
    retention,
    clock,
    store,
    shelf,
    problems,
    events,
    log,
    kept: () => [...shelf.clips.keys()].sort(),
    until,
    settled: () => until(() => resting),
    [Symbol.asyncDispose]: () => retention[Symbol.asyncDispose](),
  };
}
