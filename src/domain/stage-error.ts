import type { Stage } from "./clip-state.ts";
import type { FailureKind } from "./failure.ts";

/** A stage's failure, as a value. */
export interface StageError {
  readonly stage: Stage;
  readonly kind: FailureKind;
  readonly message: string;
  readonly cause: unknown;
}

export function isStageError(value: object | undefined): value is StageError {
  return value !== undefined && "stage" in value && "kind" in value;
}
