import { z } from "zod";
import { RiskLevel, TITLE_CHARS_MAX } from "./analysis.ts";
import { CameraSlug, ClipId, HappeningId } from "./ids.ts";

/** How far the telling has come: seen live, the clip was filtered, a model described it. */
export const alertPhases = ["detected", "confirmed", "described"] as const;

/** Told so long after the clip's end, an alert is old news: a bell that rings now would mislead. */
export const LATE_MS = 10 * 60_000;

/**
 * A decision to tell somebody, as every notifier receives it and as it is published on
 * `homecam/alerts/{camera_name}`. The first eleven fields are HomeSec's contract, the rest ours.
 */
export const Alert = z.object({
  clip_id: ClipId,
  /** The camera's slug, as everywhere in topics. */
  camera_name: CameraSlug,
  storage_uri: z.string().nullable(),
  view_url: z.string().nullable(),
  risk_level: RiskLevel.nullable(),
  activity_type: z.string().nullable(),
  notify_reason: z.string(),
  summary: z.string().nullable(),
  /** ISO 8601, UTC: when the clip began. */
  ts: z.iso.datetime(),
  dedupe_key: HappeningId,
  upload_failed: z.boolean(),

  /** One happening, one alert: the happening's id. */
  alert_id: HappeningId,
  /** It could not be told when it happened, and is old news now: nothing should ring. */
  late: z.boolean(),
  phase: z.enum(alertPhases),
  /** The owner's name for the camera. */
  camera_title: z.string(),
  /** A few words for a notification's head. */
  title: z.string().max(TITLE_CHARS_MAX),
  /** A person should look: see `Analysis.requires_review`. */
  requires_review: z.boolean(),
  /** How often it was told again, as nobody has said that they saw it. */
  escalation: z.int().min(0),
  /** What one notification is updated by: the alert's id, or that of the first of a group of alerts. */
  group_id: HappeningId,
  objects: z.array(z.string()),
  zones: z.array(z.string()),
  /** Path of the snapshot for Home Assistant's media browser and notifications, if there is one. */
  image_url: z.string().nullable(),
  /** The same for the clip, once it is finished. */
  clip_url: z.string().nullable(),
  /** Path inside the panel. */
  panel_url: z.string(),
});
export type Alert = z.output<typeof Alert>;
