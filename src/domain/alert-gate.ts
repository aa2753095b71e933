import { type RiskLevel } from "./analysis.ts";
import type { Circumstances } from "./circumstances.ts";
import type { TraceStep } from "./decision.ts";
import type { HappeningId } from "./ids.ts";

/** As what nobody judged counts. */
export const UNJUDGED: RiskLevel = "medium";

/** What of an alert the gates ask for. */
export interface GateGrounds {
  /** Without it nothing can be said to have been told already. */
  readonly alert: HappeningId | undefined;
  /** Null where nobody judged it, or has not yet: it counts as `UNJUDGED`. */
  readonly risk: RiskLevel | null;
  /** It is happening now, and its clip is decided anew. */
  readonly isLive: boolean;
}

/** What a gate says. `reason` is what becomes `notify_reason` where it keeps. */
export interface GateStep {
  readonly reason: string;
  readonly step: TraceStep;
}

export type Gate = (grounds: GateGrounds, circumstances: Circumstances) => GateStep;

export function passes(rule: string, finding: string, otherwise: string | null): GateStep {
  return { reason: rule, step: { rule, verdict: "passes", finding, otherwise } };
}

export function keeps(rule: string, reason: string, finding: string, otherwise: string): GateStep {
  return { reason, step: { rule, verdict: "keeps", finding, otherwise } };
}

/**
 * What was told is told on, so that a notification does not stay at its first words. Only what the owner does by hand
 * stops that.
 */
export function goesOnStep(
  rule: string,
  { alert }: GateGrounds,
  { lastTold }: Circumstances,
): GateStep | undefined {
  if (alert === undefined || lastTold?.alert !== alert) return undefined;
  return passes(rule, "You were told of it already, and this is more of the same.", null);
}

export function riskWords({ risk, isLive }: GateGrounds): string {
  if (risk !== null) return `this one's is ${risk}`;
  return `nobody has judged this one${isLive ? " yet" : ""}, which counts as ${UNJUDGED}`;
}

const DAY_MS = 24 * 60 * 60_000;
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** `06:30`, with the weekday where it is further away than a day. Local. */
export function timeWords(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return atMs - nowMs < DAY_MS ? time : `${DAYS[at.getDay()]} ${time}`;
}
