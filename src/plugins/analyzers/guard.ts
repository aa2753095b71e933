import { isAtLeast, type RiskLevel } from "#domain/analysis.ts";
import { groupOf } from "#domain/detection.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import type { Answer } from "./answer.ts";
import { isInstruction, soundsObedient } from "./injection.ts";
import { asName } from "./names.ts";

/** So sure of a person, the detector is believed before a model that sees none. */
const SURE = 0.7;
/** From here on there may be a person. */
const LIKELY = 0.5;
/** Whoever was talked to by a sign is not sure of anything. */
const CONFIDENCE_IF_TALKED_TO = 0.3;
/** Modes in which nobody is expected. */
const watchfulModes = new Set(["away", "night"]);
/** Words for activities without a person. */
const withoutPeople = new Set(["nothing", "unknown", "animal", "vehicle"]);
const PERSON =
  /person|people|human|\bm[ae]n\b|wom[ae]n|child|boy|girl|adult|courier|postman|visitor|worker|pedestrian/iu;

export interface Verdict {
  readonly riskLevel: RiskLevel;
  readonly confidence: number | null;
  readonly requiresReview: boolean;
  /** Why it is not what the model said, in a sentence; null where it is. */
  readonly instead: string | null;
}

/**
 * What the facts demand whatever a model says. It can be talked to by everybody who walks past a camera; the detector,
 * the mode of the house and this code cannot.
 */
export function guarded(answer: Answer, request: AnalysisRequest): Verdict {
  const person = personScore(request);
  const reasons = [
    isTalkedTo(answer, request) && {
      floor: "medium" as const,
      why: "The pictures or names hold words that tell the model what to answer.",
    },
    person >= LIKELY &&
      deniesPeople(answer) && {
        floor: person >= SURE ? ("medium" as const) : ("low" as const),
        why: "The detector found a person, and the model says nothing of one.",
      },
  ].filter((reason) => reason !== false);
  const floors: readonly { readonly floor: RiskLevel; readonly why: string }[] = [
    ...reasons,
    ...(person >= LIKELY && watchfulModes.has(request.briefing.mode ?? "")
      ? [{ floor: "medium" as const, why: `A person while the house is in mode ${request.briefing.mode}.` }]
      : []),
  ];
  const raising = floors.find(({ floor }) => !isAtLeast(answer.riskLevel, floor));
  return {
    riskLevel: raising?.floor ?? answer.riskLevel,
    confidence:
      reasons.length === 0 ? answer.confidence : Math.min(answer.confidence ?? 1, CONFIDENCE_IF_TALKED_TO),
    requiresReview: answer.requiresReview || reasons.length > 0,
    instead: raising ? `The model said ${answer.riskLevel}. ${raising.why}` : null,
  };
}

/** How sure anybody is of a person: the detector on the clip, or whoever followed live. */
function personScore({ clip, seen }: AnalysisRequest): number {
  const live = clip.live?.objects ?? [];
  const scores = [...seen.detections, ...live].flatMap(({ label, score }) =>
    groupOf(label) === "person" ? [score] : [],
  );
  return Math.max(0, ...scores, seen.detected_classes.includes("person") ? LIKELY : 0);
}

const deniesPeople = ({ entities, activityType }: Answer): boolean =>
  withoutPeople.has(activityType) &&
  !entities.some(({ type, description }) => PERSON.test(`${type} ${description}`));

function isTalkedTo(answer: Answer, { clip, seen, briefing }: AnalysisRequest): boolean {
  const { zones = [], lines = [], events = [] } = clip.live ?? {};
  const named = [...zones, ...lines].map(({ name }) => name);
  const given = [
    briefing.camera,
    ...named,
    ...events.map(({ place = "" }) => place),
    ...seen.detected_classes,
  ];
  const own = [answer.title, answer.summary, ...answer.observations, ...answer.entities.map(words)];
  return [...answer.visibleText, ...given.map(asName)].some(isInstruction) || own.some(soundsObedient);
}

const words = ({ type, description }: { readonly type: string; readonly description: string }): string =>
  `${type} ${description}`;
