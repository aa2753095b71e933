import { expect, test } from "vitest";
import { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import { deafActivities, describers } from "./activity-plan.ts";

const analyzer = (wish: object) => AnalyzerSettings.parse(wish);
const openai = analyzer({ backend: "openai", activity_types: ["delivery", "visitor"] });
const rules = analyzer({ backend: "rules" });
const none = analyzer({ backend: "none" });

test.each([
  {
    title: "an activity that the analyzer names can fire",
    wanted: ["delivery"],
    analyzers: [openai],
    says: [],
  },
  { title: "nothing wanted is nothing wrong", wanted: [], analyzers: [none], says: [] },
  { title: "what nobody knows better is always said", wanted: ["unknown"], analyzers: [openai], says: [] },
  {
    title: "one that it does not name never fires",
    wanted: ["delivery", "person_at_door"],
    analyzers: [openai, rules],
    says: [
      'notify_on_activity_types person_at_door: no analyzer says that. Add it to "activity_types" of the analyzer.',
    ],
  },
  { title: "plain rules know vehicles", wanted: ["vehicle"], analyzers: [rules], says: [] },
  {
    title: "and no deliveries",
    wanted: ["delivery"],
    analyzers: [rules],
    says: [
      "notify_on_activity_types delivery: plain rules only say unknown, vehicle, animal. It takes a vision model.",
    ],
  },
  {
    title: "without an analyzer none ever fires",
    wanted: ["delivery"],
    analyzers: [none, analyzer({ backend: "openai", run_mode: "never" })],
    says: ["notify_on_activity_types: no analyzer is set, so nobody names an activity."],
  },
])("$title", ({ wanted, analyzers, says }) => {
  expect(deafActivities(wanted, analyzers)).toEqual(says);
});

test("an analyzer that is never asked describes nothing", () => {
  expect(describers([none, rules, analyzer({ backend: "openai", run_mode: "never" })])).toEqual([rules]);
});
