import { expect, test } from "vitest";
import { LiveEventV1 } from "#domain/live-event.ts";
import { envelopeOf } from "./envelope.ts";
import { anEngine, drive, emptyFor, porch, still, straight, walk } from "./test-walk.ts";

test("an event is sent in the edge detector's envelope, version 1", () => {
  const engine = anEngine({ version: 3, zones: [{ ...porch, loiter_s: 1 }], lines: [drive] });
  const walked = [
    ...walk(engine, [...straight({ x: 0.55, y: 0.8 }, { x: 0.45, y: 0.8 }, 20)]),
    ...emptyFor(engine, 2100, 5000),
  ];
  const source = { device: "box", camera: "front_door", frame: { number: 12, width: 1920, height: 1080 } };

  const sent = walked.map((event) => envelopeOf(event, source));

  expect(sent.map((event) => LiveEventV1.parse(event))).toEqual(sent);
  expect(sent.map(({ event_type }) => event_type)).toEqual([
    "OBJECT_APPEARED",
    "ZONE_ENTER",
    "ZONE_DWELL",
    "LINE_CROSS",
    "ZONE_EXIT",
    "OBJECT_LEFT",
  ]);
  expect(sent[3]).toEqual({
    version: 1,
    source: { device_id: "box", camera_id: "front_door", timestamp: "1970-01-01T00:00:01.300Z" },
    frame: {
      number: 12,
      width: 1920,
      height: 1080,
      roi_applied: { x1: 0, y1: 0, x2: 1920, y2: 1080 },
    },
    detections: [
      {
        track_id: 1,
        class_id: 0,
        class_name: "person",
        confidence: 0.9,
        bbox: { x1: 893, y1: 648, x2: 970, y2: 864 },
        center: { x: 931, y: 756 },
        previous_center: { x: 941, y: 756 },
      },
    ],
    event_type: "LINE_CROSS",
    rules_version: 3,
    alerts: false,
    line: "Drive",
    line_id: "drive",
    direction: "in",
  });
  expect(sent[0]?.detections[0]?.previous_center).toBeNull();
  expect(sent[4]).toMatchObject({ zone: "Porch", zone_id: "porch", dwell_s: 2 });
  expect(sent[5]).toMatchObject({ stayed_s: 2, stationary: false });
});

test("a label of another model than COCO's has no class number", () => {
  const engine = anEngine({}, { objects: ["parcel"] });
  const [event] = walk(engine, still({ x: 0.5, y: 0.8 }, 1), {
    label: "parcel",
    previousCentre: { x: 0.5, y: 0.5 },
  });
  const source = { device: "box", camera: "door", frame: { number: 0, width: 100, height: 100 } };

  const [detection] = event ? envelopeOf(event, source).detections : [];

  expect(detection).toMatchObject({
    class_id: null,
    class_name: "parcel",
    previous_center: { x: 50, y: 50 },
  });
});

test("an event that misses a field, or has a strange one's type, is refused", () => {
  const [event] = walk(anEngine({ zones: [{ ...porch, inertia: 1 }] }), still({ x: 0.5, y: 0.8 }, 1)).slice(
    1,
  );
  const source = { device: "box", camera: "door", frame: { number: 0, width: 100, height: 100 } };
  const sent = event ? envelopeOf(event, source) : {};

  const isGood = (value: unknown) => LiveEventV1.safeParse(value).success;

  expect(isGood(sent)).toBe(true);
  expect(isGood({ ...sent, zone_id: undefined })).toBe(false);
  expect(isGood({ ...sent, version: 2 })).toBe(false);
  expect(isGood({ ...sent, event_type: "ZONE_DWELL" })).toBe(false);
  expect(isGood({ ...sent, detections: [{ track_id: 1 }] })).toBe(false);
});
