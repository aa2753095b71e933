import { z } from "zod";
import type { Analysis } from "#domain/analysis.ts";
import { isAtLeast } from "#domain/analysis.ts";
import type { Decision } from "#domain/decision.ts";
import { expandLabels, type FilterResult } from "#domain/detection.ts";
import { isStageError, type StageError } from "#domain/stage-error.ts";
import type { Suppression } from "#domain/suppression.ts";
import { hidersOf } from "#domain/suppression-evidence.ts";
import { suppressionWords } from "#domain/suppression-words.ts";
import type { AlertPolicy, Evidence } from "#ports/alert-policy.ts";
import { definePlugin } from "#ports/plugin.ts";
import { CameraRules } from "./rules-settings.ts";

/** Decides by the owner's rules, camera by camera. The first rule that says yes wins. */
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
  const byClip = decideByClip(rule, evidence);
  const wish = unlessNowhere(unlessHidden(rule, byClip, evidence), evidence);
  const seen = evidence.live?.alert;
  // It was told while it happened: what became of it is told as well.
  return wish.notify || !rule || !seen
    ? wish
    : tell(
        seen.reason,
        `It was a reason for an alert while it happened: ${seen.sentence} ${byClip.explanation}`,
      );
}

/** Where zones decide, merely being seen is no reason. Asked last: of what is hidden it is not known where it was. */
function unlessNowhere(wish: Decision, { live, analysis }: Evidence): Decision {
  const [kind, label] = wish.notify_reason.split("=");
  const isInPlace = live?.needs_place !== true || live.alert !== null;
  if (!wish.notify || kind !== "object" || label === undefined || isInPlace) return wish;
  return keep(
    "no_place",
    `${withArticle(label)} was seen, but in no zone and over no line that makes an alert.${failed(analysis)}`,
  );
}

const failed = (analysis: Evidence["analysis"]) =>
  isStageError(analysis) ? " The vision model did not answer." : "";

/** What the owner found not interesting is no reason; a high risk is told all the same. */
function unlessHidden(rule: CameraRules | undefined, wish: Decision, evidence: Evidence): Decision {
  const { camera, filter, analysis, suppressions = [], startedAtMs } = evidence;
  if (!rule || !wish.notify || startedAtMs === undefined || !filter || isStageError(filter)) return wish;
  const grounds = {
    camera,
    startedAtMs,
    reason: wish.notify_reason,
    detections: filter.detections,
    analysis: isStageError(analysis) ? null : (analysis ?? null),
  };
  const hiders = hidersOf(suppressions, grounds, rule.notify_on_objects);
  return hiders.length === 0 ? wish : suppressed(wish, hiders);
}

function suppressed({ explanation }: Decision, hiders: readonly Suppression[]): Decision {
  const what = hiders.map((hider) => suppressionWords(hider)).join("; ");
  return {
    ...keep(
      "suppressed",
      `${explanation} Nobody is told, as you said that this is not interesting: ${what}. To be told again, remove it on the camera's page.`,
    ),
    suppressed_by: hiders.map(({ id }) => id),
  };
}

function decideByClip(rule: CameraRules | undefined, { filter, analysis }: Evidence): Decision {
  if (!rule) return keep("no_rules", "This camera is no longer set up, so nobody is told of its clips.");
  if (rule.notify_on_motion) return tell("motion", "Every clip of this camera makes an alert.");
  if (analysis && !isStageError(analysis)) return byAnalysis(rule, analysis);
  if (isStageError(filter)) return byFailure(rule, filter);
  if (!filter) return keep("not_looked", "Nobody looked for objects, so there is nothing to alert on.");
  return byObjects(rule, filter, failed(analysis));
}

function byAnalysis(rule: CameraRules, { risk_level, activity_type }: Analysis): Decision {
  if (isAtLeast(risk_level, rule.min_risk_level)) {
    return tell(
      `risk_level=${risk_level}`,
      `The risk is ${risk_level}, and this camera alerts from ${rule.min_risk_level} on.`,
    );
  }
  if (rule.notify_on_activity_types.includes(activity_type)) {
    return tell(
      `activity_type=${activity_type} (per-camera)`,
      `The activity is ${activity_type}, on which this camera alerts whatever the risk.`,
    );
  }
  return keep(
    `risk_level=${risk_level}`,
    `The risk is ${risk_level}, and this camera alerts only from ${rule.min_risk_level} on.`,
  );
}

/** A broken detector must not silence the house: that something moved is still true. */
function byFailure(rule: CameraRules, { message }: StageError): Decision {
  return rule.notify_on_objects.length > 0
    ? tell("filter_failed", `Something moved, and the detector failed: ${message}`)
    : keep("filter_failed", `The detector failed, and this camera alerts on no objects: ${message}`);
}

function byObjects(rule: CameraRules, seen: FilterResult, but: string): Decision {
  const wanted = new Set(expandLabels(rule.notify_on_objects));
  const hit = seen.detected_classes.find((label) => wanted.has(label));
  if (hit !== undefined) {
    return tell(`object=${hit}`, `${withArticle(hit)} was seen, and this camera alerts on that.${but}`);
  }
  return seen.detected_classes.length === 0
    ? keep("no_object", `Nothing that is looked for was seen.${but}`)
    : keep(
        "other_object",
        `Seen: ${seen.detected_classes.join(", ")}. This camera does not alert on that.${but}`,
      );
}

/** English, as all sentences are: `A person`, `An airplane`. */
const withArticle = (label: string) => `${/^[aeiou]/.test(label) ? "An" : "A"} ${label}`;

const tell = (notify_reason: string, explanation: string): Decision => ({
  notify: true,
  notify_reason,
  explanation,
});
const keep = (notify_reason: string, explanation: string): Decision => ({
  notify: false,
  notify_reason,
  explanation,
});
