import type { Analysis } from "#domain/analysis.ts";
import { isSettled } from "#domain/clip-progress.ts";
import { stages as allStages, type ClipState, clipOf, type Stage } from "#domain/clip-state.ts";
import type { FilterResult } from "#domain/detection.ts";
import { failureKind } from "#domain/failure.ts";
import { err, ok, type Result } from "#domain/result.ts";
import { sidecarOf } from "#domain/sidecar.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { Evidence } from "#ports/alert-policy.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import { type ClipFile, makeClipFile } from "./clip-file.ts";
import { freshness } from "./fresh.ts";
import type { Lane } from "./lane.ts";
import type { PlainStage } from "./lanes.ts";
import type { Ledger } from "./ledger.ts";
import { waitAtMost } from "./retry.ts";
import { runStage } from "./run-stage.ts";
import { type StoreContext, storeClip } from "./store-clip.ts";
import { makeTeller, type Teller } from "./tell.ts";
import type { TellContext } from "./tell-context.ts";

/** What is written beside a clip waits so long for what becomes of its alert; a broker may be away for days. */
const TELL_WAIT_MS = 5000;

export interface ProcessContext extends TellContext, StoreContext {
  readonly shelf: Pick<ClipShelf, "has">;
  readonly lanes: Readonly<Record<PlainStage, Lane>>;
}

/**
 * Takes one clip from file to told: store ∥ filter → analyze → decide → notify, and at last what is known of it beside
 * each copy.
 *
 * Never throws for the world's failures. What is settled in the ledger is not done again, so this also takes up a clip
 * that was left half-way; what cannot be finished now stays in the journal.
 */
export async function processClip(context: ProcessContext, ledger: Ledger): Promise<void> {
  const file = makeClipFile(context, ledger);
  // Started first and awaited last: an upload must not delay the alert, nor the filter the upload.
  const storing = storeClip(context, ledger, file);
  const looking = lookAndTell(context, ledger, file, makeTeller(context, ledger, storing));
  const telling = looking.then(({ told }) => told);
  const describeSoon = async () => {
    await waitAtMost(context.clock, telling, TELL_WAIT_MS, context.stop);
    await describeBeside(context, ledger);
  };
  await storing;
  await describeSoon();
  // Looking at it may have taken longer than storing it and the wait.
  await looking;
  await describeSoon();
  await telling;

  const { stages } = ledger.state;
  if (allStages.every((stage) => isSettled(stages[stage]))) await ledger.note({ type: "clip_done" });
}

/** Resolves when it is decided whether to tell; `told` when nobody is left to be told. */
async function lookAndTell(
  context: ProcessContext,
  ledger: Ledger,
  file: ClipFile,
  teller: Teller,
): Promise<{ readonly told: Promise<void> }> {
  const seen = await look(context, ledger, file);
  if (!seen.ok && seen.error.kind === "aborted") return { told: Promise.resolve() };
  const evidence = evidenceOf(context, ledger.state, seen);
  const describing = describe(context, ledger, seen);
  await teller.first(evidence, describing);
  const analysis = await describing;
  if (!analysis.ok && analysis.error.kind === "aborted") return { told: teller.drop() };

  return await teller.decide({ ...evidence, analysis: analysis.ok ? analysis.value : analysis.error });
}

function evidenceOf(context: ProcessContext, state: ClipState, seen: Known<FilterResult>): Evidence {
  return {
    camera: state.camera_name,
    happening: state.happening_id,
    startedAtMs: Date.parse(state.start_ts),
    suppressions: context.camera(state.camera_name)?.wanted.suppressions,
    live: state.live ?? undefined,
    circumstances: context.circumstances?.(state.camera_name),
    filter: seen.ok ? seen.value : seen.error,
    analysis: undefined,
  };
}

