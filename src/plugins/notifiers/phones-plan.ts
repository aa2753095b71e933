import { z } from "zod";
import type { Alert } from "#domain/alert.ts";
import { isAtLeast, type RiskLevel } from "#domain/analysis.ts";

/** Pushes of one happening to one phone. What must ring is not held back by it. */
export const PUSHES_MAX = 3;
/** Happenings in one group that are told apart; beyond that the oldest counts anew. */
const HAPPENINGS_MAX = 16;

/** What one phone was told of one notification so far. */
export const Told = z.object({
  /** Of what its reader sees. */
  print: z.string(),
  /** It rang although the phone may be muted. */
  critical: z.boolean(),
  /** By alert, as a notification may stand for several. */
  alerts: z.record(z.string(), z.object({ pushes: z.int(), escalation: z.int() })),
});
export type Told = z.output<typeof Told>;

/** `ring` sounds as the phone is set, `critical` also where it is muted, `quiet` only changes what is written. */
export type Loudness = "ring" | "critical" | "quiet";

export interface Occasion {
  readonly alert: Alert;
  readonly print: string;
  readonly criticalFrom: RiskLevel | "never";
  /** A further message takes the place of the first instead of standing below it. */
  readonly isInPlace: boolean;
}

/** How a phone is told, or `undefined` where it is not, as its reader would see nothing new. */
export function loudnessOf(told: Told | undefined, occasion: Occasion): Loudness | undefined {
  const { alert, print, criticalFrom, isInPlace } = occasion;
  const { pushes, escalation } = told?.alerts[alert.alert_id] ?? { pushes: 0, escalation: 0 };
  const isCritical =
    criticalFrom !== "never" && alert.risk_level !== null && isAtLeast(alert.risk_level, criticalFrom);
  const loud = isCritical ? "critical" : "ring";
  if (!alert.late && alert.escalation > escalation) return loud;
  if (told?.print === print) return undefined;
  // Old news rings nobody, however bad it was.
  if (told === undefined) return alert.late ? "quiet" : loud;
  if (isCritical && !told.critical && !alert.late) return loud;
  if (!isInPlace && alert.phase !== "described") return undefined;
  return pushes < PUSHES_MAX ? "quiet" : undefined;
}

/** What the phone was told after this. */
export function toldNow(told: Told | undefined, { alert, print }: Occasion, loudness: Loudness): Told {
  const { [alert.alert_id]: before, ...others } = told?.alerts ?? {};
  const own = { pushes: (before?.pushes ?? 0) + 1, escalation: alert.escalation };
  const kept = Object.entries(others).slice(1 - HAPPENINGS_MAX);
  return {
    print,
    critical: told?.critical === true || loudness === "critical",
    alerts: { ...Object.fromEntries(kept), [alert.alert_id]: own },
  };
}
