import type { HouseholdNote } from "#domain/briefing.ts";
import type { BudgetLine, Usage } from "#domain/budget.ts";
import type { Alerting } from "#ports/alerting.ts";

/** What Home Assistant shows and sets of the vision models. */
export interface AiDesk {
  /** The owner's one switch for all cameras. */
  readonly analysis: {
    isOn(): boolean;
    /** Kept over restarts. Resolves when it is. */
    set(on: boolean): Promise<void>;
    subscribe(listener: () => void): Disposable;
  };
  readonly spending: {
    /** One for each limit that there can be, set or not. */
    lines(): readonly BudgetLine[];
    /** Since local midnight. */
    today(): Usage;
    subscribe(listener: () => void): Disposable;
  };
  /** How each model does now. */
  health(): readonly ModelHealth[];
  /** Whether the owner has given any price: without one nothing costs anything. */
  readonly hasPrices: boolean;
}

export interface ModelHealth {
  readonly name: string;
  readonly state: "well" | "resting" | "trying";
  /** Why it rests, as a sentence. */
  readonly reason: string | undefined;
}

/** What holds in the household, for whoever describes clips. */
export interface Household {
  /** Those that hold now, oldest first. */
  notes(): readonly (HouseholdNote & { readonly id: string })[];
  /** Kept over restarts. Throws `Failure` where it cannot be. */
  addNote(note: HouseholdNote): Promise<unknown>;
  removeNote(id: string): Promise<boolean>;
  /** Called after each change, and when a note is over. */
  subscribe(listener: () => void): Disposable;
}

/** What can be asked and set besides the cameras. What is missing has no entities. */
export interface Controls {
  readonly alerting?: Alerting | undefined;
  readonly ai?: AiDesk | undefined;
  readonly household?: Household | undefined;
}

/** As far as it decides which entities there are. */
export interface ControlTraits {
  readonly alerting: boolean;
  readonly household: boolean;
  readonly ai: AiTraits | undefined;
}

export interface AiTraits {
  readonly hasPrices: boolean;
  readonly hasLimits: boolean;
  /** ISO 4217; `undefined` until Home Assistant has said. */
  readonly currency: string | undefined;
}

export function traitsOf({ alerting, ai, household }: Controls, currency: string | undefined): ControlTraits {
  return {
    alerting: alerting !== undefined,
    household: household !== undefined,
    ai: ai && { hasPrices: ai.hasPrices, hasLimits: ai.spending.lines().some(isSet), currency },
  };
}

/** A limit that the owner has set. */
export function isSet({ limit }: BudgetLine): boolean {
  return limit !== undefined;
}

/** Calls after each change of any of it. */
export function watchControls({ alerting, ai, household }: Controls, listener: () => void): Disposable {
  const watching = new DisposableStack();
  for (const one of [alerting, ai?.analysis, ai?.spending, household]) {
    if (one !== undefined) watching.use(one.subscribe(listener));
  }
  return watching;
}
