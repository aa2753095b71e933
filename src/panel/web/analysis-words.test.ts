import { describe, expect, test } from "vitest";
import type { ClipWire } from "#api/wire.ts";
import { anAnalysis } from "#test/builders.ts";
import { activityWords, analysisFacts, costOf, stretchOf, whenWords } from "./analysis-words.ts";
import { titleOf } from "./words.ts";

const entity = (first_seen_s: number, last_seen_s: number) => ({
  type: "person",
  description: "Somebody",
  first_seen_s,
  last_seen_s,
});

describe("what is said of a clip", () => {
  test("names model, time, tokens and cost, and leaves out what nobody knows", () => {
    const told = analysisFacts(anAnalysis({ cost: 0.00213, normal_version: 3 }));
    const rules = analysisFacts(
      anAnalysis({ backend: "rules", model: "rules", tokens: null, latency_ms: null, confidence: null }),
    );

    expect(Object.fromEntries(told)).toMatchObject({
      "Said by": "test-vlm",
      Took: "1.2 s",
      Cost: "0.0021",
      "Knew of the camera": "what is normal, version 3",
    });
    expect(rules).toEqual([["Said by", "Plain rules, no vision model"]]);
  });

  test("money keeps the digits that matter", () => {
    expect([0, 0.00213, 0.5, 1.254, 12].map(costOf)).toEqual(["0", "0.0021", "0.5", "1.25", "12.00"]);
  });

  test("an activity is written as people write it", () => {
    expect(activityWords("suspicious_behavior")).toBe("Suspicious behavior");
  });
});

describe("somebody in a clip", () => {
  test("stands where they were, also where a model counts beyond the end", () => {
    expect(stretchOf(entity(2, 6), 8)).toEqual({ from: 25, width: 50 });
    expect(stretchOf(entity(6, 90), 8)).toEqual({ from: 75, width: 25 });
    expect(stretchOf(entity(9, 3), 8)).toEqual({ from: 100, width: 0 });
    expect(stretchOf(entity(1, 2), 0)).toEqual({ from: 0, width: 0 });
  });

  test("is said with when, once where it is one moment", () => {
    expect([whenWords(entity(65, 90)), whenWords(entity(3.1, 3.9))]).toEqual(["1:05 to 1:30", "0:03"]);
  });
});

test("a clip's title is what was said of it, else what was seen", () => {
  const clip = { trigger: "motion", filter_result: { detected_classes: ["person"] } };

  const titles = [anAnalysis({ title: "Parcel left" }), anAnalysis({ title: " " }), null].map(
    (analysis_result) => titleOf({ ...clip, analysis_result } as ClipWire),
  );

  expect(titles).toEqual(["Parcel left", "Person", "Person"]);
});
