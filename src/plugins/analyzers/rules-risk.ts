import type { RiskLevel } from "#domain/analysis.ts";
import { riskLevels } from "#domain/analysis.ts";
import type { ObjectGroup } from "#domain/detection.ts";

/** By the local clock: from the first hour until before the second it is night. */
const NIGHT_FROM_H = 22;
const NIGHT_TO_H = 6;

/** What the risk follows from. */
export interface RiskFacts {
  readonly groups: ReadonlySet<ObjectGroup>;
  /** Hour of the local day when the clip began, 0 to 23. */
  readonly hour: number;
  /** Mode of the house; null where there is none. */
  readonly mode: string | null;
  /** A zone or line of the owner was a reason for an alert. */
  readonly hasAlertedInPlace: boolean;
  /** By the owner's rules it makes an alert even if nobody describes it. */
  readonly isAlert: boolean;
}

/**
 * The risk by facts alone. It starts at low, and these raise it by a level each:
 *
 * | seen             | house away | night, by clock or mode | zone or line alerts | at most |
 * | ---------------- | ---------- | ----------------------- | ------------------- | ------- |
 * | person           | yes        | yes                     | yes                 | high    |
 * | vehicle          | yes        | yes                     | yes                 | medium  |
 * | animal, or else  | no         | no                      | no                  | low     |
 *
 * What makes an alert in any case is at least medium, as whatever nobody judged. Critical takes somebody who has looked.
 */
export function riskOf(facts: RiskFacts): RiskLevel {
  const { groups, hour, mode, hasAlertedInPlace, isAlert } = facts;
  const isNight = mode === "night" || hour >= NIGHT_FROM_H || hour < NIGHT_TO_H;
  const raised = [mode === "away", isNight, hasAlertedInPlace].filter(Boolean).length;
  const most = groups.has("person") ? 2 : groups.has("vehicle") ? 1 : 0;
  const level = Math.max(Math.min(raised, most), isAlert ? 1 : 0);
  return riskLevels[level] ?? "medium";
}
