import { expect, test } from "vitest";
import type { Analysis } from "#domain/analysis.ts";
import type { FilterResult } from "#domain/detection.ts";
import { CameraSlug } from "#domain/ids.ts";
import type { StageError } from "#domain/stage-error.ts";
import { aFilterResult, aLiveSummary, anAnalysis } from "#test/builders.ts";
import { alertPolicyContract } from "#test/contracts/alert-policy.ts";
import { makeContext } from "#test/plugin-context.ts";
import { aSuppression } from "#test/suppressions.ts";
import { rules } from "./rules.ts";
import { CameraRules } from "./rules-settings.ts";

const camera = CameraSlug.parse("front_door");
const at = "2026-06-01T11:59:32.000Z";
const failed = (stage: StageError["stage"], message: string): StageError => ({
  stage,
  kind: "unavailable",
  message,
  cause: undefined,
});

function openRules(wish: Partial<CameraRules> = {}) {
  const config = rules.config.parse({ cameras: { [camera]: CameraRules.parse(wish) } });
  return rules.open(config, makeContext("/nowhere"));
}

alertPolicyContract("the rules policy", camera, () =>
  openRules({ notify_on_activity_types: ["delivery"], notify_on_objects: ["person"] }),
);

interface Case {
  readonly title: string;
  readonly rule?: Partial<CameraRules>;
  readonly filter?: FilterResult | StageError;
  readonly analysis?: Analysis | StageError;
  readonly reason: string;
  readonly notify: boolean;
  readonly says: string;
}

const cases: readonly Case[] = [
  {
    title: "a person alerts by default",
    filter: aFilterResult("person"),
    reason: "object=person",
    notify: true,
    says: "A person was seen",
  },
  {
    title: "a car does not alert by default",
    filter: aFilterResult("car", "dog"),
    reason: "other_object",
    notify: false,
    says: "Seen: car, dog",
  },
  {
    title: "a group stands for all that belong to it",
    rule: { notify_on_objects: ["vehicle"] },
    filter: aFilterResult("person", "truck"),
    reason: "object=truck",
    notify: true,
    says: "A truck was seen",
  },
  {
    title: "the surest of the wanted objects is named",
    rule: { notify_on_objects: ["dog", "person"] },
    filter: aFilterResult("person", "dog"),
    reason: "object=person",
    notify: true,
    says: "A person was seen",
  },
  {
    title: "nothing seen does not alert",
    filter: aFilterResult(),
    reason: "no_object",
    notify: false,
    says: "Nothing that is looked for was seen",
  },
  {
    title: "nobody looked, so nobody is told",
    reason: "not_looked",
    notify: false,
    says: "Nobody looked",
  },
  {
    title: "motion alone alerts where that is wanted, even if nobody looked",
    rule: { notify_on_motion: true },
    reason: "motion",
    notify: true,
    says: "Every clip",
  },
  {
    title: "a failed detector tells of motion on a camera that alerts on objects",
    filter: failed("filter", "The model is broken."),
    reason: "filter_failed",
    notify: true,
    says: "Something moved, and the detector failed: The model is broken.",
  },
  {
    title: "a failed detector is silent on a camera that alerts on nothing",
    rule: { notify_on_objects: [] },
    filter: failed("filter", "The model is broken."),
    reason: "filter_failed",
    notify: false,
    says: "alerts on no objects",
  },
  {
    title: "a risk at the level alerts",
    filter: aFilterResult("person"),
    analysis: anAnalysis({ risk_level: "medium" }),
    reason: "risk_level=medium",
    notify: true,
    says: "The risk is medium",
  },
  {
    title: "a risk below the level does not alert, although a person was seen: the analysis decides",
    filter: aFilterResult("person"),
    analysis: anAnalysis({ risk_level: "low" }),
    reason: "risk_level=low",
    notify: false,
    says: "only from medium on",
  },
  {
    title: "a wanted activity alerts whatever the risk",
    rule: { notify_on_activity_types: ["delivery"] },
    filter: aFilterResult("person"),
    analysis: anAnalysis({ activity_type: "delivery" }),
    reason: "activity_type=delivery (per-camera)",
    notify: true,
    says: "The activity is delivery",
  },
  {
    title: "without an answer of the vision model, objects decide: yes",
    filter: aFilterResult("person"),
    analysis: failed("vlm", "Out of money."),
    reason: "object=person",
    notify: true,
    says: "The vision model did not answer.",
  },
  {
    title: "without an answer of the vision model, objects decide: no",
    filter: aFilterResult("car"),
    analysis: failed("vlm", "Out of money."),
    reason: "other_object",
    notify: false,
    says: "The vision model did not answer.",
  },
];

test.each(cases)("$title", async ({ rule, filter, analysis, reason, notify, says }) => {
  const policy = await openRules(rule);

  const decision = policy.decide({ camera, filter, analysis });

  expect(decision).toMatchObject({ notify, notify_reason: reason });
  expect(decision.explanation).toContain(says);
});

