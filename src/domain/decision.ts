import { z } from "zod";
import { SUPPRESSIONS_MAX, SuppressionId } from "./suppression.ts";

export const TRACE_MAX = 24;
export const FINDING_CHARS_MAX = 500;

/** One question that was asked on the way to a decision, in the order of asking. */
export const TraceStep = z.object({
  /** For machines: `objects`, `min_risk_level`, `quiet_hours`, `snooze`, `cooldown`, … */
  rule: z.string().max(64),
  /** `tells`: a reason to tell; `keeps`: a reason not to; `passes`: it changed nothing. */
  verdict: z.enum(["tells", "keeps", "passes"]),
  /** What was found, as a sentence: "The risk is low, and this camera alerts from medium on." */
  finding: z.string().max(FINDING_CHARS_MAX),
  /** What would have turned this step round, as a sentence; null where nothing would. */
  otherwise: z.string().max(FINDING_CHARS_MAX).nullable(),
});
export type TraceStep = z.output<typeof TraceStep>;

/**
 * The policy's verdict on one clip. Field names are HomeSec's.
 *
 * `notify_reason` is for machines (`object=person`, `risk_level=high`, `motion`, `filter_failed`);
 * `explanation` is the same as a sentence for people.
 */
export const Decision = z.object({
  notify: z.boolean(),
  notify_reason: z.string(),
  explanation: z.string(),
  /** Of reason `suppressed`: what the owner found not interesting. */
  suppressed_by: z.array(SuppressionId).max(SUPPRESSIONS_MAX).optional(),
  /** How it came to that. Missing in rows from before there were traces. */
  trace: z.array(TraceStep).max(TRACE_MAX).optional(),
  /** Made before anybody described the clip, so that somebody could be told at once; the final one replaces it. */
  provisional: z.boolean().optional(),
});
export type Decision = z.output<typeof Decision>;
