import { z } from "zod";
import { UNJUDGED } from "#domain/alert-gate.ts";
import { applyGates } from "#domain/alert-gates.ts";
import { isAtLeast, type RiskLevel } from "#domain/analysis.ts";
import { type Decision, TRACE_MAX } from "#domain/decision.ts";
import { isStageError } from "#domain/stage-error.ts";
import { hidersOf } from "#domain/suppression-evidence.ts";
import { suppressionWords } from "#domain/suppression-words.ts";
import type { AlertPolicy, Evidence } from "#ports/alert-policy.ts";
import { definePlugin } from "#ports/plugin.ts";
import { askOfClip, isStopgap, withArticle } from "./rules-by-clip.ts";
import { CameraRules } from "./rules-settings.ts";
import { type Asked, deciding, keeps, passes, tells } from "./rules-step.ts";

/**
 * Decides by the owner's rules, camera by camera: first whether a clip is a reason to tell, then whether it is told now.
 * Every question that is asked leaves a step.
 */
export const rules = definePlugin({
  kind: "policy",
  backend: "rules",
  config: z.object({
    backend: z.literal("rules").default("rules"),
    /** By the camera's slug. */
    cameras: z.record(z.string(), CameraRules),
  }),
  open: async ({ cameras }): Promise<AlertPolicy> => {
    const byCamera = new Map(Object.entries(cameras));
    return { decide: (evidence) => decide(byCamera.get(evidence.camera), evidence) };
  },
});

function decide(rule: CameraRules | undefined, evidence: Evidence): Decision {
  const { circumstances, happening } = evidence;
  const wish = decisionOf(rule ? askAll(rule, evidence) : [noRules]);
  return circumstances === undefined
    ? wish
    : applyGates(wish, { alert: happening, risk: riskOf(evidence), isLive: false }, circumstances);
}

function askAll(rule: CameraRules, evidence: Evidence): Asked[] {
  const ofClip = askOfClip(rule, evidence);
  const reason = deciding(ofClip);
  const all = [...ofClip, ...askOfWishes(rule, ofClip, evidence)];
  const { alert: seen } = evidence.live ?? { alert: null };
  if (seen === null || deciding(all)?.step.verdict === "tells") return all;
  // It was told while it happened: what became of it is told as well.
  const live = tells("live", {
    reason: seen.reason,
    finding: `It was a reason for an alert while it happened: ${seen.sentence}`,
    otherwise: null,
    explanation:
      `It was a reason for an alert while it happened: ${seen.sentence} ${reason?.explanation ?? ""}`.trim(),
  });
  return [...all, live];
}

/** What takes a reason away again. Places are asked for last: of what is hidden it is not known where it was. */
function askOfWishes(rule: CameraRules, ofClip: readonly Asked[], evidence: Evidence): Asked[] {
  const reason = deciding(ofClip);
  if (reason?.step.verdict !== "tells") return [];
  const hidden = askOfHidden(rule, reason, evidence);
  if (hidden?.step.verdict === "keeps") return [hidden];
  return [hidden, askOfPlace(reason, evidence)].filter((one) => one !== undefined);
}

/** What the owner found not interesting is no reason; a high risk is told all the same. */
function askOfHidden(
  { notify_on_objects }: CameraRules,
  reason: Asked,
  evidence: Evidence,
): Asked | undefined {
  const { camera, filter, analysis, suppressions = [], startedAtMs } = evidence;
  const isKnown = startedAtMs !== undefined && filter && !isStageError(filter);
  if (!isKnown || suppressions.length === 0) return undefined;
  const grounds = {
    camera,
    startedAtMs,
    reason: reason.reason,
    detections: filter.detections,
    analysis: isStageError(analysis) ? null : (analysis ?? null),
  };
  const hiders = hidersOf(suppressions, grounds, notify_on_objects);
  if (hiders.length === 0) {
    return passes("not_interesting", "It is not among what you said is not interesting.");
  }
  const what = hiders.map((hider) => suppressionWords(hider)).join("; ");
  const finding = `Nobody is told, as you said that this is not interesting: ${what}.`;
  const otherwise = "To be told again, remove it on the camera's page.";
  const explanation = `${reason.explanation} ${finding} ${otherwise}`;
  const kept = keeps("not_interesting", { reason: "suppressed", finding, otherwise, explanation });
  return { ...kept, suppressedBy: hiders.map(({ id }) => id) };
}

/** Where zones decide, merely being seen is no reason. */
function askOfPlace({ reason }: Asked, { live, analysis }: Evidence): Asked | undefined {
  const [kind, label] = reason.split("=");
  if (kind !== "object" || label === undefined || live?.needs_place !== true) return undefined;
  if (live.alert !== null) return passes("place", "It was in a zone or over a line that makes an alert.");
  const finding = `${withArticle(label)} was seen, but in no zone and over no line that makes an alert.`;
  const but = isStageError(analysis) ? " The vision model did not answer." : "";
  return keeps("place", {
    reason: "no_place",
    finding,
    otherwise: "In a zone that makes alerts, or if no zone made any, it would be one.",
    explanation: `${finding}${but}`,
  });
}

const noRules = keeps("camera", {
  reason: "no_rules",
  finding: "This camera is no longer set up, so nobody is told of its clips.",
  otherwise: null,
});

function decisionOf(all: readonly Asked[]): Decision {
  const last = deciding(all) ?? noRules;
  return {
    notify: last.step.verdict === "tells",
    notify_reason: last.reason,
    explanation: last.explanation,
    ...(last.suppressedBy ? { suppressed_by: [...last.suppressedBy] } : {}),
    trace: all.map(({ step }) => step).slice(-TRACE_MAX),
  };
}

/** As the hours and modes of the house take it. What was only filled in for a model never makes it less than unjudged. */
function riskOf({ analysis }: Evidence): RiskLevel | null {
  if (!analysis || isStageError(analysis)) return null;
  const { risk_level } = analysis;
  return isStopgap(analysis) && !isAtLeast(risk_level, UNJUDGED) ? null : risk_level;
}
