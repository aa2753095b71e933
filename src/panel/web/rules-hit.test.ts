import { expect, test } from "vitest";
import { LiveRules } from "#domain/live-rules.ts";
import type { Draft } from "./rules-draft.ts";
import { edgeMiddles, nearest, ruleAt } from "./rules-hit.ts";

const phone = { width: 336, height: 189 };
const at = (x: number, y: number) => ({ x, y });
const box = (x1: number, y1: number, x2: number, y2: number) => [
  at(x1, y1),
  at(x2, y1),
  at(x2, y2),
  at(x1, y2),
];
const draft: Draft = LiveRules.parse({
  zones: [
    { id: "all", name: "All", polygon: box(0, 0, 1, 1) },
    { id: "door", name: "Door", polygon: box(0.4, 0.4, 0.6, 0.6) },
  ],
  lines: [{ id: "gate", name: "Gate", a: at(0.1, 0.1), b: at(0.9, 0.1) }],
  masks: [{ id: "hedge", name: "Hedge", polygon: box(0.7, 0.5, 0.95, 0.95) }],
});

test("a finger reaches a corner 22 px away, in whatever direction, and none further", () => {
  const corner = at(0.5, 0.5);

  expect(nearest([corner], at(0.5 + 21 / 336, 0.5), phone)).toBe(0);
  expect(nearest([corner], at(0.5, 0.5 + 21 / 189), phone)).toBe(0);
  expect(nearest([corner], at(0.5, 0.5 + 23 / 189), phone)).toBeUndefined();
});

test("of two corners within reach the nearer is meant", () => {
  expect(nearest([at(0.5, 0.5), at(0.55, 0.5)], at(0.53, 0.5), phone)).toBe(1);
});

test("a corner can be put between two that are far enough apart, also between the last and the first", () => {
  const thin = box(0.1, 0.1, 0.9, 0.12);

  expect(edgeMiddles(thin, phone)).toEqual([
    { after: 0, at: at(0.5, 0.1) },
    { after: 2, at: at(0.5, 0.12) },
  ]);
  expect(edgeMiddles(box(0.2, 0.2, 0.8, 0.8), phone).map(({ after }) => after)).toEqual([0, 1, 2, 3]);
});

test("of what lies over each other the line is meant first, then the smallest", () => {
  expect(ruleAt(draft, at(0.5, 0.12), phone)).toEqual({ kind: "lines", index: 0 });
  expect(ruleAt(draft, at(0.5, 0.5), phone)).toEqual({ kind: "zones", index: 1 });
  expect(ruleAt(draft, at(0.8, 0.7), phone)).toEqual({ kind: "masks", index: 0 });
  expect(ruleAt(draft, at(0.2, 0.8), phone)).toEqual({ kind: "zones", index: 0 });
  expect(ruleAt({ ...draft, zones: [] }, at(0.2, 0.8), phone)).toBeUndefined();
});
