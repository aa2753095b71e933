import { expect, test } from "vitest";
import { Alert, LATE_MS } from "#domain/alert.ts";
import { advance } from "#domain/clip-progress.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { aClip, aClipState, aFilterResult, anAnalysis, anEvent } from "#test/builders.ts";
import { alertOf, summaryOf } from "./alert.ts";

const soon = { nowMs: Date.parse("2026-06-01T12:00:00.000Z") };
const prefix = { ...soon, mediaUrlPrefix: "/media/local/porchlight" };
const decision = { notify: true, notify_reason: "object=person", explanation: "A person was seen." };
const decided = { alert_decision: decision, filter_result: aFilterResult("person") };

function failing(state: ClipState, stage: "filter" | "vlm"): ClipState {
  return advance(state, anEvent(state, { type: "stage_failed", stage, attempt: 1, error: "No." })) ?? state;
}

test("an alert has all that HomeSec's contract asks for, and ours", () => {
  const clip = aClip({ part: 2, happening: "front_door_20260601T115900Z" });
  const state = aClipState(clip, {
    ...decided,
    storage_uri: "dropbox:/x",
    view_url: "https://example.org/x",
  });

  const alert = alertOf(state, prefix);

  expect(Alert.parse(alert)).toEqual({
    clip_id: clip.id,
    camera_name: "front_door",
    storage_uri: "dropbox:/x",
    view_url: "https://example.org/x",
    risk_level: null,
    activity_type: null,
    notify_reason: "object=person",
    summary: "Person at Front door for 12 s.",
    ts: "2026-06-01T11:59:30.000Z",
    dedupe_key: clip.happening,
    upload_failed: false,
    alert_id: clip.happening,
    late: false,
    phase: "confirmed",
    camera_title: "Front door",
    title: "Person at Front door",
    requires_review: false,
    escalation: 0,
    group_id: clip.happening,
    objects: ["person"],
    zones: [],
    image_url: `/media/local/porchlight/clips/front_door/${clip.id}.jpg`,
    clip_url: `/media/local/porchlight/clips/front_door/${clip.id}.mp4`,
    panel_url: `#/clips/${clip.id}`,
  });
});

test("there is no picture where none was made, or where Home Assistant cannot see it", () => {
  expect(alertOf(aClipState({}, { snapshot_path: null }), prefix).image_url).toBeNull();
  expect(alertOf(aClipState(), soon).image_url).toBeNull();
});

test("an alert that could not be told in time says that it is late", () => {
  const nowMs = Date.parse(aClipState().end_ts) + LATE_MS;

  expect(alertOf(aClipState(), { nowMs }).late).toBe(false);
  expect(alertOf(aClipState(), { nowMs: nowMs + 1 }).late).toBe(true);
});

test("what is not known is not claimed", () => {
  expect(alertOf(aClipState(), prefix)).toMatchObject({
    phase: "detected",
    objects: [],
    notify_reason: "none",
    upload_failed: true,
  });
});

test.each([
  ["one object", aClipState({}, decided), "Person at Front door for 12 s."],
  [
    "several objects",
    aClipState({}, { filter_result: aFilterResult("person", "dog", "car") }),
    "Person, dog and car at Front door for 12 s.",
  ],
  ["motion alone", aClipState({}, { filter_result: aFilterResult() }), "Motion at Front door for 12 s."],
  ["a length that is not known", aClipState({ durationMs: 0 }, decided), "Person at Front door."],
  ["whole minutes", aClipState({ durationMs: 120_000 }, decided), "Person at Front door for 2 min."],
  ["more than a minute", aClipState({ durationMs: 80_400 }, decided), "Person at Front door for 1 min 20 s."],
  [
    "a failed detector",
    failing(aClipState(), "filter"),
    "Motion at Front door for 12 s; the detector failed.",
  ],
  [
    "a silent vision model",
    failing(aClipState({}, decided), "vlm"),
    "Person at Front door for 12 s; the vision model did not answer.",
  ],
  [
    "an analysis",
    aClipState({}, { ...decided, analysis_result: anAnalysis() }),
    "A courier left a parcel at the door.",
  ],
])("the sentence for %s is true", (_name, state, sentence) => {
  expect(summaryOf(state)).toBe(sentence);
});
