import type { Analysis } from "#domain/analysis.ts";
import type { Decision } from "#domain/decision.ts";
import type { FilterResult } from "#domain/detection.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { LiveSummary } from "#domain/live-summary.ts";
import type { StageError } from "#domain/stage-error.ts";

/** All that is known of a clip when the decision falls. A failed stage leaves its error. */
export interface Evidence {
  readonly camera: CameraSlug;
  /** What was seen while it happened, if somebody looked. */
  readonly live?: LiveSummary | undefined;
  readonly filter: FilterResult | StageError | undefined;
  readonly analysis: Analysis | StageError | undefined;
}

/** Decides whether to tell. Pure: the same evidence gives the same decision. */
export interface AlertPolicy {
  decide(evidence: Evidence): Decision;
}
