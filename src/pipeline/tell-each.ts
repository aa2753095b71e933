import type { Alert } from "#domain/alert.ts";
import { type ClipState, isToldBy } from "#domain/clip-state.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { Notifier } from "#ports/notifier.ts";
import { deliver } from "./deliver.ts";
import { freshness } from "./fresh.ts";
import type { Ledger } from "./ledger.ts";
import { runStage } from "./run-stage.ts";
import { stageRules } from "./stage-rules.ts";
import type { TellContext } from "./tell-context.ts";
import { makeWords, type Words } from "./tell-words.ts";

/** After a week nobody is told of a clip any more. It can still be seen in the panel. */
export const NOTIFY_AGE_MAX_MS = 7 * 24 * 60 * 60_000;

/** One clip's alert, by each notifier for itself, and by each again when more is known. */
export interface Telling {
  /**
   * Each notifier tells all that is known when its turn comes; one that has told it already does not. Resolves to what
   * kept them from it. `enough` ends what only waits.
   */
  round(enough?: AbortSignal): Promise<readonly StageError[]>;
  /** Those that have told of a clip without an address tell it once more when it is stored, as well as it goes. */
  address(storing: Promise<void>): Promise<void>;
}

export function makeTelling(context: TellContext, ledger: Ledger): Telling {
  const { notifiers } = context.stages;
  const words = makeWords(context, ledger);
  /** Two words of one notifier never overtake each other. */
  const working = new Map<string, Promise<StageError | undefined>>();
  const lastBy = new Map<string, Alert>();

  const tellBy = async (notifier: Notifier, enough?: AbortSignal) => {
    const { name } = notifier;
    if (isToldBy(ledger.state, name)) return undefined;
    const told = await tellOnce({ context, ledger, words, notifier, enough });
    if (!told.ok) return told.error;
    lastBy.set(name, told.value);
    return undefined;
  };

  return {
    async round(enough) {
      if (notifiers.length === 0) words.announce();
      const errors = await Promise.all(
        notifiers.map((notifier) => {
          const before = working.get(notifier.name) ?? Promise.resolve(undefined);
          const now = before.then(() => tellBy(notifier, enough));
          working.set(notifier.name, now);
          return now;
        }),
      );
      return errors.filter((error) => error !== undefined);
    },
    async address(storing) {
      const isNew = once(() => context.onAlert(words.now()));
      const limits = { timeoutMs: stageRules.notify.timeoutMs, signal: context.stop };
      await Promise.all(
        notifiers.map(async (notifier) => {
          await Promise.all([storing, working.get(notifier.name)]);
          const before = lastBy.get(notifier.name);
          const alert = words.now();
          if (before?.storage_uri !== null || alert.storage_uri === null || alert.late) return;
          isNew();
          await deliver([notifier], alert, { ...context, ...limits });
        }),
      );
    },
  };
}

export function tellUntilMs({ end_ts }: ClipState): number {
  return Date.parse(end_ts) + NOTIFY_AGE_MAX_MS;
}

interface Word {
  readonly context: TellContext;
  readonly ledger: Ledger;
  readonly words: Words;
  readonly notifier: Notifier;
  readonly enough: AbortSignal | undefined;
}

async function tellOnce({ context, ledger, words, notifier, enough }: Word) {
  return await runStage<Alert>(context, ledger, {
    stage: "notify",
    place: notifier.name,
    title: notifier.title,
    lane: context.notifyLane(notifier.name),
    isUrgent: freshness(ledger),
    untilMs: tellUntilMs(ledger.state),
    ...(enough && { enough }),
    run: async (signal) => {
      const alert = words.announce();
      await notifier.notify(alert, signal);
      return alert;
    },
    learn: (alert) => {
      words.told(alert);
      return { phase: alert.phase };
    },
  });
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
