import { expect, test } from "vitest";
import { LiveRules } from "#domain/live-rules.ts";
import type { Draft } from "./rules-draft.ts";
import { beginHistory, redo, step, undo } from "./rules-history.ts";

const empty: Draft = LiveRules.parse({});
const draft = (version: number): Draft => ({ ...empty, version });

test("each step is taken back and forth", () => {
  const begun = beginHistory(draft(0));
  const [one, two] = [draft(1), draft(2)];

  const done = step(step(begun, one), two);

  expect(undo(done).now).toBe(one);
  expect(undo(undo(undo(done))).now).toBe(begun.now);
  expect(redo(undo(done)).now).toBe(two);
  expect(redo(done)).toBe(done);
});

test("a drag is one step, the next drag another", () => {
  let history = beginHistory(draft(0));
  for (let i = 1; i <= 50; i++) history = step(history, draft(i), "drag 1");
  for (let i = 51; i <= 60; i++) history = step(history, draft(i), "drag 2");

  expect(undo(history).now.version).toBe(50);
  expect(undo(undo(history)).now.version).toBe(0);
});

test("a word that is typed after something was taken back is a step of its own", () => {
  const typed = step(step(beginHistory(draft(0)), draft(1), "name"), draft(2), "name");

  const again = step(redo(undo(typed)), draft(3), "name");

  expect(undo(again).now.version).toBe(2);
});

test("whoever goes on from an earlier step loses the later ones", () => {
  const back = undo(step(step(beginHistory(draft(0)), draft(1)), draft(2)));

  const other = step(back, draft(9));

  expect(redo(other)).toBe(other);
  expect(undo(other).now.version).toBe(1);
});

test("steps do not pile up without an end", () => {
  let history = beginHistory(draft(0));
  for (let i = 1; i <= 1000; i++) history = step(history, draft(i));

  expect(history.past).toHaveLength(100);
});
