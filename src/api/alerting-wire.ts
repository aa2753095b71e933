import { z } from "@hono/zod-openapi";
import { AlertSettings, HouseMode } from "#domain/alert-settings.ts";
import { CameraSlug, ClipId, HappeningId } from "#domain/ids.ts";
import type { Alerting } from "#ports/alerting.ts";

/** A week, as for every snooze. */
export const SNOOZE_MINUTES_MAX = 7 * 24 * 60;
const Time = z.iso.datetime();

/** What the API needs to know of when alerts are told. */
export interface AlertingPart extends Alerting {
  /** Entity ids of Home Assistant. */
  atHome(): readonly string[];
}

export const AlertingStateWire = z.object({
  mode: HouseMode,
  snoozed_until: Time.nullable(),
  /** Quiet hours that hold now, and until when. */
  quiet_until: Time.nullable(),
  /** When the next quiet hours begin; null while they hold, or where none come within a week. */
  quiet_from: Time.nullable(),
  /** The next time at which anything here changes by the clock. */
  next_change: Time.nullable(),
  /** Null where nobody knows. */
  anybody_home: z.boolean().nullable(),
  /** Entities of Home Assistant. */
  at_home: z.array(z.string()),
  /** What the template says; null where there is none, or no answer. */
  template: z.boolean().nullable(),
  /** Whether the place of the house is known, and with it the sun. */
  knows_place: z.boolean(),
  cameras: z.array(
    z.object({
      camera: CameraSlug,
      snoozed_until: Time.nullable(),
      /** Whether an alert that nobody judged would be told now. */
      tells: z.boolean(),
      /** Why not, a sentence each. */
      why: z.array(z.string()),
    }),
  ),
  /** Alerts that are told again until somebody has seen them. */
  open: z.array(
    z.object({
      alert_id: HappeningId,
      camera: CameraSlug,
      title: z.string(),
      ts: Time,
      times_told: z.int(),
      next_at: Time,
    }),
  ),
});
export type AlertingStateWire = z.output<typeof AlertingStateWire>;

export const ModeWire = z.object({ mode: HouseMode });

/** Without minutes as long as the owner has set for the button. */
export const SnoozeWire = z.object({ minutes: z.int().min(1).max(SNOOZE_MINUTES_MAX).optional() });

export const AcknowledgedWire = z.object({
  /** It waited for somebody to see it. */
  was_open: z.boolean(),
});

export const PreviewAskWire = z.object({
  settings: AlertSettings,
  /** As if the house had been in this mode; else as it is now. */
  mode: HouseMode.optional(),
});

/** What settings that nobody has saved would have done with the last alerts, newest first. */
export const AlertingPreviewWire = z.object({
  mode: HouseMode,
  told: z.int(),
  kept: z.int(),
  alerts: z.array(
    z.object({
      alert_id: HappeningId,
      clip_id: ClipId,
      camera: CameraSlug,
      ts: Time,
      was_told: z.boolean(),
      would_tell: z.boolean(),
      why: z.string().nullable(),
    }),
  ),
});
export type AlertingPreviewWire = z.output<typeof AlertingPreviewWire>;
