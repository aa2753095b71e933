import type { Box, Point } from "#domain/geometry.ts";
import type { EnvelopeV1, LiveEvent, LiveEventV1 } from "#domain/live-event.ts";
import { centreOf } from "#domain/track-seen.ts";
import { coco80 } from "#vision/coco.ts";

/** Where an event was seen. */
export interface EnvelopeSource {
  /** The box's name. */
  readonly device: string;
  /** The camera's slug. */
  readonly camera: string;
  readonly frame: { readonly number: number; readonly width: number; readonly height: number };
  /** The part of the frame that the detector looked at; the whole of it if absent. */
  readonly roi?: Box;
}

/** An event as it is sent: pixels, seconds, the edge detector's field names. */
export function envelopeOf(event: LiveEvent, { device, camera, frame, roi }: EnvelopeSource): LiveEventV1 {
  const { track, previousCentre } = event;
  const at = ({ x, y }: Point) => ({ x: Math.round(x * frame.width), y: Math.round(y * frame.height) });
  const corners = ({ x, y, width, height }: Box) => {
    const [from, to] = [at({ x, y }), at({ x: x + width, y: y + height })];
    return { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  };
  const classId = coco80.indexOf(track.label);
  const envelope: EnvelopeV1 = {
    version: 1,
    source: {
      device_id: device,
      camera_id: camera,
      timestamp: new Date(event.atMs).toISOString(),
    },
    frame: { ...frame, roi_applied: corners(roi ?? { x: 0, y: 0, width: 1, height: 1 }) },
    detections: [
      {
        track_id: track.id,
        class_id: classId < 0 ? null : classId,
        class_name: track.label,
        confidence: track.score,
        bbox: corners(track.box),
        center: at(centreOf(track.box)),
        previous_center: previousCentre ? at(previousCentre) : null,
      },
    ],
  };
  return withFields({ ...envelope, rules_version: event.rulesVersion, alerts: event.alerts }, event);
}

type Common = EnvelopeV1 & { readonly rules_version: number; readonly alerts: boolean };

function withFields(common: Common, event: LiveEvent): LiveEventV1 {
  switch (event.type) {
    case "OBJECT_APPEARED":
      return { ...common, event_type: event.type };
    case "OBJECT_LEFT": {
      const { type, stayedMs, hasStood } = event;
      return { ...common, event_type: type, stayed_s: stayedMs / 1000, stationary: hasStood };
    }
    case "LINE_CROSS": {
      const { type, line, direction } = event;
      return { ...common, event_type: type, line: line.name, line_id: line.id, direction };
    }
    case "ZONE_ENTER":
      return { ...common, event_type: event.type, zone: event.zone.name, zone_id: event.zone.id };
    case "ZONE_EXIT":
    case "ZONE_DWELL": {
      const { type, zone, insideMs } = event;
      return { ...common, event_type: type, zone: zone.name, zone_id: zone.id, dwell_s: insideMs / 1000 };
    }
  }
}
