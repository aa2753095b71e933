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
import type { TimeWindow } from "./alert-settings.ts";
import { isAtLeast, type RiskLevel, riskLevels } from "./analysis.ts";
import type { Circumstances } from "./circumstances.ts";
import { type WindowNow, windowNow, windowWords } from "./time-window.ts";

export function cameraHours(grounds: GateGrounds, circumstances: Circumstances): GateStep {
  const { settings, camera, nowMs, place } = circumstances;
  const windows = settings.cameras[camera]?.windows ?? [];
  if (windows.length === 0) return passes("camera_hours", "This camera may tell at any time.", null);
  const now = windowNow(windows, nowMs, place);
  const goesOn = goesOnStep("camera_hours", grounds, circumstances);
  if (goesOn) return goesOn;
  switch (now.kind) {
    case "inside":
      return passes(
        "camera_hours",
        `This camera tells from ${windowWords(now.window)}.`,
        `After ${timeWords(now.untilMs, nowMs)} nobody is told.`,
      );
    case "unknown":
      return passes("camera_hours", SUN_UNKNOWN, null);
    case "outside":
      return keeps(
        "camera_hours",
        "camera_hours",
        `This camera tells only from ${listOf(windows)}.`,
        now.next === undefined
          ? "That does not come in the next days."
          : `From ${timeWords(now.next.fromMs, nowMs)} on you would be told.`,
      );
  }
}

export function quietHours(grounds: GateGrounds, circumstances: Circumstances): GateStep {
  const { settings, camera, nowMs, place } = circumstances;
  const { quiet_hours, quiet_except_from, quiet_except_cameras } = settings;
  const now = windowNow(quiet_hours, nowMs, place);
  if (now.kind !== "inside") return passes("quiet_hours", notQuietWords(quiet_hours, now, nowMs), null);
  const quiet = `Quiet hours are from ${windowWords(now.window)}`;
  const until = timeWords(now.untilMs, nowMs);
  const goesOn = goesOnStep("quiet_hours", grounds, circumstances);
  if (goesOn) return goesOn;
  if (quiet_except_cameras.includes(camera)) {
    return passes("quiet_hours", `${quiet}, but this camera tells all the same.`, null);
  }
  if (quiet_except_from !== null && isAtLeast(grounds.risk ?? UNJUDGED, quiet_except_from)) {
    return passes(
      "quiet_hours",
      `${quiet}, but from risk ${quiet_except_from} on you are told, and ${riskWords(grounds)}.`,
      `Below risk ${quiet_except_from} nobody is told until ${until}.`,
    );
  }
  const orRisk = quiet_except_from === null ? "" : `, or from risk ${quiet_except_from} on,`;
  return keeps(
    "quiet_hours",
    "quiet_hours",
    `${quiet}, until ${until}.`,
    `After ${until}${orRisk} you would be told.`,
  );
}

export function cooldown(grounds: GateGrounds, circumstances: Circumstances): GateStep {
  const { settings, camera, nowMs, lastTold } = circumstances;
  const coolMs = (settings.cameras[camera]?.cooldown_s ?? 0) * 1000;
  if (coolMs === 0) return passes("cooldown", "This camera has no pause between alerts.", null);
  const goesOn = goesOnStep("cooldown", grounds, circumstances);
  if (goesOn) return goesOn;
  const agoMs = lastTold === undefined ? coolMs : nowMs - lastTold.atMs;
  // A clock that was set back must not keep the house quiet.
  if (lastTold === undefined || agoMs < 0 || agoMs >= coolMs) {
    return passes("cooldown", "The pause after the last alert of this camera is over.", null);
  }
  const last = lastTold.risk ?? UNJUDGED;
  if (rank(grounds.risk ?? UNJUDGED) > rank(last)) {
    return passes(
      "cooldown",
      `It is riskier than the alert before (${last}), so the pause does not hold.`,
      null,
    );
  }
  const until = timeWords(lastTold.atMs + coolMs, nowMs);
  return keeps(
    "cooldown",
    "cooldown",
    `The last alert of this camera was ${Math.round(agoMs / 1000)} s ago, and it pauses for ${coolMs / 1000} s.`,
    `After ${until}, or above risk ${last}, you would be told.`,
  );
}

const SUN_UNKNOWN =
  "The hours go by the sun, and the place of the house is not known, so you are told to be on the safe side.";

function notQuietWords(windows: readonly TimeWindow[], now: WindowNow, nowMs: number): string {
  if (windows.length === 0) return "There are no quiet hours.";
  if (now.kind === "unknown") return SUN_UNKNOWN;
  const next = now.kind === "outside" ? now.next : undefined;
  return next === undefined
    ? "These are no quiet hours."
    : `These are no quiet hours; the next begin at ${timeWords(next.fromMs, nowMs)}.`;
}

const rank = (level: RiskLevel) => riskLevels.indexOf(level);
const listOf = (windows: readonly TimeWindow[]) => windows.map(windowWords).join("; and from ");
