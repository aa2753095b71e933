import type { Draft } from "./rules-draft.ts";

const STEPS_MAX = 100;

/** What was drawn step by step. */
export interface DraftHistory {
  readonly now: Draft;
  /** Oldest first. */
  readonly past: readonly Draft[];
  /** Next first. */
  readonly future: readonly Draft[];
  /** What the last step was about: going on with it is the same step. */
  readonly about?: string | undefined;
}

export const beginHistory = (now: Draft): DraftHistory => ({ now, past: [], future: [] });

/** One step on. A drag or a word that is being typed is one step: all of it is about the same. */
export function step(
  { now, past, future, about: last }: DraftHistory,
  next: Draft,
  about?: string,
): DraftHistory {
  if (next === now) return { now, past, future, about: last };
  const goesOn = about !== undefined && about === last;
  return { now: next, past: goesOn ? past : [...past, now].slice(-STEPS_MAX), future: [], about };
}

export function undo(history: DraftHistory): DraftHistory {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { now: before, past: history.past.slice(0, -1), future: [history.now, ...history.future] };
}

export function redo(history: DraftHistory): DraftHistory {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { now: next, past: [...history.past, history.now], future: rest };
}
