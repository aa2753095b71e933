import type { ClipState } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { Meter } from "#ports/meter.ts";
import type { ClipStore } from "#ports/state-store.ts";
import { attempt } from "./attempt.ts";
import { pauseMs, slept } from "./retry.ts";

/** Entries that wait in memory while the journal cannot be written; then the oldest go. */
export const UNWRITTEN_MAX = 2000;
const WRITE_TIMEOUT_MS = 10_000;
const BACKOFF = { firstMs: 1000, capMs: 60_000 };
const PROBLEM = "journal";

export interface JournalOptions {
  readonly store: Pick<ClipStore, "record">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  readonly meter?: Meter | undefined;
  problem(key: string, sentence?: string): void;
}

/** Writes what happens to clips, in order. Never throws: while the store fails it remembers and tries again. */
export interface Journal extends AsyncDisposable {
  /** Resolves when the entry is written, or when writing it was tried in vain. */
  record(state: ClipState, event: ClipEvent): Promise<void>;
}

interface Entry {
  readonly state: ClipState;
  readonly event: ClipEvent;
}

export function openJournal({ store, clock, log, random, meter, problem }: JournalOptions): Journal {
  const stop = new AbortController();
  const unwritten: Entry[] = [];
  let writing = Promise.resolve();
  let failures = 0;
  let retrying: Promise<void> | undefined;

  const write = async () => {
    for (let entry = unwritten[0]; entry; entry = unwritten[0]) {
      const { state, event } = entry;
      const written = await attempt({ clock, timeoutMs: WRITE_TIMEOUT_MS, signal: NEVER }, () =>
        store.record(state, event),
      );
      if (!written.ok && written.error.kind !== "internal") {
        failures += 1;
        log.error({ failures, unwritten: unwritten.length, err: written.error.cause }, "journal not written");
        problem(PROBLEM, `The journal cannot be written: ${written.error.message} Clips are still recorded.`);
        return;
      }
      // A bug with one entry must not hold up all that follow.
      if (!written.ok) log.error({ clip: state.clip_id, err: written.error.cause }, "journal entry refused");
      if (failures > 0) problem(PROBLEM);
      failures = 0;
      // It may have been dropped meanwhile, to make room.
      if (unwritten[0] === entry) unwritten.shift();
      meter?.set("journal_unwritten", unwritten.length, {});
    }
  };
  const writeAll = () => {
    writing = writing.then(write);
    return writing;
  };
  const retry = async () => {
    while (unwritten.length > 0 && (await slept(clock, pauseMs(BACKOFF, failures, random), stop.signal))) {
      await writeAll();
    }
    retrying = undefined;
  };

  return {
    async record(state, event) {
      unwritten.push({ state, event });
      if (unwritten.length > UNWRITTEN_MAX) {
        const dropped = unwritten.shift();
        meter?.add("journal_dropped_total", {});
        log.error({ clip: dropped?.state.clip_id, type: dropped?.event.type }, "journal entry dropped");
      }
      meter?.set("journal_unwritten", unwritten.length, {});
      // While the store fails, only the retry asks it: one entry at a time would ask a hundred times a second.
      if (retrying) return;
      await writeAll();
      if (failures > 0) retrying ??= retry();
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await retrying;
      await writeAll();
    },
  };
}

/** A write is not stopped by the shutdown: it takes milliseconds, and the next start reads what it says. */
const NEVER = new AbortController().signal;
