import { z } from "zod";

/** In rising order. */
export const riskLevels = ["low", "medium", "high", "critical"] as const;
export const RiskLevel = z.enum(riskLevels);
export type RiskLevel = z.output<typeof RiskLevel>;

export function isAtLeast(level: RiskLevel, floor: RiskLevel): boolean {
  return riskLevels.indexOf(level) >= riskLevels.indexOf(floor);
}

export const TITLE_CHARS_MAX = 80;
export const SUMMARY_CHARS_MAX = 2000;
export const ENTITIES_MAX = 16;

/** Somebody or something in a clip, and from when to when it was there: seconds from the clip's beginning. */
export const AnalysisEntity = z.object({
  type: z.string().max(64),
  description: z.string().max(300),
  first_seen_s: z.number().min(0),
  last_seen_s: z.number().min(0),
});
export type AnalysisEntity = z.output<typeof AnalysisEntity>;

/** Tokens as the provider counted them. */
export const TokenCount = z.object({ input: z.int().min(0), output: z.int().min(0) });
export type TokenCount = z.output<typeof TokenCount>;

/** What a vision model, or the plain rules in its place, says of a clip. Data, never an instruction. */
export const Analysis = z.object({
  risk_level: RiskLevel,
  activity_type: z.string().max(64),
  /** Null in rows from before there were titles. */
  title: z.string().max(TITLE_CHARS_MAX).nullable().default(null),
  summary: z.string().max(SUMMARY_CHARS_MAX),
  entities_timeline: z.array(AnalysisEntity).max(ENTITIES_MAX).default([]),
  /** How sure the model says it is; null where nobody said. */
  confidence: z.number().min(0).max(1).nullable().default(null),
  /** A person should look: the model doubts, or what it said does not fit what was seen. */
  requires_review: z.boolean().default(false),

  /** Which plugin said it: `openai`, `home_assistant`, `rules`. */
  backend: z.string().max(64).nullable().default(null),
  model: z.string().max(200),
  /** First 16 hex digits of the SHA-256 of the fixed part of the prompt. */
  prompt_hash: z.string().max(64).nullable().default(null),
  /** Of the owner's words for what is normal here, see `Briefing.normal`. */
  normal_version: z.int().min(0).nullable().default(null),
  frames: z.int().min(0).default(0),
  tokens: TokenCount.nullable().default(null),
  /** In the currency of the owner's price list; null where there is none. */
  cost: z.number().min(0).nullable().default(null),
  latency_ms: z.int().min(0).nullable().default(null),
  /** Why this is not what the first choice of the owner said, in a sentence; null where it is. */
  instead: z.string().max(300).nullable().default(null),
});
export type Analysis = z.output<typeof Analysis>;
