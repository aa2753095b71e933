import { z } from "zod";
import { type CrossingDirection, crossingDirections, type LineId } from "./line.ts";
import type { TrackSeen } from "./track-seen.ts";
import type { ZoneId } from "./zone.ts";

/** What a rule found, in memory. */
export type LiveEvent = LiveEventBase &
  (
    | { readonly type: "OBJECT_APPEARED" }
    /** `hasStood`: it was stationary at some time, as a parked car. */
    | { readonly type: "OBJECT_LEFT"; readonly stayedMs: number; readonly hasStood: boolean }
    | { readonly type: "LINE_CROSS"; readonly line: Place<LineId>; readonly direction: CrossingDirection }
    | { readonly type: "ZONE_ENTER"; readonly zone: Place<ZoneId> }
    | { readonly type: "ZONE_EXIT" | "ZONE_DWELL"; readonly zone: Place<ZoneId>; readonly insideMs: number }
  );

export interface LiveEventBase {
  readonly atMs: number;
  /** As it was last seen. */
  readonly track: TrackSeen;
  /** The middle of its box one observation earlier; absent at its first. */
  readonly previousCentre?: { readonly x: number; readonly y: number } | undefined;
  /** By these rules of the owner it is a reason for an alert. */
  readonly alerts: boolean;
  readonly rulesVersion: number;
}

export interface Place<Id> {
  readonly id: Id;
  readonly name: string;
}

const Pixels = z.int();
const Spot = z.object({ x: Pixels, y: Pixels });
const Corners = z.object({ x1: Pixels, y1: Pixels, x2: Pixels, y2: Pixels });

/** One tracked thing in one frame, in pixels. Field names are the edge detector's. */
export const DetectionV1 = z.object({
  track_id: z.int().min(0),
  /** As COCO numbers its 80 classes; null for a label of another model. */
  class_id: z.int().min(0).nullable(),
  class_name: z.string(),
  confidence: z.number().min(0).max(1),
  bbox: Corners,
  center: Spot,
  /** null in the first frame of a track. */
  previous_center: Spot.nullable(),
});
export type DetectionV1 = z.output<typeof DetectionV1>;

/** The edge detector's envelope, version 1. */
export const EnvelopeV1 = z.object({
  version: z.literal(1),
  source: z.object({
    device_id: z.string().min(1),
    /** The camera's slug. */
    camera_id: z.string().min(1),
    /** ISO 8601, UTC. */
    timestamp: z.iso.datetime(),
  }),
  frame: z.object({
    number: z.int().min(0),
    width: z.int().min(1),
    height: z.int().min(1),
    roi_applied: Corners,
  }),
  detections: z.array(DetectionV1),
  frame_data: z.object({ encoding: z.literal("jpeg"), quality: z.int(), base64: z.string() }).optional(),
  frame_ref: z.object({ type: z.string(), bucket: z.string(), key: z.string() }).optional(),
});
export type EnvelopeV1 = z.output<typeof EnvelopeV1>;

/** What every event adds to the envelope; its one detection is the track that it is about. */
const event = EnvelopeV1.extend({ rules_version: z.int().min(0), alerts: z.boolean() });
const zone = { zone: z.string(), zone_id: z.string() };
const Seconds = z.number().min(0);

/** An event as it is sent: the envelope, and beside it the rule's own fields. */
export const LiveEventV1 = z.discriminatedUnion("event_type", [
  event.extend({
    event_type: z.literal("LINE_CROSS"),
    line: z.string(),
    line_id: z.string(),
    direction: z.enum(crossingDirections),
  }),
  event.extend({ event_type: z.literal("ZONE_ENTER"), ...zone }),
  event.extend({ event_type: z.literal("ZONE_EXIT"), ...zone, dwell_s: Seconds }),
  event.extend({ event_type: z.literal("ZONE_DWELL"), ...zone, dwell_s: Seconds }),
  event.extend({ event_type: z.literal("OBJECT_APPEARED") }),
  event.extend({ event_type: z.literal("OBJECT_LEFT"), stayed_s: Seconds, stationary: z.boolean() }),
]);
export type LiveEventV1 = z.output<typeof LiveEventV1>;
