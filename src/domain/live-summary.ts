import { z } from "zod";
import { Box } from "./geometry.ts";

/** Events of one happening that are kept with its clips. */
export const LIVE_EVENTS_MAX = 50;
/** Objects, zones and lines of one happening that are kept with its clips, of each kind. */
export const LIVE_ITEMS_MAX = 50;

/** Sightings of one happening that were told, whose boxes are kept with its clips. */
export const LIVE_TOLD_MAX = 8;

const At = z.iso.datetime();

/** What was seen live of a happening, as it is stored with its clips. */
export const LiveSummary = z.object({
  /** Surest first. */
  objects: z
    .array(z.object({ label: z.string(), score: z.number().min(0).max(1), first_at: At, last_at: At }))
    .max(LIVE_ITEMS_MAX),
  zones: z
    .array(
      z.object({ id: z.string(), name: z.string(), labels: z.array(z.string()), seconds: z.number().min(0) }),
    )
    .max(LIVE_ITEMS_MAX),
  lines: z
    .array(z.object({ id: z.string(), name: z.string(), in: z.int().min(0), out: z.int().min(0) }))
    .max(LIVE_ITEMS_MAX),
  /** In the order of their times; the first ones where there were more. */
  events: z
    .array(
      z.object({
        type: z.string(),
        at: At,
        label: z.string(),
        track_id: z.int(),
        /** Of the zone or line. */
        place: z.string().optional(),
        direction: z.string().optional(),
        seconds: z.number().min(0).optional(),
      }),
    )
    .max(LIVE_EVENTS_MAX),
  /** What was a reason for an alert while it happened; null where nothing was. */
  alert: z
    .object({
      at: At,
      reason: z.string(),
      sentence: z.string(),
      /** What was told, and where it was then; the first ones where there were more. */
      told: z
        .array(z.object({ label: z.string(), box: Box, at: At }))
        .max(LIVE_TOLD_MAX)
        .optional(),
    })
    .nullable(),
  /** By the owner's rules merely being seen is no reason: it takes a zone or a line. */
  needs_place: z.boolean(),
  rules_version: z.int().min(0),
});
export type LiveSummary = z.output<typeof LiveSummary>;
