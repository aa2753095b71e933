import { expect, test } from "vitest";
import { anAnalysis } from "#test/builders.ts";
import { aDraft, aPastAlert, catBox } from "#test/suppressions.ts";
import { previewOf } from "./suppression-preview.ts";

const night = (day: number, hour = 23) => new Date(2026, 5, day, hour, 20);
const idsOf = (alerts: readonly { readonly clip_id: string }[]) => alerts.map(({ clip_id }) => clip_id);
const person = { label: "person", box: { x: 0.5, y: 0.3, width: 0.1, height: 0.4 } };

test("past alerts that it speaks of would have been hidden, the starred ones are named", () => {
  const cat = aPastAlert({ at: night(1) });
  const starred = aPastAlert({ at: night(2) }, { starred: true });
  const byDay = aPastAlert({ at: night(3, 12) });
  const noAlert = aPastAlert({ at: night(4) });
  const quiet = { ...noAlert, alert_decision: { notify: false, notify_reason: "x", explanation: "" } };

  const preview = previewOf(aDraft(), [cat, starred, byDay, quiet], ["animal"]);

  expect(preview.looked).toBe(3);
  expect(idsOf(preview.hidden)).toEqual(idsOf([cat, starred]));
  expect(idsOf(preview.starred)).toEqual(idsOf([starred]));
});

test("somebody beside the cat keeps an alert, if the camera alerts on people", () => {
  const both = aPastAlert({ at: night(1), things: [{ label: "cat", box: catBox }, person] });

  expect(previewOf(aDraft(), [both], ["animal", "person"]).hidden).toEqual([]);
  expect(idsOf(previewOf(aDraft(), [both], ["animal"]).hidden)).toEqual([both.clip_id]);
});

test("a high risk is told all the same, and is said", () => {
  const risky = aPastAlert({ at: night(1) }, { analysis_result: anAnalysis({ risk_level: "critical" }) });
  const medium = aPastAlert({ at: night(2) }, { analysis_result: anAnalysis({ risk_level: "medium" }) });

  const preview = previewOf(aDraft(), [risky, medium], ["animal"]);

  expect(idsOf(preview.hidden)).toEqual([medium.clip_id]);
  expect(idsOf(preview.risky)).toEqual([risky.clip_id]);
});

test("a happening of two clips is one, and hidden only if both are", () => {
  const first = aPastAlert({ at: night(1) });
  const partOf = { happening_id: first.happening_id, part: 2 };
  const second = aPastAlert({ at: new Date(night(1).getTime() + 60_000) }, partOf);
  const walker = aPastAlert({ at: new Date(night(1).getTime() + 60_000), things: [person] }, partOf);

  expect(previewOf(aDraft(), [second, first], ["animal"])).toMatchObject({
    looked: 1,
    hidden: [{ clip_id: first.clip_id }],
  });
  expect(previewOf(aDraft(), [walker, first], ["animal", "person"]).hidden).toEqual([]);
});
