import { isSettled } from "#domain/clip-progress.ts";
import { type ClipState, isToldBy, type Stage } from "#domain/clip-state.ts";

/** A lane, from the side of a clip: a stage, and which one of the storages or notifiers. */
export interface LaneName {
  readonly stage: Stage;
  readonly place?: string;
}

/** What exists now: a lane leads to each. */
export interface Ends {
  readonly places: readonly string[];
  /** By name. */
  readonly notifiers: readonly string[];
}

/**
 * The lanes in which a clip would ask for a place if it were taken up now. A stage that waits for another one is not
 * among them: to take a clip up for its sake would lead nowhere, again and again.
 */
export function stepsNow(state: ClipState, { places, notifiers }: Ends): readonly LaneName[] {
  const { stages, copies, alert_decision } = state;
  const isOver = (stage: Stage) => isSettled(stages[stage]);
  const steps: LaneName[] = [];
  if (!isOver("upload")) {
    for (const place of places) if (copies[place] === undefined) steps.push({ stage: "upload", place });
  }
  if (!isOver("filter")) steps.push({ stage: "filter" });
  else if (!isOver("vlm")) steps.push({ stage: "vlm" });
  else if (!isOver("notify")) {
    for (const place of notifiers) if (!isToldBy(state, place)) steps.push({ stage: "notify", place });
  }
  const isKnown = isOver("upload") && isOver("vlm") && (alert_decision !== null || isOver("notify"));
  if (isKnown && !isOver("sidecar")) steps.push({ stage: "sidecar" });
  return steps;
}
