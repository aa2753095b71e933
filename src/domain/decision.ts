import { z } from "zod";
import { SUPPRESSIONS_MAX, SuppressionId } from "./suppression.ts";

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
});
export type Decision = z.output<typeof Decision>;
