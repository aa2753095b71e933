import { isSettled } from "#domain/clip-progress.ts";
import type { Decision } from "#domain/decision.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { Evidence } from "#ports/alert-policy.ts";
import { attempt } from "./attempt.ts";
import { freshness } from "./fresh.ts";
import type { Ledger } from "./ledger.ts";
import { waitAtMost } from "./retry.ts";
import type { TellContext } from "./tell-context.ts";
import { completed, decide, decideLimits } from "./tell-decide.ts";
import { makeTelling, type Telling, tellUntilMs } from "./tell-each.ts";

/** An alert waits until the upload of its clip has had so long, and then goes without its address. */
export const UPLOAD_WAIT_MS = 5000;
/** An analysis that takes longer is told when it is there; what is known without it is told before. */
export const FIRST_WAIT_MS = 1000;

/** The telling of one clip, in one or two steps. */
export interface Teller {
  /** While the clip is being described: tells what is known by then, if that takes long and nobody was told yet. */
  first(evidence: Evidence, describing: Promise<unknown>): Promise<void>;
  /** Resolves when it is decided whether to tell; `told` when nobody is left to be told. */
  decide(evidence: Evidence): Promise<{ readonly told: Promise<void> }>;
  /** It is not to be told now: the first step ends. */
  drop(): Promise<void>;
}

export function makeTeller(context: TellContext, ledger: Ledger, storing: Promise<void>): Teller {
  const { clock, stop, rest, claims } = context;
  const telling = makeTelling(context, ledger);
  const enough = new AbortController();
  const beganMs = clock.monotonic();
  let firstRound: Promise<unknown> = Promise.resolve();

  const drop = async () => {
    enough.abort();
    await firstRound;
  };

  const finalDecision = async (evidence: Evidence): Promise<Decision | undefined> => {
    const before = ledger.state.alert_decision;
    if (before && before.provisional !== true) return before;
    const wish = await decide(context, ledger, evidence);
    if (wish?.notify !== true) await drop();
    if (!wish) return undefined;
    const isOut = before !== null && Object.keys(ledger.state.told).length > 0;
    const decision = isOut && !wish.notify ? completed(context, ledger, before, wish) : wish;
    await ledger.note({ type: "decided" }, { alert_decision: decision });
    return decision;
  };

  const conclude = async (decision: Decision): Promise<void> => {
    const reason = await reasonAgainst(context, ledger, decision);
    if (reason !== undefined) {
      await drop();
      claims.release(ledger.state);
      await ledger.note({ type: "stage_skipped", stage: "notify", error: reason });
      return;
    }
    const waitMs = UPLOAD_WAIT_MS - (clock.monotonic() - beganMs);
    if (!isSettled(ledger.state.stages.upload) && waitMs > 0) {
      await waitAtMost(clock, storing, waitMs, stop);
    }
    await tellAll(context, ledger, telling, storing);
  };

  return {
    async first(evidence, describing) {
      let isOver = false;
      void describing.finally(() => (isOver = true));
      await waitAtMost(clock, describing, FIRST_WAIT_MS, rest);
      if (isOver || rest.aborted || !isFirstWanted(context, ledger)) return;
      const decision = ledger.state.alert_decision ?? (await decide(context, ledger, evidence));
      if (decision?.notify !== true || (await claimedBy(context, ledger)) !== undefined) return;
      await ledger.note({ type: "decided" }, { alert_decision: { ...decision, provisional: true } });
      firstRound = telling.round(enough.signal);
    },
    async decide(evidence) {
      if (isSettled(ledger.state.stages.notify)) return { told: Promise.resolve() };
      const decision = await finalDecision(evidence);
      return { told: decision ? conclude(decision) : Promise.resolve() };
    },
    drop,
  };
}

/** An old alert is no hurry, and one that was told live or has its final decision is not told a step earlier. */
function isFirstWanted({ wasToldLive }: TellContext, ledger: Ledger): boolean {
  const { happening_id, alert_decision, stages } = ledger.state;
  if (isSettled(stages.notify) || isSettled(stages.vlm) || wasToldLive(happening_id)) return false;
  return freshness(ledger)() && (alert_decision === null || alert_decision.provisional === true);
}

async function reasonAgainst(
  context: TellContext,
  ledger: Ledger,
  decision: Decision,
): Promise<string | undefined> {
  if (!decision.notify) return "The decision was not to alert.";
  if (ledger.nowMs() > tellUntilMs(ledger.state)) return "It happened more than a week ago.";
  const holder = await claimedBy(context, ledger);
  return holder && `The same happening was already told with clip ${holder}.`;
}

/** A journal that cannot be read must not keep an alert back: twice is better than never. */
async function claimedBy(context: TellContext, ledger: Ledger): Promise<string | undefined> {
  const claim = await attempt(decideLimits(context), () => context.claims.take(ledger.state));
  return claim.ok ? claim.value : undefined;
}

async function tellAll(
  context: TellContext,
  ledger: Ledger,
  telling: Telling,
  storing: Promise<void>,
): Promise<void> {
  const round = telling.round();
  const addressed = telling.address(storing);
  await settle(context, ledger, await round);
  if (Object.keys(ledger.state.told).length === 0) context.claims.release(ledger.state);
  await addressed;
}

/** The stage is over when each notifier has the final word or has refused it for good. */
async function settle({ stages }: TellContext, ledger: Ledger, errors: readonly StageError[]): Promise<void> {
  if (errors.some(({ kind }) => kind === "aborted")) return;
  const { told, stages: logs } = ledger.state;
  const [refusal] = errors;
  if (stages.notifiers.length === 0) {
    await ledger.note({ type: "stage_skipped", stage: "notify", error: "No notifier is set up." });
  } else if (refusal && Object.keys(told).length === 0) {
    const error = { error: refusal.message, error_kind: refusal.kind, will_retry: false };
    await ledger.note({ type: "stage_failed", stage: "notify", ...error });
  } else {
    const attempts = Math.max(logs.notify.attempts, 1);
    await ledger.note({ type: "stage_completed", stage: "notify", attempt: attempts });
  }
}
