import type { BudgetLine, Usage } from "#domain/budget.ts";
import type { CameraSlug } from "#domain/ids.ts";

/** What vision models have used up. */
export interface Spending {
  /** One for each limit that there can be, whether the owner has set it or not. */
  lines(): readonly BudgetLine[];
  /** What each camera has used up today, the most requests first; those that have used nothing are missing. */
  perCamera(): readonly CameraSpending[];
  /** Since local midnight. */
  today(): Usage;
  /** What is wrong with it or soon will be, as a sentence: see `BudgetSettings`. */
  warning(): string | undefined;
  /** Called after each change, and when an hour, day or month is over. */
  subscribe(listener: () => void): Disposable;
}

export interface CameraSpending extends Usage {
  readonly camera: CameraSlug;
}

/** A question that is about to be asked. */
export interface SpendingWish {
  readonly camera: CameraSlug;
  readonly cameraName: string;
  /** By the owner's rules its clip makes an alert. */
  readonly isAlert: boolean;
  /** What one such question may use up, as far as is known. */
  readonly expected: Usage;
}

/** What was counted before it was asked. */
export interface Reservation {
  /** Corrects it to what was really used. Does so once. */
  settle(used: Usage): void;
}

/** Asked before each question to a vision model. */
export interface Budget {
  /** With `cheaper` only the first analyzer that describes, and the gate before it, count. */
  readonly areFurtherFree: boolean;
  /** Counts the question, or says in a sentence why it may not be asked. */
  reserve(wish: SpendingWish): Reservation | { readonly refused: string };
}

/** How one vision model does. */
export interface AnalyzerHealth {
  readonly name: string;
  /** `resting`: it failed several times in a row and is left alone for a while. `trying`: it is asked whether it is back. */
  readonly state: "well" | "resting" | "trying";
  /** Why it rests, as a sentence. */
  readonly reason: string | undefined;
  /** Unix ms: when it is asked again. */
  readonly nextTryMs: number | undefined;
}
