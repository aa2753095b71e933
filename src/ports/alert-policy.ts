import type { Analysis } from "#domain/analysis.ts";
import type { Circumstances } from "#domain/circumstances.ts";
import type { Decision } from "#domain/decision.ts";
import type { FilterResult } from "#domain/detection.ts";
import type { CameraSlug, HappeningId } from "#domain/ids.ts";
import type { LiveSummary } from "#domain/live-summary.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { Suppression } from "#domain/suppression.ts";

/** All that is known of a clip when the decision falls. A failed stage leaves its error. */
export interface Evidence {
  readonly camera: CameraSlug;
  /** Whose alert it would be: what was told of it already goes on. */
  readonly happening?: HappeningId | undefined;
  /** When the clip began, Unix ms. */
  readonly startedAtMs?: number | undefined;
  /** What the owner found not interesting in front of this camera. */
  readonly suppressions?: readonly Suppression[] | undefined;
  /** What was seen while it happened, if somebody looked. */
  readonly live?: LiveSummary | undefined;
  /** How things stand in the house; without it they are no reason against telling. */
  readonly circumstances?: Circumstances | undefined;
  readonly filter: FilterResult | StageError | undefined;
  readonly analysis: Analysis | StageError | undefined;
}

/** Decides whether to tell. Pure: the same evidence gives the same decision. */
export interface AlertPolicy {
  decide(evidence: Evidence): Decision;
}
