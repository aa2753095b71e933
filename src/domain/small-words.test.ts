import { expect, test } from "vitest";
import { isAtLeast } from "./analysis.ts";
import { cameraStates } from "./camera.ts";
import { expandLabels, groupOf } from "./detection.ts";
import { Failure, failureKind, failureMessage } from "./failure.ts";
import { iou } from "./geometry.ts";
import { ClipEvent } from "./journal.ts";
import { err, ok } from "./result.ts";
import { isStageError } from "./stage-error.ts";
import { allSwitchesOn, cameraSwitches } from "./switches.ts";

test("risk levels are in order", () => {
  expect(isAtLeast("high", "medium")).toBe(true);
  expect(isAtLeast("medium", "medium")).toBe(true);
  expect(isAtLeast("low", "critical")).toBe(false);
});

test("labels belong to groups, and a group stands for its labels", () => {
  expect([groupOf("person"), groupOf("truck"), groupOf("animal"), groupOf("kite")]).toEqual([
    "person",
    "vehicle",
    "animal",
    undefined,
  ]);
  expect(expandLabels(["person", "vehicle", "car", "kite"])).toEqual([
    "person",
    "bicycle",
    "car",
    "motorcycle",
    "airplane",
    "bus",
    "train",
    "truck",
    "boat",
    "kite",
  ]);
});

test("anything caught has a kind and a sentence", () => {
  const abort = new DOMException("This operation was aborted", "AbortError");

  expect(failureKind(new Failure("rejected", "No."))).toBe("rejected");
  expect(failureKind(abort)).toBe("aborted");
  expect(failureKind(new DOMException("It took too long", "TimeoutError"))).toBe("unavailable");
  expect(failureKind(new TypeError("x"))).toBe("internal");
  expect(failureKind("text")).toBe("internal");
  expect(failureMessage(new Failure("rejected", "No."))).toBe("No.");
  expect(failureMessage("text")).toBe("text");
  expect(new Failure("unavailable", "Away.", { cause: abort })).toMatchObject({
    name: "Failure",
    cause: abort,
  });
});

test("overlap is measured as a part of both boxes together", () => {
  const box = { x: 0, y: 0, width: 0.5, height: 0.5 };

  expect(iou(box, box)).toBe(1);
  expect(iou(box, { ...box, x: 0.25 })).toBeCloseTo(1 / 3);
  expect(iou(box, { ...box, x: 0.5 })).toBe(0);
  expect(iou(box, { ...box, y: 0.75 })).toBe(0);
});

test("results and stage errors can be told apart", () => {
  const error = { stage: "filter", kind: "internal", message: "No.", cause: undefined } as const;

  expect(ok(1)).toEqual({ ok: true, value: 1 });
  expect(err(error)).toEqual({ ok: false, error });
  expect(isStageError(error)).toBe(true);
  expect(isStageError({ detected_classes: [] })).toBe(false);
  expect(isStageError(undefined)).toBe(false);
});

test("an event of the journal is refused unless it says what and when", () => {
  const event = {
    clip_id: "front_door_20260601T115930Z",
    type: "stage_failed",
    at: "2026-06-01T12:00:00.000Z",
  };

  expect(ClipEvent.safeParse({ ...event, stage: "upload", attempt: 1, will_retry: true }).success).toBe(true);
  expect(ClipEvent.safeParse({ ...event, type: "who_knows" }).success).toBe(false);
  expect(ClipEvent.safeParse({ ...event, at: "yesterday" }).success).toBe(false);
  expect(ClipEvent.safeParse({ ...event, attempt: 0 }).success).toBe(false);
});

test("every switch is on to begin with, and no camera state is named twice", () => {
  expect(cameraSwitches.map((name) => allSwitchesOn[name])).toEqual([true, true, true, true]);
  expect(new Set(cameraStates).size).toBe(cameraStates.length);
});
