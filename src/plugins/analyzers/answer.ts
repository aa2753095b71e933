import { z } from "zod";
import {
  type AnalysisEntity,
  ENTITIES_MAX,
  type RiskLevel,
  riskLevels,
  SUMMARY_CHARS_MAX,
  TITLE_CHARS_MAX,
} from "#domain/analysis.ts";
import { clip } from "./names.ts";
import { objectIn } from "./repair-json.ts";

const TEXTS_MAX = 16;
const TEXT_CHARS_MAX = 500;
const TYPE_CHARS_MAX = 64;
const DESCRIPTION_CHARS_MAX = 300;

/** What a model said of a clip, as far as it could be read. */
export interface Answer {
  readonly observations: readonly string[];
  /** Texts that it read in the pictures. */
  readonly visibleText: readonly string[];
  readonly entities: readonly AnalysisEntity[];
  /** Of the owner's list; `unknown` where it said another. */
  readonly activityType: string;
  readonly riskLevel: RiskLevel;
  readonly confidence: number | null;
  readonly title: string;
  readonly summary: string;
  readonly requiresReview: boolean;
}

export interface AnswerWish {
  readonly activityTypes: readonly string[];
  readonly durationS: number;
}

export type Reading =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "refusal" }
  /** Why it cannot be used, in a sentence for the model and the log. */
  | { readonly kind: "unreadable"; readonly complaint: string };

/** Reads what a model has written. Nothing that it can write throws. */
export function readAnswer(text: string, wish: AnswerWish): Reading {
  const said = objectIn(text);
  if (!said) {
    return REFUSAL.test(text.trim())
      ? { kind: "refusal" }
      : { kind: "unreadable", complaint: "It is not a JSON object." };
  }
  const { data, error } = Raw.safeParse(said);
  if (!data) return { kind: "unreadable", complaint: complaintOf(error) };
  return { kind: "answer", answer: tidied(data, wish) };
}

const REFUSAL =
  /^(?:i['’]?m (?:very )?sorry|sorry|i (?:cannot|can['’]?t|am unable|won['’]?t)|unfortunately|es tut mir leid|désolé|lo siento|het spijt)/iu;

/** What other words for the four levels models and other products use. */
const riskWords: Readonly<Record<string, RiskLevel>> = {
  none: "low",
  normal: "low",
  minimal: "low",
  notable: "medium",
  moderate: "medium",
  suspicious: "high",
  severe: "critical",
};

const Risk = z.preprocess(
  (value) => {
    const word = String(value)
      .trim()
      .toLowerCase()
      .replace(/[\s_-]*risk$/u, "");
    return riskWords[word] ?? word;
  },
  z.enum(riskLevels, { error: `risk_level must be one of ${riskLevels.join(", ")}.` }),
);

const Words = z
  .array(z.unknown())
  .catch([])
  .transform((all) =>
    all
      .filter((text) => typeof text === "string")
      .map((text) => clip(text.trim(), TEXT_CHARS_MAX))
      .filter((text) => text !== "")
      .slice(0, TEXTS_MAX),
  );

/** `3.5`, `"3.5 s"`, `"0:03"`. */
const Seconds = z.preprocess((value) => {
  if (typeof value !== "string") return value;
  const [, minutes, seconds] = /^(\d+):(\d+(?:\.\d+)?)$/u.exec(value.trim()) ?? [];
  return seconds === undefined ? Number.parseFloat(value) : Number(minutes) * 60 + Number(seconds);
}, z.number().min(0).catch(0));

const Entity = z.object({
  type: z.string().min(1),
  description: z.string().catch(""),
  first_seen_s: Seconds,
  last_seen_s: Seconds,
});

const Confidence = z.preprocess((value) => {
  const number = typeof value === "string" ? Number.parseFloat(value) : value;
  return typeof number === "number" && number > 1 && number <= 100 ? number / 100 : number;
}, z.number().min(0).max(1).nullable().catch(null));

/** Strict about what decides, patient about all else. */
const Raw = z.object({
  observations: Words,
  visible_text: Words,
  entities_timeline: z.array(z.unknown()).catch([]),
  activity_type: z.coerce.string().catch(""),
  risk_level: Risk,
  confidence: Confidence,
  title: z.string().catch(""),
  summary: z.string({ error: "summary is missing." }).trim().min(1, { error: "summary is empty." }),
  requires_review: z.preprocess(
    (value) => (typeof value === "string" ? value.toLowerCase() === "true" : value),
    z.boolean().catch(false),
  ),
});

function tidied(raw: z.output<typeof Raw>, { activityTypes, durationS }: AnswerWish): Answer {
  const word = raw.activity_type
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/gu, "_");
  const known = activityTypes.find((type) => type.toLowerCase().replace(/[\s-]+/gu, "_") === word);
  const summary = clip(raw.summary, SUMMARY_CHARS_MAX);
  return {
    observations: raw.observations,
    visibleText: raw.visible_text,
    entities: raw.entities_timeline.flatMap((one) => entityOf(one, durationS)).slice(0, ENTITIES_MAX),
    activityType: known ?? "unknown",
    riskLevel: raw.risk_level,
    confidence: raw.confidence,
    title: clip(oneLine(raw.title) || oneLine(summary), TITLE_CHARS_MAX),
    summary,
    requiresReview: raw.requires_review || (known === undefined && word !== "unknown" && word !== ""),
  };
}

function entityOf(value: unknown, durationS: number): readonly AnalysisEntity[] {
  const { data } = Entity.safeParse(value);
  if (!data) return [];
  const first = Math.min(durationS, data.first_seen_s);
  return [
    {
      type: clip(data.type, TYPE_CHARS_MAX),
      description: clip(data.description, DESCRIPTION_CHARS_MAX),
      first_seen_s: first,
      last_seen_s: Math.max(first, Math.min(durationS, data.last_seen_s)),
    },
  ];
}

const oneLine = (text: string): string => text.replace(/\s+/gu, " ").trim();

function complaintOf(error: z.ZodError): string {
  const words = error.issues.map(({ path, message }) =>
    message.startsWith(String(path[0])) ? message : `${path.join(".")}: ${message}.`,
  );
  return words.slice(0, 3).join(" ");
}
