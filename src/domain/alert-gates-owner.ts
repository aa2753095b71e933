import {
  type GateGrounds,
  type GateStep,
  goesOnStep,
  keeps,
  passes,
  riskWords,
  timeWords,
  UNJUDGED,
} from "./alert-gate.ts";
import { isAtLeast } from "./analysis.ts";
import type { Circumstances } from "./circumstances.ts";

export function privacy(_grounds: GateGrounds, { mode }: Circumstances): GateStep {
  return mode === "privacy"
    ? keeps(
        "privacy",
        "mode=privacy",
        "The house is in privacy mode.",
        "In any other mode you would be told.",
      )
    : passes("privacy", "The house is not in privacy mode.", "In privacy mode nobody is told.");
}

export function notifications(_grounds: GateGrounds, { isNotificationsOn }: Circumstances): GateStep {
  return isNotificationsOn
    ? passes(
        "notifications",
        "Notifications of this camera are switched on.",
        "Switched off, nobody is told.",
      )
    : keeps(
        "notifications",
        "notifications_off",
        "Notifications of this camera are switched off.",
        "Switched on, you would be told.",
      );
}

export function modeRule(grounds: GateGrounds, circumstances: Circumstances): GateStep {
  const { camera, mode, settings } = circumstances;
  if (mode === "privacy") return passes("mode", "Privacy mode has no rule of its own.", null);
  const { cameras, from_risk } = settings.modes[mode];
  const reason = `mode=${mode}`;
  const goesOn = goesOnStep("mode", grounds, circumstances);
  if (goesOn) return goesOn;
  if (cameras !== null && !cameras.includes(camera)) {
    return keeps(
      "mode",
      reason,
      `In mode ${mode} this camera does not tell.`,
      `With this camera among those of mode ${mode}, you would be told.`,
    );
  }
  if (from_risk !== null && !isAtLeast(grounds.risk ?? UNJUDGED, from_risk)) {
    return keeps(
      "mode",
      reason,
      `In mode ${mode} alerts are told from risk ${from_risk} on, and ${riskWords(grounds)}.`,
      `From risk ${from_risk} on you would be told.`,
    );
  }
  return from_risk === null
    ? passes("mode", `In mode ${mode} all alerts of this camera are told.`, null)
    : passes(
        "mode",
        `In mode ${mode} alerts are told from risk ${from_risk} on, and ${riskWords(grounds)}.`,
        `Below risk ${from_risk} nobody is told.`,
      );
}

export function template(grounds: GateGrounds, circumstances: Circumstances): GateStep {
  const { settings, template: says } = circumstances;
  if (settings.only_when === null) return passes("only_when", "No template decides.", null);
  const goesOn = goesOnStep("only_when", grounds, circumstances);
  if (goesOn) return goesOn;
  switch (says) {
    case true:
      return passes("only_when", "Your template is true.", "While it is false nobody is told.");
    case undefined:
      return passes(
        "only_when",
        "Your template gives no answer, so you are told to be on the safe side.",
        null,
      );
    case false:
      return keeps(
        "only_when",
        "only_when",
        "Your template is false.",
        "While it is true you would be told.",
      );
  }
}

export function snooze(_grounds: GateGrounds, { snoozedUntilMs, nowMs }: Circumstances): GateStep {
  const house = leftOf(snoozedUntilMs.house, nowMs);
  const camera = leftOf(snoozedUntilMs.camera, nowMs);
  const untilMs = Math.max(house, camera);
  if (untilMs === 0) return passes("snooze", "Nothing is snoozed.", null);
  const until = timeWords(untilMs, nowMs);
  const what = house >= camera ? "All alerts are" : "This camera is";
  return keeps("snooze", "snoozed", `${what} snoozed until ${until}.`, `After ${until} you would be told.`);
}

const leftOf = (untilMs: number | undefined, nowMs: number) =>
  untilMs !== undefined && untilMs > nowMs ? untilMs : 0;
