import { z } from "zod";

/** In rising order. */
export const riskLevels = ["low", "medium", "high", "critical"] as const;
export const RiskLevel = z.enum(riskLevels);
export type RiskLevel = z.output<typeof RiskLevel>;

export function isAtLeast(level: RiskLevel, floor: RiskLevel): boolean {
  return riskLevels.indexOf(level) >= riskLevels.indexOf(floor);
}

/** What a vision model says of a clip, as data. Never an instruction. */
export const Analysis = z.object({
  risk_level: RiskLevel,
  activity_type: z.string().max(64),
  summary: z.string().max(2000),
  requires_review: z.boolean().default(false),
  model: z.string(),
});
export type Analysis = z.output<typeof Analysis>;
