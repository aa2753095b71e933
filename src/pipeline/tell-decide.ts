import { applyGates } from "#domain/alert-gates.ts";
import type { Decision } from "#domain/decision.ts";
import type { Evidence } from "#ports/alert-policy.ts";
import { attempt } from "./attempt.ts";
import type { Ledger } from "./ledger.ts";
import type { TellContext } from "./tell-context.ts";

const DECIDE_TIMEOUT_MS = 1000;

/** What the owner's rules say of what is known, as things stand now. `undefined` at a shutdown. */
export async function decide(
  context: TellContext,
  ledger: Ledger,
  evidence: Evidence,
): Promise<Decision | undefined> {
  const { stages, log } = context;
  const verdict = await attempt(decideLimits(context), async () =>
    stages.policy.decide({ ...evidence, circumstances: context.circumstances?.(evidence.camera) }),
  );
  if (!verdict.ok && verdict.error.kind === "aborted") return undefined;
  if (!verdict.ok) log.error({ clip: ledger.state.clip_id, err: verdict.error.cause }, "policy failed");
  return verdict.ok ? verdict.value : onSafeSide(context, ledger);
}

export function decideLimits({ clock, stop }: Pick<TellContext, "clock" | "stop">) {
  return { clock, timeoutMs: DECIDE_TIMEOUT_MS, signal: stop };
}

/**
 * It was told, and then turned out to be no reason: what is out is told to its end, unless the owner has stopped it by
 * hand meanwhile.
 */
export function completed(
  { circumstances }: TellContext,
  { state }: Ledger,
  told: Decision,
  wish: Decision,
): Decision {
  const decision: Decision = {
    notify: true,
    notify_reason: told.notify_reason,
    explanation: `You were told before it was described: ${told.explanation} ${wish.explanation}`,
    ...(wish.trace && { trace: wish.trace }),
  };
  const now = circumstances?.(state.camera_name);
  const risk = state.analysis_result?.risk_level ?? null;
  const grounds = { alert: state.happening_id, risk, isLive: false };
  return !now || applyGates(decision, grounds, now).notify ? decision : wish;
}

/** Without a verdict it is safer to tell, unless the owner wants to hear nothing now. */
function onSafeSide({ circumstances }: TellContext, { state }: Ledger): Decision {
  const now = circumstances?.(state.camera_name);
  const risk = state.analysis_result?.risk_level ?? null;
  return now
    ? applyGates(brokenPolicy, { alert: state.happening_id, risk, isLive: false }, now)
    : brokenPolicy;
}

const brokenPolicy: Decision = {
  notify: true,
  notify_reason: "policy_failed",
  explanation: "The alert rules failed, so you are told to be on the safe side.",
};
