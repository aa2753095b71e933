import { type Analysis, isAtLeast } from "#domain/analysis.ts";
import { expandLabels, type FilterResult } from "#domain/detection.ts";
import { isStageError, type StageError } from "#domain/stage-error.ts";
import type { Evidence } from "#ports/alert-policy.ts";
import type { CameraRules } from "./rules-settings.ts";
import { type Asked, keeps, passes, tells } from "./rules-step.ts";

/** What the clip itself says: motion, what it was judged to be, and where nobody judged it what was seen. */
export function askOfClip(rule: CameraRules, { filter, analysis }: Evidence): Asked[] {
  if (rule.notify_on_motion) {
    return [
      tells("notify_on_motion", {
        reason: "motion",
        finding: "Every clip of this camera makes an alert.",
        otherwise: "Without notify_on_motion what was seen decides.",
      }),
    ];
  }
  const motion = passes(
    "notify_on_motion",
    "Motion alone makes no alert of this camera.",
    "With notify_on_motion every clip makes one.",
  );
  if (analysis && !isStageError(analysis) && !isStopgap(analysis)) {
    return [motion, ...askOfAnalysis(rule, analysis, filter)];
  }
  const why = whyNot(analysis);
  return [
    motion,
    passes("analysis", why),
    ...askOfSeen(rule, filter, analysis === undefined ? "" : ` ${why}`),
  ];
}

/** Made from what the detector saw, as nobody else would: nothing to decide by that the objects are not. */
export function isStopgap({ backend, instead }: Pick<Analysis, "backend" | "instead">): boolean {
  return backend === "rules" && instead !== null;
}

function whyNot(analysis: Analysis | StageError | undefined): string {
  if (analysis === undefined) return "Nobody described this clip, so what was seen decides.";
  return isStageError(analysis)
    ? "The vision model did not answer."
    : (analysis.instead ?? "No vision model described this clip.");
}

function askOfAnalysis(rule: CameraRules, analysis: Analysis, filter: Evidence["filter"]): Asked[] {
  const { risk_level, requires_review } = analysis;
  const { min_risk_level: floor } = rule;
  if (isAtLeast(risk_level, floor)) {
    return [
      tells("min_risk_level", {
        reason: `risk_level=${risk_level}`,
        finding: `The risk is ${risk_level}, and this camera alerts from ${floor} on.`,
        otherwise: `A lower risk than ${floor} would be no reason.`,
      }),
    ];
  }
  const risk = keeps("min_risk_level", {
    reason: `risk_level=${risk_level}`,
    finding: `The risk is ${risk_level}, and this camera alerts only from ${floor} on.`,
    otherwise: `With min_risk_level ${risk_level} it would be an alert.`,
  });
  const activity = askOfActivity(rule, analysis);
  if (activity.step.verdict === "tells" || !requires_review) return [risk, activity];
  return [risk, activity, ...askOfDoubt(rule, filter)];
}

function askOfActivity(
  { notify_on_activity_types: wanted }: CameraRules,
  { activity_type }: Analysis,
): Asked {
  if (!wanted.includes(activity_type)) {
    return passes(
      "notify_on_activity_types",
      `The activity is ${activity_type}, on which this camera does not alert.`,
      `With ${activity_type} in notify_on_activity_types it would be an alert.`,
    );
  }
  return tells("notify_on_activity_types", {
    reason: `activity_type=${activity_type} (per-camera)`,
    finding: `The activity is ${activity_type}, on which this camera alerts whatever the risk.`,
    otherwise: `Without ${activity_type} in notify_on_activity_types the risk decides.`,
  });
}

/** A model that doubts what it says must not talk a person away: what was seen may still tell. */
function askOfDoubt(rule: CameraRules, filter: Evidence["filter"]): Asked[] {
  const doubt = passes("requires_review", DOUBT, "Were the model sure, its risk would decide.");
  if (!filter || isStageError(filter)) return [doubt];
  const seen = askOfObjects(rule, filter, ` ${DOUBT}`);
  if (seen.step.verdict === "tells") return [doubt, seen];
  return [doubt, passes("notify_on_objects", seen.step.finding, seen.step.otherwise)];
}

const DOUBT = "The vision model is not sure of what it says, so what was seen counts as well.";

function askOfSeen(rule: CameraRules, filter: Evidence["filter"], but: string): Asked[] {
  if (isStageError(filter)) return [askOfFailure(rule, filter)];
  if (filter) return [askOfObjects(rule, filter, but)];
  return [
    keeps("notify_on_objects", {
      reason: "not_looked",
      finding: "Nobody looked for objects, so there is nothing to alert on.",
      otherwise: "With notify_on_motion it would be an alert.",
    }),
  ];
}

/** A broken detector must not silence the house: that something moved is still true. */
function askOfFailure({ notify_on_objects: wanted }: CameraRules, { message }: StageError): Asked {
  return wanted.length > 0
    ? tells("filter", {
        reason: "filter_failed",
        finding: `Something moved, and the detector failed: ${message}`,
        otherwise: "Had the detector looked, what it saw would decide.",
      })
    : keeps("filter", {
        reason: "filter_failed",
        finding: `The detector failed, and this camera alerts on no objects: ${message}`,
        otherwise: "With notify_on_objects or notify_on_motion it would be an alert.",
      });
}

function askOfObjects({ notify_on_objects }: CameraRules, seen: FilterResult, but: string): Asked {
  const wanted = new Set(expandLabels(notify_on_objects));
  const hit = seen.detected_classes.find((label) => wanted.has(label));
  const rule = "notify_on_objects";
  if (hit !== undefined) {
    const finding = `${withArticle(hit)} was seen, and this camera alerts on that.`;
    const otherwise = `Without ${hit} in notify_on_objects it would be no reason.`;
    return tells(rule, { reason: `object=${hit}`, finding, otherwise, explanation: `${finding}${but}` });
  }
  if (seen.detected_classes.length === 0) {
    const finding = "Nothing that is looked for was seen.";
    const otherwise = "With notify_on_motion it would be an alert.";
    return keeps(rule, { reason: "no_object", finding, otherwise, explanation: `${finding}${but}` });
  }
  const finding = `Seen: ${seen.detected_classes.join(", ")}. This camera does not alert on that.`;
  const otherwise = `With one of them in notify_on_objects it would be an alert.`;
  return keeps(rule, { reason: "other_object", finding, otherwise, explanation: `${finding}${but}` });
}

/** English, as all sentences are: `A person`, `An airplane`. */
export const withArticle = (label: string): string => `${/^[aeiou]/.test(label) ? "An" : "A"} ${label}`;
