import { expect, test } from "vitest";
import type { Analysis } from "#domain/analysis.ts";
import { Decision } from "#domain/decision.ts";
import { CameraSlug, HappeningId } from "#domain/ids.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { Evidence } from "#ports/alert-policy.ts";
import { aFilterResult, aLiveSummary, anAnalysis } from "#test/builders.ts";
import { doorId, someCircumstances } from "#test/circumstances.ts";
import { makeContext } from "#test/plugin-context.ts";
import { aSuppression } from "#test/suppressions.ts";
import { rules } from "./rules.ts";
import { CameraRules } from "./rules-settings.ts";

const camera = CameraSlug.parse("front_door");

function openRules(wish: Partial<CameraRules> = {}) {
  const config = rules.config.parse({ cameras: { [camera]: CameraRules.parse(wish) } });
  return rules.open(config, makeContext("/nowhere"));
}

/** A person whose foot is at 0.375, 0.75, within what is not interesting. */
const hiddenPerson = {
  camera,
  startedAtMs: Date.parse("2026-06-01T11:59:32.000Z"),
  suppressions: [
    aSuppression({
      labels: ["person"],
      places: [{ x: 0.3, y: 0.7, width: 0.2, height: 0.2 }],
      height: null,
      hours: null,
    }),
  ],
  analysis: undefined,
};
const door = HappeningId.parse("front_door_20260601T115930Z");
const steps = ({ trace = [] }: Decision) => trace.map(({ rule, verdict }) => `${rule} ${verdict}`);

test("every question that was asked leaves a step, in the order of asking", async () => {
  const policy = await openRules({ notify_on_activity_types: ["visitor"] });
  const decide = (evidence: Partial<Evidence>) =>
    steps(policy.decide({ camera, filter: aFilterResult("person"), analysis: undefined, ...evidence }));

  expect(decide({})).toEqual(["notify_on_motion passes", "analysis passes", "notify_on_objects tells"]);
  expect(decide({ analysis: anAnalysis({ activity_type: "visitor" }) })).toEqual([
    "notify_on_motion passes",
    "min_risk_level keeps",
    "notify_on_activity_types tells",
  ]);
  expect(decide({ ...hiddenPerson, live: aLiveSummary({ needs_place: true }) })).toEqual([
    "notify_on_motion passes",
    "analysis passes",
    "notify_on_objects tells",
    "not_interesting keeps",
  ]);
  expect(decide({ live: aLiveSummary({ needs_place: true }) }).at(-1)).toBe("place keeps");
  expect(decide({ camera: CameraSlug.parse("gone") })).toEqual(["camera keeps"]);
});

test("a model that doubts talks nobody away: what was seen counts as well", async () => {
  const policy = await openRules();
  const analysis = anAnalysis({ requires_review: true });
  const decide = (...labels: string[]) =>
    policy.decide({ camera, filter: aFilterResult(...labels), analysis });

  expect(decide("person")).toMatchObject({ notify: true, notify_reason: "object=person" });
  expect(decide("person").explanation).toContain("The vision model is not sure of what it says");
  expect(decide("car")).toMatchObject({ notify: false, notify_reason: "risk_level=low" });
  expect(steps(decide("car")).slice(-2)).toEqual(["requires_review passes", "notify_on_objects passes"]);
});

test("where plain rules filled in for the model, objects decide, and it is said why", async () => {
  const policy = await openRules();
  const instead = "The budget of today is used up.";
  const filledIn = anAnalysis({ backend: "rules", instead });
  const chosen = anAnalysis({ backend: "rules" });
  const decide = (analysis: Analysis) => policy.decide({ camera, filter: aFilterResult("person"), analysis });

  expect(decide(filledIn)).toMatchObject({ notify: true, notify_reason: "object=person" });
  expect(decide(filledIn).explanation).toContain(instead);
  expect(decide(chosen)).toMatchObject({ notify: false, notify_reason: "risk_level=low" });
});

test("what is a reason is not told in quiet hours, and the steps of both are kept", async () => {
  const policy = await openRules();
  const seen = { camera, happening: door, filter: aFilterResult("person") };
  const circumstances = someCircumstances({ settings: { quiet_hours: [{ from: "00:00", to: "00:00" }] } });
  const decide = (analysis: Analysis | undefined) => policy.decide({ ...seen, circumstances, analysis });

  expect(decide(undefined)).toMatchObject({ notify: false, notify_reason: "quiet_hours" });
  expect(decide(anAnalysis({ risk_level: "high" })).notify).toBe(true);
  expect(steps(decide(undefined))).toEqual([
    "notify_on_motion passes",
    "analysis passes",
    "notify_on_objects tells",
    "privacy passes",
    "notifications passes",
    "mode passes",
    "camera_hours passes",
    "quiet_hours keeps",
    "only_when passes",
    "snooze passes",
    "cooldown passes",
  ]);
});

test("a risk that was only filled in never makes an alert quieter than one that nobody judged", async () => {
  const policy = await openRules();
  const circumstances = someCircumstances({ settings: { modes: { home: { from_risk: "medium" } } } });
  const analysis = anAnalysis({ backend: "rules", instead: "The vision model did not answer." });

  const decision = policy.decide({ camera, circumstances, filter: aFilterResult("person"), analysis });

  expect(decision.notify).toBe(true);
});

test("the pause does not hold for the happening that began it", async () => {
  const policy = await openRules();
  const circumstances = someCircumstances({
    settings: { cameras: { [doorId]: { cooldown_s: 300 } } },
    lastTold: { alert: door, atMs: new Date("2026-11-20T14:59:00").getTime(), risk: null },
  });
  const decide = (happening: HappeningId) =>
    policy.decide({ camera, happening, circumstances, filter: aFilterResult("person"), analysis: undefined });

  expect(decide(door).notify).toBe(true);
  expect(decide(HappeningId.parse("front_door_20260601T120500Z"))).toMatchObject({
    notify: false,
    notify_reason: "cooldown",
  });
});

test("a message of any length leaves a trace that can be stored", async () => {
  const policy = await openRules();
  const message = `${"x".repeat(5000)}.`;
  const broken: StageError = { stage: "filter", kind: "unavailable", message, cause: undefined };

  const decision = policy.decide({
    camera,
    filter: broken,
    analysis: undefined,
  });

  expect(Decision.parse(decision)).toEqual(decision);
});
