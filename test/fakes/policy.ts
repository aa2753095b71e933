import { applyGates } from "#domain/alert-gates.ts";
import type { Decision } from "#domain/decision.ts";
import { isStageError } from "#domain/stage-error.ts";
import type { AlertPolicy } from "#ports/alert-policy.ts";

/** Tells of whoever was seen in a clip, unless a gate keeps it. */
export function fakePolicy(): AlertPolicy {
  return {
    decide: ({ filter, circumstances, happening }) => {
      const seen = filter !== undefined && !isStageError(filter) && filter.detected_classes.length > 0;
      const wish = seen
        ? verdict(true, "object=any", "Something was seen.")
        : verdict(false, "no_object", "Nothing was seen.");
      const grounds = { alert: happening, risk: null, isLive: false };
      return circumstances ? applyGates(wish, grounds, circumstances) : wish;
    },
  };
}

const verdict = (notify: boolean, notify_reason: string, explanation: string): Decision => ({
  notify,
  notify_reason,
  explanation,
  trace: [{ rule: "objects", verdict: notify ? "tells" : "keeps", finding: explanation, otherwise: null }],
});
