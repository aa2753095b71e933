import type { PlanWire, RuleFault, RulesCheckWire, RulesWire } from "#api/rules-wire.ts";
import { RequestError } from "./api.ts";
import { type Chosen, type Draft, isSame, ruleKinds } from "./rules-draft.ts";
import { beginHistory, type DraftHistory, redo, step, undo } from "./rules-history.ts";
import { wait } from "./wait.ts";

/** While somebody drags, nobody asks. */
const CHECK_AFTER_MS = 300;
const CONFLICT = 409;

/** Where rules come from and go to. */
export interface RulesStore {
  fetch(signal: AbortSignal): Promise<RulesWire>;
  save(draft: Draft): Promise<RulesWire>;
  check(draft: Draft): Promise<RulesCheckWire>;
}

/** What is being drawn of one camera, beside what is in force. */
export interface DeskView {
  /** Missing until it was loaded. */
  readonly draft: Draft | undefined;
  readonly saved: Draft | undefined;
  readonly plan: PlanWire | undefined;
  readonly faults: readonly RuleFault[];
  readonly failure: string | undefined;
  /** Somebody else saved meanwhile: what is drawn here cannot be saved any more. */
  readonly isOutdated: boolean;
  readonly isSaving: boolean;
  readonly isDirty: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface Desk {
  readonly view: DeskView;
  load(signal: AbortSignal): Promise<void>;
  change(next: Draft, about?: string): void;
  undo(): void;
  redo(): void;
  /** Back to what is in force. */
  discard(): void;
  /** Whether it is in force now. */
  save(): Promise<boolean>;
  forgive(): void;
}

interface Papers {
  history?: DraftHistory | undefined;
  saved?: Draft | undefined;
  check: RulesCheckWire;
  failure?: string | undefined;
  isOutdated: boolean;
  isSaving: boolean;
}

export function makeDesk(store: RulesStore, changed: () => void): Desk {
  const papers: Papers = { check: { plan: null, faults: [] }, isOutdated: false, isSaving: false };
  let asking = new AbortController();

  /** Asks what would come of it, once the hand rests. */
  const look = async (): Promise<void> => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    await wait(CHECK_AFTER_MS, signal);
    if (signal.aborted || papers.history === undefined) return;
    try {
      const answer = await store.check(papers.history.now);
      if (!signal.aborted) papers.check = answer;
    } catch (cause) {
      if (!signal.aborted) fail(papers, cause);
    }
    if (!signal.aborted) changed();
  };
  const go = (history: DraftHistory | undefined): void => {
    papers.history = history;
    changed();
    void look();
  };

  return {
    get view() {
      return viewOf(papers);
    },
    async load(signal) {
      signal.addEventListener("abort", () => asking.abort());
      try {
        take(papers, await store.fetch(signal));
      } catch (cause) {
        if (!signal.aborted) fail(papers, cause);
      }
      if (!signal.aborted) changed();
    },
    change: (next, about) => go(papers.history && step(papers.history, next, about)),
    undo: () => go(papers.history && undo(papers.history)),
    redo: () => go(papers.history && redo(papers.history)),
    discard: () => go(papers.saved && beginHistory(papers.saved)),
    async save() {
      if (papers.history === undefined || papers.isSaving) return false;
      asking.abort();
      papers.isSaving = true;
      changed();
      const isDone = await send(papers, store, papers.history.now);
      papers.isSaving = false;
      changed();
      if (viewOf(papers).isDirty) void look();
      return isDone;
    },
    forgive() {
      papers.failure = undefined;
      changed();
    },
  };
}

function viewOf({ history, saved, check, failure, isOutdated, isSaving }: Papers): DeskView {
  return {
    draft: history?.now,
    saved,
    plan: check.plan ?? undefined,
    faults: check.faults,
    failure,
    isOutdated,
    isSaving,
    isDirty: history !== undefined && !isSame(history.now, saved),
    canUndo: history !== undefined && history.past.length > 0,
    canRedo: history !== undefined && history.future.length > 0,
  };
}

/** Whether it is in force now. */
async function send(papers: Papers, store: RulesStore, draft: Draft): Promise<boolean> {
  try {
    papers.check = await store.check(draft);
    if (papers.check.faults.length > 0) return false;
    const answer = await store.save(draft);
    const latest = papers.history;
    take(papers, answer);
    // Drawn while it was on its way.
    if (latest && latest.now !== draft) {
      papers.history = step(beginHistory(answer.rules), { ...latest.now, version: answer.rules.version });
    }
    return true;
  } catch (cause) {
    fail(papers, cause);
    return false;
  }
}

function take(papers: Papers, { rules, plan }: RulesWire): void {
  Object.assign(papers, {
    saved: rules,
    history: beginHistory(rules),
    check: { plan, faults: [] },
    failure: undefined,
    isOutdated: false,
  } satisfies Partial<Papers>);
}

function fail(papers: Papers, cause: unknown): void {
  if (!(cause instanceof Error)) throw cause;
  papers.failure = cause.message;
  papers.isOutdated = cause instanceof RequestError && cause.status === CONFLICT;
}

/** What is wrong with one zone, line or mask; paths from there on. */
export function faultsOf(faults: readonly RuleFault[], { kind, index }: Chosen): readonly RuleFault[] {
  return faults
    .filter(({ path }) => path[0] === kind && path[1] === index)
    .map(({ path, sentence }) => ({ path: path.slice(2), sentence }));
}

/** What is wrong, but with nothing that was drawn. */
export const cameraFaults = (faults: readonly RuleFault[]): readonly RuleFault[] =>
  faults.filter(({ path: [kind] }) => !ruleKinds.some((one) => one === kind));
