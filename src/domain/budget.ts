import { z } from "zod";

export const budgetWindows = ["hour", "day", "month"] as const;
export type BudgetWindow = (typeof budgetWindows)[number];

const COUNT_MAX = 1_000_000_000;
const limit = (title: string, description: string) =>
  z.int().min(0).max(COUNT_MAX).default(0).meta({ title, description });

/** What the analyzers may use up. 0 is no limit. An hour, day and month are those of the local calendar. */
export const BudgetSettings = z.object({
  requests_per_hour: limit("Requests an hour", "Questions to vision models in one hour. 0 is no limit."),
  requests_per_day: limit("Requests a day", "Questions to vision models on one day. 0 is no limit."),
  requests_per_month: limit("Requests a month", "Questions to vision models in one month. 0 is no limit."),
  tokens_per_day: limit("Tokens a day", "Tokens, read and written, on one day. 0 is no limit."),
  tokens_per_month: limit("Tokens a month", "Tokens, read and written, in one month. 0 is no limit."),
  cost_per_day: z.number().min(0).max(COUNT_MAX).default(0).meta({
    title: "Cost a day",
    description: "Money on one day, by the prices that you give at the analyzer. 0 is no limit.",
  }),
  cost_per_month: z.number().min(0).max(COUNT_MAX).default(0).meta({
    title: "Cost a month",
    description: "Money in one month, by the prices that you give at the analyzer. 0 is no limit.",
  }),
  camera_share_percent: z.int().min(5).max(100).default(50).meta({
    title: "Largest share of a camera (percent)",
    description:
      "No camera may use more than this of each limit, so that a busy one leaves something to the others.",
  }),
  at_limit: z.enum(["rules", "alerts_only", "cheaper"]).default("rules").meta({
    title: "At the limit",
    description:
      "rules: clips are described from what the detector saw. alerts_only: the last tenth of each limit is kept for clips that make an alert. cheaper: the further analyzers of your list are asked, which do not count.",
  }),
});
export type BudgetSettings = z.output<typeof BudgetSettings>;

/** What was used up in one window so far. */
export interface Usage {
  readonly requests: number;
  readonly tokens: number;
  readonly cost: number;
}

/** One limit, and how much of it is used. */
export interface BudgetLine {
  readonly window: BudgetWindow;
  readonly of: keyof Usage;
  readonly used: number;
  /** `undefined`: there is no limit. */
  readonly limit: number | undefined;
}