test("what was told while it happened is told on, whatever the clip says", async () => {
  const policy = await openRules();
  const live = aLiveSummary({ alert: { at, reason: "zone=porch", sentence: "Person in zone Porch." } });

  const decision = policy.decide({ camera, live, filter: aFilterResult(), analysis: undefined });

  expect(decision).toMatchObject({ notify: true, notify_reason: "zone=porch" });
  expect(decision.explanation).toContain("Person in zone Porch. Nothing that is looked for was seen.");
});

test("where zones decide, somebody who was in none of them is no alert", async () => {
  const policy = await openRules();
  const decide = (needs_place: boolean) =>
    policy.decide({
      camera,
      live: aLiveSummary({ needs_place }),
      filter: aFilterResult("person"),
      analysis: undefined,
    });

  expect(decide(true)).toMatchObject({ notify: false, notify_reason: "no_place" });
  expect(decide(false)).toMatchObject({ notify: true, notify_reason: "object=person" });
});

const dullPerson = aSuppression({
  labels: ["person"],
  places: [{ x: 0.3, y: 0.7, width: 0.2, height: 0.2 }],
  height: null,
  hours: null,
});
/** A person whose foot is at 0.375, 0.75, within what is not interesting. */
const hiddenPerson = { camera, startedAtMs: Date.parse(at), suppressions: [dullPerson], analysis: undefined };

test("what the owner found not interesting is no alert, and says what it was and how to be told again", async () => {
  const policy = await openRules();

  const decision = policy.decide({ ...hiddenPerson, filter: aFilterResult("person") });

  expect(decision).toMatchObject({
    notify: false,
    notify_reason: "suppressed",
    explanation:
      "A person was seen, and this camera alerts on that. Nobody is told, as you said that this is not interesting: People, bottom, of any size, at any time. To be told again, remove it on the camera's page.",
    suppressed_by: [dullPerson.id],
  });
});

test("also a risk and mere motion are hidden, if all that was seen is not interesting", async () => {
  const policy = await openRules({ min_risk_level: "low" });
  const motion = await openRules({ notify_on_motion: true });
  const seen = { ...hiddenPerson, filter: aFilterResult("person") };
  const withDog = { ...hiddenPerson, filter: aFilterResult("person", "dog") };

  expect(policy.decide({ ...seen, analysis: anAnalysis({ risk_level: "medium" }) }).notify).toBe(false);
  expect(policy.decide({ ...withDog, analysis: anAnalysis({ risk_level: "medium" }) }).notify).toBe(true);
  expect(motion.decide(seen).notify).toBe(false);
  expect(motion.decide(withDog).notify).toBe(true);
  expect(motion.decide({ ...hiddenPerson, filter: aFilterResult() }).notify).toBe(true);
});

test.each(["high", "critical"] as const)("a %s risk is told all the same", async (risk_level) => {
  const policy = await openRules();
  const analysis = anAnalysis({ risk_level });

  const decision = policy.decide({ ...hiddenPerson, filter: aFilterResult("person"), analysis });

  expect(decision).toMatchObject({ notify: true, notify_reason: `risk_level=${risk_level}` });
});

test("who comes beside what is hidden is told, and so is what was told live", async () => {
  const policy = await openRules();
  const [statue] = aFilterResult("person").detections;
  const walker = statue && { ...statue, score: 0.7, box: { ...statue.box, x: 0.6 } };
  const both = {
    ...aFilterResult("person"),
    detections: [statue, walker].filter((one) => one !== undefined),
  };
  const live = aLiveSummary({ alert: { at, reason: "zone=porch", sentence: "Person in zone Porch." } });

  expect(policy.decide({ ...hiddenPerson, filter: both })).toMatchObject({
    notify: true,
    notify_reason: "object=person",
  });
  expect(policy.decide({ ...hiddenPerson, filter: aFilterResult("person"), live })).toMatchObject({
    notify: true,
    notify_reason: "zone=porch",
    explanation:
      "It was a reason for an alert while it happened: Person in zone Porch. A person was seen, and this camera alerts on that.",
  });
});

test("where zones decide, what was hidden is said to be hidden, and not to have been nowhere", async () => {
  const policy = await openRules();
  const live = aLiveSummary({ needs_place: true });
  const seen = { ...hiddenPerson, live, filter: aFilterResult("person") };

  expect(policy.decide(seen).notify_reason).toBe("suppressed");
  expect(policy.decide({ ...seen, suppressions: [] }).notify_reason).toBe("no_place");
});

test("a failed detector hides nothing", async () => {
  const policy = await openRules();

  const decision = policy.decide({ ...hiddenPerson, filter: failed("filter", "The model is broken.") });

  expect(decision).toMatchObject({ notify: true, notify_reason: "filter_failed" });
});

test("a camera without rules alerts nobody", async () => {
  const policy = await openRules({ notify_on_motion: true });

  const decision = policy.decide({
    camera: CameraSlug.parse("gone"),
    filter: aFilterResult("person"),
    analysis: undefined,
  });

  expect(decision).toMatchObject({ notify: false, notify_reason: "no_rules" });
});
