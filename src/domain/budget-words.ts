import type { BudgetLine, BudgetSettings, BudgetWindow, Usage } from "./budget.ts";
import type { Refusal } from "./budget-use.ts";

/** From this share of a limit on the owner is told. */
export const WARN_FROM = 0.8;
/** The share that is told, in steps, so that not each question makes a new sentence. */
const STEP_PERCENT = 10;

/** Why a question may not be asked: `Nothing is left of today's 100 requests to vision models.` */
export function refusalWords({ line, by }: Refusal, cameraName: string): string {
  const what = `${limitWords(line)} ${towards[line.of]} vision models`;
  switch (by) {
    case "limit":
      return `Nothing is left of ${what}.`;
    case "share":
      return `${cameraName} has used up its share of ${what}.`;
    case "kept_for_alerts":
      return `The rest of ${what} is kept for clips that make an alert.`;
  }
}

/**
 * What the owner must know before it hurts, of the limit that is closest: `Vision models have used 80 % of
 * today's 100 requests. …` Nothing while all is well. `next` is what one more question may use up.
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
  const until = `${isSpent ? "Until" : "At the limit, until"} ${ends[line.window]}, ${consequence[atLimit]}.`;
  const advice = "For more, raise the limit under budget in the options.";
  if (isSpent) {
    return `Nothing is left of ${limitWords(line)} ${towards[line.of]} vision models. ${until} ${advice}`;
  }
  const percent = Math.floor((share * 100) / STEP_PERCENT) * STEP_PERCENT;
  return `Vision models have used ${percent} % of ${limitWords(line)}. ${until} ${advice}`;
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
/** `today's 100 requests`. */
const limitWords = ({ window, of, limit }: BudgetLine) => `${whose[window]} ${limit ?? 0} ${things[of]}`;
const things = {
  requests: "requests",
  tokens: "tokens",
  cost: "in money",
} as const satisfies Record<keyof Usage, string>;
const towards = {
  requests: "to",
  tokens: "for",
  cost: "for",
} as const satisfies Record<keyof Usage, string>;
const consequence = {
  rules: "clips are described from what the detector saw",
  alerts_only: "clips are described from what the detector saw",
  cheaper: "the further analyzers of your list are asked",
} as const satisfies Record<BudgetSettings["at_limit"], string>;
