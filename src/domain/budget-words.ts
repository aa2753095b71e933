import type { BudgetLine, BudgetSettings, BudgetWindow, Usage } from "./budget.ts";
import type { Refusal } from "./budget-use.ts";

/** From this share of a limit on the owner is told. */
export const WARN_FROM = 0.8;
/** The share that is told, in steps, so that not each question makes a new sentence. */
const STEP_PERCENT = 10;

/** Why a question may not be asked: `All of today's 100 requests to vision models are used up.` */
export function refusalWords({ line, by }: Refusal, cameraName: string): string {
  const what = `${whose[line.window]} ${line.limit ?? 0} ${things[line.of]}`;
  switch (by) {
    case "limit":
      return `All of ${what} are used up.`;
    case "share":
      return `${cameraName} has used up its share of ${what}.`;
    case "kept_for_alerts":
      return `The rest of ${what} is kept for clips that make an alert.`;
  }
}

/**
 * What the owner must know before it hurts, of the limit that is closest: `80 % of today's 100 requests to vision models
 * are used. …` Nothing while all is well. `next` is what one more question may use up.
 */
export function budgetWarning(
  lines: readonly BudgetLine[],
  atLimit: BudgetSettings["at_limit"],
  next: Usage,
): string | undefined {
  const shares = lines.flatMap((line) =>
    line.limit === undefined
      ? []
      : [{ line, share: line.used / line.limit, isSpent: line.used + next[line.of] > line.limit }],
  );
  const closest = shares.sort((a, b) => Number(b.isSpent) - Number(a.isSpent) || b.share - a.share)[0];
  if (!closest || (closest.share < WARN_FROM && !closest.isSpent)) return undefined;

  const { line, share, isSpent } = closest;
  const what = `${whose[line.window]} ${line.limit ?? 0} ${things[line.of]}`;
  const until = `${isSpent ? "Until" : "At the limit, until"} ${ends[line.window]}, ${consequence[atLimit]}.`;
  const advice = "For more, raise the limit under budget in the options.";
  if (isSpent) return `All of ${what} are used up. ${until} ${advice}`;
  const percent = Math.floor((share * 100) / STEP_PERCENT) * STEP_PERCENT;
  return `${percent} % of ${what} are used. ${until} ${advice}`;
}

const whose = {
  hour: "this hour's",
  day: "today's",
  month: "this month's",
} as const satisfies Record<BudgetWindow, string>;
const ends = {
  hour: "the next hour",
  day: "midnight",
  month: "the next month",
} as const satisfies Record<BudgetWindow, string>;
const things = {
  requests: "requests to vision models",
  tokens: "tokens of vision models",
  cost: "units of money for vision models",
} as const satisfies Record<keyof Usage, string>;
const consequence = {
  rules: "clips are described from what the detector saw",
  alerts_only: "clips are described from what the detector saw",
  cheaper: "the further analyzers of your list are asked",
} as const satisfies Record<BudgetSettings["at_limit"], string>;
