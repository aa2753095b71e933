import { expect, test } from "vitest";
import { firstVote, vote } from "./votes.ts";

test("a few mistakes do not rename a thing, a change that lasts does", () => {
  const votes = firstVote("car", 0.9);
  const labels: string[] = [];

  for (let i = 0; i < 60; i++) {
    vote(votes, i < 20 ? (i % 3 === 0 ? "truck" : "car") : "truck", 0.9, 500);
    labels.push(votes.label);
  }

  expect(new Set(labels.slice(0, 20))).toEqual(new Set(["car"]));
  expect(labels.at(-1)).toBe("truck");
});

test("two labels that take turns do not make it flutter", () => {
  const votes = firstVote("car", 0.6);
  const labels = new Set<string>();

  for (let i = 0; i < 200; i++) {
    vote(votes, i % 2 === 0 ? "truck" : "car", 0.6, 100);
    if (i > 10) labels.add(votes.label);
  }

  expect(labels.size).toBe(1);
});
