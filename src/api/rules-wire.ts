import { z } from "@hono/zod-openapi";
import type { CameraSlug } from "#domain/ids.ts";
import { LiveRules } from "#domain/live-rules.ts";
import type { RulePlan } from "#domain/live-rules-plan.ts";

/** Faults that one answer names; whoever mends them asks again. */
const FAULTS_MAX = 50;

/** Which rules can fire and which never can, and what had to be assumed to say so; a sentence each. */
export const PlanWire = z.object({
  can: z.array(z.string()),
  never: z.array(z.string()),
  assumed: z.array(z.string()),
});
export type PlanWire = z.output<typeof PlanWire>;

export const RulesWire = z.object({ rules: LiveRules, plan: PlanWire });
export type RulesWire = z.output<typeof RulesWire>;

/** Something in rules that cannot be: where in the document, and what to do. */
export const RuleFault = z.object({
  path: z.array(z.union([z.string(), z.int()])),
  sentence: z.string(),
});
export type RuleFault = z.output<typeof RuleFault>;

/** What would become of rules that nobody has saved: a plan, or what is wrong with them. */
export const RulesCheckWire = z.object({ plan: PlanWire.nullable(), faults: z.array(RuleFault) });
export type RulesCheckWire = z.output<typeof RulesCheckWire>;

/** What the API needs to know of the rules that owners draw. */
export interface RulesPart {
  read(camera: CameraSlug): LiveRules | Promise<LiveRules>;
  /**
   * Resolves with what is in force from now on: its `version` is higher. Throws a `Failure` of the kind `rejected`, with
   * a sentence for the owner, where `rules.version` is not that of the rules in force: somebody else saved meanwhile.
   */
  save(camera: CameraSlug, rules: LiveRules): LiveRules | Promise<LiveRules>;
  plan(camera: CameraSlug, rules: LiveRules): RulePlan;
}

export const planWire = ({ can, never, assumed }: RulePlan): PlanWire => ({
  can: [...can],
  never: [...never],
  assumed: [...assumed],
});

/** Says of anything whether it is rules, and where it is not. */
export function checkRules(body: unknown, plan: (rules: LiveRules) => RulePlan): RulesCheckWire {
  const { success, data, error } = LiveRules.safeParse(body);
  if (success) return { plan: planWire(plan(data)), faults: [] };
  return { plan: null, faults: error.issues.slice(0, FAULTS_MAX).map(faultOf) };
}

function faultOf({ path, message }: z.core.$ZodIssue): RuleFault {
  const said = message.startsWith("must ") ? `It ${message}` : message;
  return {
    path: path.map((part) => (typeof part === "symbol" ? String(part) : part)),
    sentence: said.endsWith(".") ? said : `${said}.`,
  };
}
