import type { Analysis } from "#domain/analysis.ts";
import { isSettled } from "#domain/clip-progress.ts";
import { stages as allStages, clipOf, type Stage } from "#domain/clip-state.ts";
import type { FilterResult } from "#domain/detection.ts";
import { err, ok, type Result } from "#domain/result.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { Ledger } from "./ledger.ts";
import { runStage } from "./run-stage.ts";
import { type TellContext, tell } from "./tell.ts";

/**
 * Takes one clip from file to told: store ∥ filter → analyze → decide → notify.
 *
 * Never throws for the world's failures. What is settled in the ledger is not done again, so this also takes up a clip
 * that was left half-way; what cannot be finished now stays in the journal.
 */
export async function processClip(context: TellContext, ledger: Ledger): Promise<void> {
  // Started first and awaited last: an upload must not delay the alert, nor the filter the upload.
  const storing = storeClip(context, ledger);
  await lookAndTell(context, ledger, storing);
  await storing;

  const { stages } = ledger.state;
  if (allStages.every((stage) => isSettled(stages[stage]))) await ledger.note({ type: "clip_done" });
}

async function storeClip(context: TellContext, ledger: Ledger): Promise<void> {
  if (isSettled(ledger.state.stages.upload)) return;
  const clip = clipOf(ledger.state);
  await runStage(context, ledger, {
    stage: "upload",
    run: (signal) => context.stages.storage.store(clip, signal),
    learn: ({ uri, viewUrl }) => ({ storage_uri: uri, view_url: viewUrl ?? null }),
  });
}

async function lookAndTell(context: TellContext, ledger: Ledger, storing: Promise<void>): Promise<void> {
  const seen = await look(context, ledger);
  if (!seen.ok && seen.error.kind === "aborted") return;
  const analysis = await describe(context, ledger, seen);
  if (!analysis.ok && analysis.error.kind === "aborted") return;

  const evidence = {
    camera: ledger.state.camera_name,
    filter: seen.ok ? seen.value : seen.error,
    analysis: analysis.ok ? analysis.value : analysis.error,
  };
  await tell(context, ledger, evidence, storing);
}

type Known<T> = Result<T | undefined, StageError>;

async function look(context: TellContext, ledger: Ledger): Promise<Known<FilterResult>> {
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
    run: (signal) => context.stages.filter.detect(clip, camera.wanted, signal),
    learn: (seen) => ({ filter_result: seen }),
  });
}

async function describe(
  context: TellContext,
  ledger: Ledger,
  seen: Known<FilterResult>,
): Promise<Known<Analysis>> {
  const { state } = ledger;
  if (isSettled(state.stages.vlm)) return known(ledger, "vlm", state.analysis_result);
  if (!seen.ok || seen.value === undefined) {
    await ledger.note({ type: "stage_skipped", stage: "vlm", error: "Nobody has looked for objects." });
    return ok(undefined);
  }

  const clip = clipOf(state);
  const found = seen.value;
  return await runStage(context, ledger, {
    stage: "vlm",
    run: (signal) => context.stages.analyzer.analyze(clip, found, signal),
    learn: (analysis) => (analysis ? { analysis_result: analysis } : "There was nothing to ask it."),
  });
}

/** What an earlier run has left of a stage. */
function known<T>({ state }: Ledger, stage: Stage, value: T | null): Known<T> {
  const { status, last_error } = state.stages[stage];
  if (status !== "error") return ok(value ?? undefined);
  return err({ stage, kind: "internal", message: last_error ?? "It failed.", cause: undefined });
}
