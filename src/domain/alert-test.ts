import { z } from "zod";

/** What a test alert goes through, in order, as an alert of a camera does. */
export const alertTestSteps = ["clip", "look", "decide", "word", "send", "return"] as const;
export type AlertTestStep = (typeof alertTestSteps)[number];

export const AlertTestStepResult = z.object({
  step: z.enum(alertTestSteps),
  /** `not_shown`: nothing went wrong, but this step could not prove itself; `said` tells why. */
  status: z.enum(["passed", "failed", "not_shown"]),
  duration_ms: z.number().min(0),
  /** A sentence: what failed and what to do, or what was not shown and why. */
  said: z.string().max(1000).nullable(),
});
export type AlertTestStepResult = z.output<typeof AlertTestStepResult>;

/** `partly`: nothing failed, but not every step could be shown. */
export const alertTestOutcomes = ["passed", "partly", "failed"] as const;

/** What became of a test alert. Kept over restarts. */
export const AlertTestResult = z.object({
  /** ISO 8601, UTC: when it ended. */
  at: z.iso.datetime(),
  outcome: z.enum(alertTestOutcomes),
  duration_ms: z.number().min(0),
  steps: z.array(AlertTestStepResult).max(alertTestSteps.length),
});
export type AlertTestResult = z.output<typeof AlertTestResult>;

/** The worst of its steps. */
export function outcomeOf(steps: readonly AlertTestStepResult[]): AlertTestResult["outcome"] {
  if (steps.some(({ status }) => status === "failed")) return "failed";
  return steps.some(({ status }) => status === "not_shown") ? "partly" : "passed";
}

/** All in a sentence or a few, for people. */
export function alertTestSentence({ outcome, steps }: Pick<AlertTestResult, "outcome" | "steps">): string {
  const told = steps.flatMap(({ status, said }) => (status !== "passed" && said !== null ? [said] : []));
  return outcome === "passed" ? "The test alert came through." : told.join(" ");
}