/** Whether it would be told if nobody described it. A broken policy tells to be on the safe side. */
function isAlertAsSeen({ stages }: ProcessContext, evidence: Evidence): boolean {
  try {
    return stages.policy.decide(evidence).notify;
  } catch {
    return true;
  }
}

/** Writes what was found out beside the clip, on this disk and at each place that has it. */
async function describeBeside(context: ProcessContext, ledger: Ledger): Promise<void> {
  const { stages, alert_decision } = ledger.state;
  const isKnown = isSettled(stages.upload) && isSettled(stages.vlm);
  if (isSettled(stages.sidecar) || !isKnown || (alert_decision === null && !isSettled(stages.notify))) return;
  await runStage(context, ledger, {
    stage: "sidecar",
    lane: context.lanes.sidecar,
    run: (signal) => describeAtAll(context.storages, ledger.state, signal),
    learn: () => ({}),
  });
}

/** One place that is away does not keep the others from hearing it. */
async function describeAtAll(
  storages: readonly ClipStorage[],
  state: ClipState,
  signal: AbortSignal,
): Promise<void> {
  const json = JSON.stringify(sidecarOf(state));
  const outcomes = await Promise.allSettled(
    storages.map(async (storage) => {
      const uri = state.copies[storage.place]?.uri;
      if (uri !== undefined) await storage.describe(uri, json, signal);
    }),
  );
  const causes = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [outcome.reason as unknown] : [],
  );
  // What may pass by itself is tried again, whoever else has refused for good.
  const worst = causes.find((cause) => failureKind(cause) === "unavailable") ?? causes[0];
  if (worst !== undefined) throw worst as Error;
}

type Known<T> = Result<T | undefined, StageError>;

async function look(context: ProcessContext, ledger: Ledger, file: ClipFile): Promise<Known<FilterResult>> {
  const { state } = ledger;
  if (isSettled(state.stages.filter)) return known(ledger, "filter", state.filter_result);
  const camera = context.camera(state.camera_name);
  if (!camera?.isDetectionOn) {
    const error = camera ? "Detection is switched off." : "This camera is no longer set up.";
    await ledger.note({ type: "stage_skipped", stage: "filter", error });
    return ok(undefined);
  }

  const clip = clipOf(state);
  return await runStage(context, ledger, {
    stage: "filter",
    lane: context.lanes.filter,
    isUrgent: freshness(ledger),
    run: async (signal) => {
      await file.bringBack(signal);
      return await context.stages.filter.detect(clip, camera.wanted, signal);
    },
    learn: (seen) => ({ filter_result: seen }),
  });
}

async function describe(
  context: ProcessContext,
  ledger: Ledger,
  seen: Known<FilterResult>,
): Promise<Known<Analysis>> {
  const { state } = ledger;
  if (isSettled(state.stages.vlm)) return known(ledger, "vlm", state.analysis_result);
  if (!seen.ok || seen.value === undefined) {
    await ledger.note({ type: "stage_skipped", stage: "vlm", error: "Nobody has looked for objects." });
    return ok(undefined);
  }

  const isFresh = freshness(ledger);
  const request = {
    clip: clipOf(state),
    seen: seen.value,
    briefing: context.briefing(state),
    isAlert: isAlertAsSeen(context, evidenceOf(context, state, seen)),
  };
  return await runStage(context, ledger, {
    stage: "vlm",
    lane: context.lanes.vlm,
    isUrgent: () => request.isAlert && isFresh(),
    run: (signal) => context.stages.analyzer.analyze(request, signal),
    learn: (analysis) => (analysis ? { analysis_result: analysis } : "There was nothing to ask it."),
  });
}

/** What an earlier run has left of a stage. */
function known<T>({ state }: Ledger, stage: Stage, value: T | null): Known<T> {
  const { status, last_error } = state.stages[stage];
  if (status !== "error") return ok(value ?? undefined);
  return err({ stage, kind: "internal", message: last_error ?? "It failed.", cause: undefined });
}
