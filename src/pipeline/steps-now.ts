import { isSettled } from "#domain/clip-progress.ts";
import type { ClipState, Stage } from "#domain/clip-state.ts";

/** A lane, from the side of a clip: a stage, and of an upload one of the places. */
export interface LaneName {
  readonly stage: Stage;
  readonly place?: string;
}

/**
 * The lanes in which a clip would ask for a place if it were taken up now. A stage that waits for another one is not
 * among them: to take a clip up for its sake would lead nowhere, again and again.
 */
export function stepsNow(
  { stages, copies, alert_decision }: ClipState,
  places: readonly string[],
): readonly LaneName[] {
  const isOver = (stage: Stage) => isSettled(stages[stage]);
  const steps: LaneName[] = [];
  if (!isOver("upload")) {
    for (const place of places) if (copies[place] === undefined) steps.push({ stage: "upload", place });
  }
  if (!isOver("filter")) steps.push({ stage: "filter" });
  else if (!isOver("vlm")) steps.push({ stage: "vlm" });
  else if (!isOver("notify")) steps.push({ stage: "notify" });
  const isKnown = isOver("upload") && isOver("vlm") && (alert_decision !== null || isOver("notify"));
  if (isKnown && !isOver("sidecar")) steps.push({ stage: "sidecar" });
  return steps;
}
