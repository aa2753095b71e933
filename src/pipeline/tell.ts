import type { Alert } from "#domain/alert.ts";
import type { Briefing } from "#domain/briefing.ts";
import { isSettled } from "#domain/clip-progress.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { Decision } from "#domain/decision.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { AlertPolicy, Evidence } from "#ports/alert-policy.ts";
import type { ClipAnalyzer } from "#ports/clip-analyzer.ts";
import type { Notifier } from "#ports/notifier.ts";
import type { ObjectFilter, Wanted } from "#ports/object-filter.ts";
import { type AlertOptions, alertOf } from "./alert.ts";
import { attempt } from "./attempt.ts";
import type { Claims } from "./claims.ts";
import { deliver } from "./deliver.ts";
import { freshness } from "./fresh.ts";
import type { Lane } from "./lane.ts";
import type { Ledger } from "./ledger.ts";
import { waitAtMost } from "./retry.ts";
import { runStage, type StageContext } from "./run-stage.ts";
import { stageRules } from "./stage-rules.ts";

/** An alert waits so long for its clip to be stored, and then goes without its address. */
export const UPLOAD_WAIT_MS = 5000;
/** After a week nobody is told of a clip any more. It can still be seen in the panel. */
export const NOTIFY_AGE_MAX_MS = 7 * 24 * 60 * 60_000;
const DECIDE_TIMEOUT_MS = 1000;

export interface Stages {
  readonly filter: ObjectFilter;
  readonly analyzer: ClipAnalyzer;
  readonly policy: AlertPolicy;
  readonly notifiers: readonly Notifier[];
}

/** What the owner wants of a camera now. */
export interface CameraWishes {
  readonly wanted: Wanted;
  readonly isDetectionOn: boolean;
  readonly isNotificationsOn: boolean;
}

export interface TellContext extends StageContext, AlertOptions {
  readonly stages: Stages;
  readonly lanes: { readonly notify: Lane };
  readonly claims: Claims;
  /** `undefined` for a camera that is not set up any more. */
  camera(slug: CameraSlug): CameraWishes | undefined;
  /** What whoever describes a clip is told of its camera and the house. */
  briefing(state: ClipState): Briefing;
  /** Somebody is being told: once per alert and run of the app, whatever becomes of the delivery. */
  onAlert(alert: Alert): void;
}

/** Decides whether to tell, and tells. Resolves to what was told. */
export async function tell(
  context: TellContext,
  ledger: Ledger,
  evidence: Evidence,
  storing: Promise<void>,
): Promise<Alert | undefined> {
  if (isSettled(ledger.state.stages.notify)) return undefined;
  const decision = ledger.state.alert_decision ?? (await decide(context, ledger, evidence));
  if (!decision?.notify) return decision && (await skip(ledger, "The decision was not to alert."));
  if (ledger.nowMs() > tellUntilMs(ledger.state)) {
    return await skip(ledger, "It happened more than a week ago.");
  }

  const claim = await attempt(limits(context), () => context.claims.take(ledger.state));
  // A journal that cannot be read must not keep an alert back: twice is better than never.
  if (claim.ok && claim.value !== undefined) {
    return await skip(ledger, `The same happening was already told with clip ${claim.value}.`);
  }
  if (!isSettled(ledger.state.stages.upload)) {
    await waitAtMost(context.clock, storing, UPLOAD_WAIT_MS, context.stop);
  }
  const alert = await notify(context, ledger);
  if (!alert) context.claims.release(ledger.state);
  return alert;
}

/** Somebody was told of a clip that had no address yet: once more, in place, now that it has one. As well as it goes. */
export async function tellAddress(
  context: TellContext,
  ledger: Ledger,
  told: Alert | undefined,
): Promise<void> {
  const alert = alertOf(ledger.state, { ...context, nowMs: ledger.nowMs() });
  if (!told || told.storage_uri !== null || alert.storage_uri === null || alert.late) return;
  context.onAlert(alert);
  const { stages, clock, log, stop } = context;
  const timeoutMs = stageRules.notify.timeoutMs;
  await attempt({ clock, timeoutMs, signal: stop }, (signal) =>
    deliver(stages.notifiers, alert, { told: new Set(), log, signal }),
  );
}

async function decide(
  context: TellContext,
  ledger: Ledger,
  evidence: Evidence,
): Promise<Decision | undefined> {
  const { stages, camera, log } = context;
  const verdict = await attempt(limits(context), async () => stages.policy.decide(evidence));
  if (!verdict.ok && verdict.error.kind === "aborted") return undefined;
  if (!verdict.ok) log.error({ clip: ledger.state.clip_id, err: verdict.error.cause }, "policy failed");

  const wish = verdict.ok ? verdict.value : brokenPolicy;
  const isMuted = wish.notify && camera(evidence.camera)?.isNotificationsOn === false;
  const decision = isMuted ? muted(wish) : wish;
  await ledger.note({ type: "decided" }, { alert_decision: decision });
  return decision;
}

async function notify(context: TellContext, ledger: Ledger): Promise<Alert | undefined> {
  const { stages, log } = context;
  const told = new Set<Notifier>();
  let last: Alert | undefined;
  const outcome = await runStage(context, ledger, {
    stage: "notify",
    lane: context.lanes.notify,
    isUrgent: freshness(ledger),
    untilMs: tellUntilMs(ledger.state),
    run: async (signal) => {
      // Made anew for each attempt: meanwhile the clip may have been stored.
      const alert = alertOf(ledger.state, { ...context, nowMs: ledger.nowMs() });
      if (!last) context.onAlert(alert);
      last = alert;
      return await deliver(stages.notifiers, alert, { told, log, signal });
    },
    learn: (count) => (count === 0 ? "No notifier is set up." : {}),
  });
  return outcome.ok ? last : undefined;
}

/** Without a verdict it is safer to tell. */
const brokenPolicy: Decision = {
  notify: true,
  notify_reason: "policy_failed",
  explanation: "The alert rules failed, so you are told to be on the safe side.",
};

function muted({ notify_reason, explanation }: Decision): Decision {
  return {
    notify: false,
    notify_reason: "notifications_off",
    explanation: `${explanation} Nobody is told, as notifications of this camera are switched off (${notify_reason}).`,
  };
}

async function skip(ledger: Ledger, reason: string): Promise<undefined> {
  await ledger.note({ type: "stage_skipped", stage: "notify", error: reason });
}

function tellUntilMs({ end_ts }: ClipState): number {
  return Date.parse(end_ts) + NOTIFY_AGE_MAX_MS;
}

function limits({ clock, stop }: TellContext) {
  return { clock, timeoutMs: DECIDE_TIMEOUT_MS, signal: stop };
}
