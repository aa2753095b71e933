import { expect, test } from "vitest";
import { hasAlertPlaces, LiveRules } from "./live-rules.ts";
import { isFired, isSameVerdict, type Verdict } from "./live-rules-trace.ts";
import { evaluationText, verdictSentence } from "./live-rules-words.ts";

test.each<[verdict: Verdict, sentence: string]>([
  [{ kind: "tentative" }, "Seen too few times to be sure that it is there."],
  [{ kind: "unseen" }, "Not found in this frame."],
  [{ kind: "too_many" }, "Too many things at once; this one is not followed."],
  [{ kind: "masked", mask: "Hedge" }, "The foot point is inside the mask Hedge, so it is not looked at."],
  [
    { kind: "limit", broken: { kind: "label", label: "dog", objects: ["person", "vehicle"] } },
    "The label dog is not among person, vehicle.",
  ],
  [{ kind: "limit", broken: { kind: "score", score: 0.41, min: 0.5 } }, "The score .41 is below .50."],
  [{ kind: "limit", broken: { kind: "score", score: 0.4999, min: 0.5 } }, "The score .49 is below .50."],
  [{ kind: "limit", broken: { kind: "score", score: 0.999, min: 1 } }, "The score .99 is below 1."],
  [
    { kind: "limit", broken: { kind: "area", area: 0.0123, min: 0.02 } },
    "It covers 1.2 % of the picture, less than 2 %.",
  ],
  [
    { kind: "limit", broken: { kind: "area", area: 0.5, max: 0.2 } },
    "It covers 50 % of the picture, more than the 20 % allowed.",
  ],
  [
    { kind: "limit", broken: { kind: "ratio", ratio: 0.333, min: 0.5 } },
    "It is 0.33 times as wide as high, less than 0.5.",
  ],
  [
    { kind: "limit", broken: { kind: "ratio", ratio: 3, max: 2 } },
    "It is 3.00 times as wide as high, more than the 2 allowed.",
  ],
  [
    { kind: "limit", broken: { kind: "height", height: 0.1, min: 0.25 } },
    "It is 10 % of the picture high; where it stands things must be at least 25 %.",
  ],
  [{ kind: "appeared" }, "Appeared."],
  [{ kind: "known" }, "Still there."],
  [{ kind: "same_as", track: 3 }, "Taken for the same thing as 3, which was lost there a moment ago."],
  [{ kind: "left", afterMs: 61_250 }, "Left after 61.2 s."],
  [{ kind: "outside" }, "The foot point is outside Porch."],
  [{ kind: "arriving", seen: 2, needed: 3 }, "Inside Porch in 2 of 3 observations in a row."],
  [{ kind: "entered" }, "Entered Porch."],
  [{ kind: "inside", forMs: 3000, loiterMs: 10_000 }, "Inside for 3 s of 10 s."],
  [{ kind: "inside", forMs: 9999, loiterMs: 10_000 }, "Inside for 9.9 s of 10 s."],
  [{ kind: "inside", forMs: 3000 }, "Inside for 3 s."],
  [{ kind: "loitering", forMs: 10_000 }, "Loiters: inside for 10 s."],
  [{ kind: "leaving", seen: 1, needed: 3 }, "Outside Porch in 1 of 3 observations in a row."],
  [
    { kind: "exited", afterMs: 3000, loiterMs: 10_000, isGone: false, hasLoitered: false },
    "Left Porch after 3 s, less than the 10 s that are loitering.",
  ],
  [
    { kind: "exited", afterMs: 30_000, loiterMs: 10_000, isGone: true, hasLoitered: true },
    "No longer seen in Porch; it was there for 30 s.",
  ],
  [
    { kind: "rules_changed", isInside: true },
    "The rules were changed; it is taken to be inside without an event.",
  ],
  [{ kind: "first_side" }, "Seen on one side of Porch for the first time."],
  [{ kind: "same_side" }, "Stays on its side of Porch."],
  [{ kind: "on_line" }, "Stands on Porch."],
  [{ kind: "in_doubt" }, "Found again just beyond Porch, which may be a slip and is no crossing yet."],
  [{ kind: "around" }, "Came to the other side of Porch around its end."],
  [{ kind: "crossing", seen: 1, needed: 2 }, "Beyond Porch in 1 of 2 observations in a row."],
  [{ kind: "crossed", direction: "in" }, "Crossed Porch inwards."],
  [{ kind: "crossed", direction: "out" }, "Crossed Porch outwards."],
])("%j is told in a sentence", (verdict, sentence) => {
  expect(verdictSentence(verdict, "Porch")).toBe(sentence);
});

test("an evaluation says which rule and which thing", () => {
  const rule = { kind: "zone", id: "porch", name: "Porch" } as const;

  expect(evaluationText({ atMs: 0, rule, trackId: 4, label: "person", verdict: { kind: "outside" } })).toBe(
    "Porch, person 4: The foot point is outside Porch.",
  );
});

test("verdicts are the same but for their numbers, and some of them fire", () => {
  const score: Verdict = { kind: "limit", broken: { kind: "score", score: 0.1, min: 0.5 } };
  const label: Verdict = { kind: "limit", broken: { kind: "label", label: "dog", objects: [] } };

  expect(isSameVerdict({ kind: "inside", forMs: 1 }, { kind: "inside", forMs: 2 })).toBe(true);
  expect(isSameVerdict(score, { ...score })).toBe(true);
  expect(isSameVerdict(score, label)).toBe(false);
  expect(isSameVerdict(undefined, label)).toBe(false);
  expect([{ kind: "entered" } as const, { kind: "inside", forMs: 1 } as const].map(isFired)).toEqual([
    true,
    false,
  ]);
});

test("an alert needs a place if there is a zone or a line that alerts", () => {
  const polygon = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
  ];
  const zone = { id: "z", name: "Z", polygon };
  const line = { id: "l", name: "L", a: { x: 0, y: 0 }, b: { x: 1, y: 1 } };
  const needs = (rules: unknown) => hasAlertPlaces(LiveRules.parse(rules));

  expect([needs({}), needs({ zones: [zone] }), needs({ zones: [{ ...zone, alerts: false }] })]).toEqual([
    false,
    true,
    false,
  ]);
  expect([needs({ lines: [line] }), needs({ lines: [{ ...line, alerts: true }] })]).toEqual([false, true]);
});
