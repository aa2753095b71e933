import type { Gate, GateGrounds, GateStep } from "./alert-gate.ts";
import { modeRule, notifications, privacy, snooze, template } from "./alert-gates-owner.ts";
import { cameraHours, cooldown, quietHours } from "./alert-gates-time.ts";
import type { Circumstances } from "./circumstances.ts";
import { type Decision, TRACE_MAX, type TraceStep } from "./decision.ts";

export type { GateGrounds };

/** In the order of asking: what was switched off by hand, then what the house is up to, then the hours. */
const gates: readonly Gate[] = [
  privacy,
  notifications,
  modeRule,
  cameraHours,
  quietHours,
  template,
  snooze,
  cooldown,
];

/** As they are called in a trace, in the order of asking. */
export const gateRules: readonly string[] = [
  "privacy",
  "notifications",
  "mode",
  "camera_hours",
  "quiet_hours",
  "only_when",
  "snooze",
  "cooldown",
];

/** Whether it was a reason to tell, before the gates were asked. */
export function wasWanted({ notify, trace = [] }: Decision): boolean {
  const ofRules = trace.filter(({ rule }) => !gateRules.includes(rule));
  return notify || ofRules.findLast(({ verdict }) => verdict !== "passes")?.verdict === "tells";
}

/**
 * Whether what is a reason to tell is told now, as things stand in the house. Every gate leaves a step, also those
 * that passed; the first that keeps gives the reason, and the explanation names the others, as taking away one of two
 * would not help. What was no alert before stays none, and was asked nothing.
 *
 * The rules policy asks them for clips whose evidence brings `circumstances`; whoever tells live asks them himself.
 * Asking twice leaves one set of steps.
 */
export function applyGates(decision: Decision, grounds: GateGrounds, circumstances: Circumstances): Decision {
  if (!decision.notify) return decision;
  const asked = gates.map((gate) => gate(grounds, circumstances));
  const before = (decision.trace ?? []).filter(({ rule }) => !gateRules.includes(rule));
  const trace = [...before, ...asked.map(({ step }) => step)].slice(-TRACE_MAX);
  const [first, ...others] = asked.filter(({ step }) => step.verdict === "keeps");
  if (!first) return { ...decision, trace };
  return {
    ...decision,
    notify: false,
    notify_reason: first.reason,
    explanation: `${decision.explanation} Nobody is told: ${sentenceOf(first.step, others)}`,
    trace,
  };
}

/** What would have changed it is only true where nothing else keeps it as well. */
function sentenceOf({ finding, otherwise }: TraceStep, others: readonly GateStep[]): string {
  if (others.length > 0) return [finding, ...others.map(({ step }) => step.finding)].join(" ");
  return otherwise === null ? finding : `${finding} ${otherwise}`;
}
