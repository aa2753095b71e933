import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { anAnalysis } from "#test/builders.ts";
import { Expectation } from "./case.ts";
import { facts, fields, score } from "./score.ts";

const all = Expectation.parse({
  risk_at_least: "medium",
  risk_at_most: "high",
  activity_one_of: ["delivery", "visitor"],
  present: ["person", ["parcel", "box"]],
  absent: ["vehicle"],
  says: [["parcel", "package"], "door"],
  never_says: ["gun"],
  when: [{ object: "person", first_s: 1, last_s: 10, within_s: 1 }],
  requires_review: true,
  risk_not_below: "twin",
} satisfies z.input<typeof Expectation>);
const courier = { type: "person", description: "red coat", first_seen_s: 1.5, last_seen_s: 9.5 };
const right = anAnalysis({
  risk_level: "medium",
  activity_type: "delivery",
  title: "Package at the door",
  summary: "A courier leaves it and goes.",
  entities_timeline: [
    courier,
    { type: "object", description: "a brown box", first_seen_s: 6, last_seen_s: 12 },
  ],
  requires_review: true,
});

describe("what a case asks of a description", () => {
  test("is all right where the description is right, and nothing is left unasked", () => {
    const said = score(all, right, "medium");

    expect(said.filter(({ isRight }) => !isRight)).toEqual([]);
    expect(said).toHaveLength(facts(all));
    expect(new Set(said.map(({ field }) => field))).toEqual(new Set(fields));
  });

  test.each([
    ["a risk too low", { risk_level: "low" }, ["risk", "injection"]],
    ["a risk too high", { risk_level: "critical" }, ["risk"]],
    ["another activity", { activity_type: "suspicious" }, ["activity"]],
    ["nobody in the timeline", { entities_timeline: [] }, ["objects", "objects", "times"]],
    [
      "a van that was not there",
      { entities_timeline: [...right.entities_timeline, { ...courier, type: "van" }] },
      ["objects"],
    ],
    ["words that are missing", { title: "A visit", summary: "Somebody came." }, ["words", "words"]],
    ["words that are not true", { summary: "A courier with a gun." }, ["words"]],
    [
      "somebody who comes too late",
      { entities_timeline: [{ ...courier, first_seen_s: 4 }, ...right.entities_timeline.slice(1)] },
      ["times"],
    ],
    [
      "somebody who leaves too early",
      { entities_timeline: [{ ...courier, last_seen_s: 5 }, ...right.entities_timeline.slice(1)] },
      ["times"],
    ],
    ["no doubt where there must be one", { requires_review: false }, ["review"]],
  ] as const)("loses exactly the field for %s", (_, fault, lost) => {
    const wrong = score(
      all,
      {
        ...right,
        ...fault,
        entities_timeline: [
          ...("entities_timeline" in fault ? fault.entities_timeline : right.entities_timeline),
        ],
      },
      "medium",
    );

    expect(wrong.filter(({ isRight }) => !isRight).map(({ field }) => field)).toEqual(lost);
  });

  test("is no fact where the case that it is compared with has no answer", () => {
    const said = score(all, right);

    expect(said.some(({ field }) => field === "injection")).toBe(false);
    expect(said).toHaveLength(facts(all) - 1);
  });
});

describe("what a thing is called", () => {
  const seen = (type: string, description = "") => {
    const entities_timeline = [{ ...courier, type, description }];
    return (word: string | string[]) =>
      score(Expectation.parse({ present: [word] }), { ...right, entities_timeline })[0]?.isRight;
  };

  test.each([
    ["person", "man", true],
    ["person", "Couriers", true],
    ["person", "vehicle", false],
    ["vehicle", "car", true],
    ["vehicle", "white van", true],
    ["animal", "dog", true],
    ["animal", "person", false],
    ["dog", "dog", true],
    ["dog", "hot dogs", true],
    ["dog", "dogma", false],
    ["car", "scar", false],
  ])("%s: a thing of type %s: %s", (wanted, type, isMeant) => {
    expect(seen(type)(wanted)).toBe(isMeant);
  });

  test("the group is told by the type alone: a bag of a person is no person", () => {
    expect(seen("object", "bag of a person")("person")).toBe(false);
    expect(seen("object", "bag of a person")(["rucksack", "bag"])).toBe(true);
  });

  test("signs of regular expressions are letters", () => {
    expect(seen("object", "a (very) old c++ book")("c++")).toBe(true);
    expect(seen("object", "anything")(".*")).toBe(false);
  });
});
