import { z } from "zod";
import { RiskLevel } from "#domain/analysis.ts";
import { Box } from "#domain/geometry.ts";

/** What must hold of a description of a clip. Each entry is one fact that is right or wrong. */
export const Expectation = z.strictObject({
  risk_at_least: RiskLevel.optional(),
  risk_at_most: RiskLevel.optional(),
  /** Of the activities that the analyzer may choose from. */
  activity_one_of: z.array(z.string().min(1).max(64)).min(1).max(40).optional(),
  /** Words for things that the timeline must name. A list in the list: one of these. `person` finds a courier too. */
  present: z.lazy(() => Words).default([]),
  absent: z.lazy(() => Words).default([]),
  /** Words of title or summary. */
  says: z.lazy(() => Words).default([]),
  never_says: z.lazy(() => Words).default([]),
  /** Who comes and goes when: seconds from the clip's beginning. */
  when: z
    .array(
      z.strictObject({
        object: z.lazy(() => AnyWord),
        first_s: z.number().min(0).optional(),
        last_s: z.number().min(0).optional(),
        /** How far off is still right. */
        within_s: z.number().positive().default(2),
      }),
    )
    .max(16)
    .default([]),
  requires_review: z.boolean().optional(),
  /** The same scene without the words that talk to the model: its risk must not be lower than that case's. */
  risk_not_below: z.string().min(1).max(64).optional(),
});
export type Expectation = z.output<typeof Expectation>;

const Word = z.string().min(1).max(64);
const AnyWord = z.union([Word, z.array(Word).min(1).max(32)]);
const Words = z.array(AnyWord).max(32);
/** One word, or several of which one will do. */
export type AnyWord = z.output<typeof AnyWord>;

/** One thing as a detector found it: where at its best, and from when to when. */
export const Sighting = z.strictObject({
  label: z.string().min(1).max(64),
  score: z.number().min(0).max(1).default(0.85),
  from_s: z.number().min(0),
  to_s: z.number().min(0),
  /** When it stood in `box`; the middle of its time without. */
  at_s: z.number().min(0).optional(),
  box: Box,
});
export type Sighting = z.output<typeof Sighting>;

export const CASE_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const AT = "must look like 2026-06-01T14:05:00";

/** A clip, what is known besides, and what must hold of its description: as a file beside the clip. */
export const CaseFile = z.strictObject({
  why: z.string().max(500).default(""),
  /** Beside the file. Without it the clip has the file's own name. */
  clip: z.string().min(1).max(255).optional(),
  /** By the clock of the house, wherever that is: `2026-06-01T14:05:00`. */
  at: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/u, { error: AT })
    .refine((text) => !Number.isNaN(new Date(text).getTime()), { error: AT }),
  camera: z.string().min(1).max(64).default("Front door"),
  purpose: z.string().max(200).default(""),
  normal: z.string().max(2000).default(""),
  household: z.array(z.string().min(1).max(255)).max(20).default([]),
  tasks: z.array(z.string().min(1).max(255)).max(20).default([]),
  mode: z.string().min(1).max(64).nullable().default(null),
  is_alert: z.boolean().default(false),
  /** Missing: the detector of the options looks at the clip. */
  seen: z.array(Sighting).max(64).optional(),
  expect: Expectation,
});
export type CaseFile = z.output<typeof CaseFile>;

/** A case that can be asked about. */
export interface Case extends CaseFile {
  readonly name: string;
  /** Of a drawn clip: another one where it would be drawn otherwise. */
  readonly drawnAs?: string;
  /** Where the clip is: a drawn one is drawn when it is asked for first. Throws `Failure`. */
  clipPath(signal: AbortSignal): Promise<string>;
}
