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
  /**
   * Unix ms by the clock as it was when the clip was let in: one that is set meanwhile must not make a fresh clip look
   * old, nor an old one fresh.
   */
  nowMs(): number;
  /** Resolves when the journal knows. A note that comes too late to matter is dropped. */
  note(note: Note, findings?: Findings): Promise<void>;
}

export interface LedgerOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  onEvent(event: ClipEvent, state: ClipState): void;
}

export function makeLedger({ journal, clock, onEvent }: LedgerOptions, start: ClipState): Ledger {
  const openedAtMs = clock.now() - clock.monotonic();
  let state = start;
  return {
    get state() {
      return state;
    },
    nowMs: () => openedAtMs + clock.monotonic(),
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
