import { z } from "zod";
import { RiskLevel } from "./analysis.ts";
import { CameraId } from "./ids.ts";

/** What the house is up to. In `privacy` nothing is recorded, looked at or shown. */
export const houseModes = ["home", "away", "night", "privacy"] as const;
export const HouseMode = z.enum(houseModes);
export type HouseMode = z.output<typeof HouseMode>;

export const WINDOWS_MAX = 8;
export const COOLDOWN_MAX_S = 3600;
export const GROUP_MAX_S = 600;
export const ESCALATIONS_MAX = 10;

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const Weekday = z.enum(weekdays);
export type Weekday = z.output<typeof Weekday>;

/** `22:30`, `sunset`, `sunrise+00:30`, `sunset-01:00`. */
export const DAY_POINT = /^(?:([01]\d|2[0-3]):[0-5]\d|(?:sunrise|sunset)(?:[+-]0[0-5]:[0-5]\d)?)$/;
export const DayPoint = z
  .string()
  .regex(DAY_POINT, { error: "must look like 22:30, sunset or sunrise+00:30" });

/** A part of some days, by the local clock. `to` may lie before `from`: then it ends on the next day. */
export const TimeWindow = z.object({
  /** On which days it begins; none is every day. */
  days: z.array(Weekday).max(7).default([]),
  from: DayPoint,
  to: DayPoint,
});
export type TimeWindow = z.output<typeof TimeWindow>;

/** What is told in one mode of the house. */
export const ModeRule = z.object({
  /** Only of these cameras; null is all. */
  cameras: z.array(CameraId).max(64).nullable().default(null),
  /** Only what was judged at least so risky; null is whatever is an alert. What nobody judged counts as `medium`. */
  from_risk: RiskLevel.nullable().default(null),
});
export type ModeRule = z.output<typeof ModeRule>;

/** What the owner wants of one camera besides the options. */
export const CameraAlerting = z.object({
  /** After an alert, further happenings of the camera that are not riskier are kept quiet for so long. 0: none are. */
  cooldown_s: z.int().min(0).max(COOLDOWN_MAX_S).default(0),
  /** Only then does it tell; none is always. */
  windows: z.array(TimeWindow).max(WINDOWS_MAX).default([]),
});
export type CameraAlerting = z.output<typeof CameraAlerting>;

/** When and how loudly alerts are told. Kept in the state store, edited in the panel and by entities. */
export const AlertSettings = z.object({
  /** Rises with each edit. */
  version: z.int().min(0).default(0),
  modes: z
    .object({ home: ModeRule.prefault({}), away: ModeRule.prefault({}), night: ModeRule.prefault({}) })
    .prefault({}),
  /** What sets the mode besides the owner: nobody, who is at home, or an alarm panel of Home Assistant. */
  mode_follows: z.enum(["nothing", "people", "alarm"]).default("nothing"),
  /** Entities of Home Assistant; none is every `person`. */
  people: z.array(z.string().max(255)).max(32).default([]),
  alarm_entity: z.string().max(255).nullable().default(null),
  quiet_hours: z.array(TimeWindow).max(WINDOWS_MAX).default([]),
  /** What is at least so risky is told in quiet hours too; null is nothing. */
  quiet_except_from: RiskLevel.nullable().default("high"),
  /** Cameras that are told of in quiet hours too. */
  quiet_except_cameras: z.array(CameraId).max(64).default([]),
  /** A template of Home Assistant: nothing is told while it is false. */
  only_when: z.string().max(2000).nullable().default(null),
  /** Alerts of several cameras within so long are one notification. 0: each is its own. */
  group_s: z.int().min(0).max(GROUP_MAX_S).default(0),
  /** Told again until somebody has seen it. */
  escalation: z
    .object({
      times: z.int().min(0).max(ESCALATIONS_MAX).default(0),
      every_s: z.int().min(30).max(3600).default(300),
      from_risk: RiskLevel.default("high"),
    })
    .prefault({}),
  /** How long the snooze button lasts. */
  snooze_minutes: z.int().min(5).max(480).default(30),
  /** By the camera's id. */
  cameras: z.record(z.string(), CameraAlerting).default({}),
});
export type AlertSettings = z.output<typeof AlertSettings>;
