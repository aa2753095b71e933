import { advance, type Findings } from "#domain/clip-progress.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { Clock } from "#ports/clock.ts";
import type { Journal } from "./journal.ts";

/** What an event says beside its clip and its time. */
export type Note = Omit<ClipEvent, "clip_id" | "at">;

/** One clip's state and the way to change it: every change is an event in the journal. */
export interface Ledger {
  readonly state: ClipState;
  /** Resolves when the journal knows. A note that comes too late to matter is dropped. */
  note(note: Note, findings?: Findings): Promise<void>;
}

export interface LedgerOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  onEvent(event: ClipEvent, state: ClipState): void;
}

export function makeLedger({ journal, clock, onEvent }: LedgerOptions, start: ClipState): Ledger {
  let state = start;
  return {
    get state() {
      return state;
    },
    async note(note, findings) {
      const event: ClipEvent = { clip_id: state.clip_id, at: new Date(clock.now()).toISOString(), ...note };
      const next = advance(state, event, findings);
      if (next === undefined) return;
      state = next;
      onEvent(event, next);
      await journal.record(next, event);
    },
  };
}
