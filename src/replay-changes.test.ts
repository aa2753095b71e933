import { expect, test } from "vitest";
import type { Verdict } from "#domain/live-rules-trace.ts";
import { makeChanges } from "./replay-changes.ts";

const porch = { kind: "zone", id: "porch", name: "Porch" } as const;
const gate = { kind: "line", id: "gate", name: "Gate" } as const;

/** What is kept of these verdicts, a tenth of a second each. */
function kept(verdicts: readonly Verdict[], changes = makeChanges()) {
  for (const [i, verdict] of verdicts.entries()) {
    changes.note({ atMs: i * 100, rule: porch, trackId: 1, label: "person", verdict });
  }
  return changes.all().map(({ atMs, verdict }) => `${atMs} ${verdict.kind}`);
}

const outside: Verdict = { kind: "outside" };
const unseen: Verdict = { kind: "unseen" };
const arriving = (seen: number): Verdict => ({ kind: "arriving", seen, needed: 3 });
const entered: Verdict = { kind: "entered" };
const inside: Verdict = { kind: "inside", forMs: 100 };

test("what a rule says again is said once", () => {
  expect(kept([outside, outside, arriving(1), arriving(2), entered, inside, inside, outside])).toEqual([
    "0 outside",
    "200 arriving",
    "400 entered",
    "700 outside",
  ]);
});

test("who is not found for a moment and then is as before is not worth a line", () => {
  expect(kept([outside, unseen, unseen, outside])).toEqual(["0 outside"]);
  expect(kept([outside, unseen, unseen, entered])).toEqual(["0 outside", "100 unseen", "300 entered"]);
});

test("who is not found any more is said to be so, from when on", () => {
  expect(kept([outside, unseen, unseen])).toEqual(["0 outside", "100 unseen"]);
  expect(kept([unseen, unseen])).toEqual([]);
});

test("what fires is kept each time, also twice in a row", () => {
  const crossed: Verdict = { kind: "crossed", direction: "in" };

  expect(kept([crossed, { kind: "same_side" }, crossed, crossed])).toEqual([
    "0 crossed",
    "200 crossed",
    "300 crossed",
  ]);
});

test("rules and things are told apart, and all is in the order of time", () => {
  const changes = makeChanges();
  const note = (atMs: number, rule: typeof porch | typeof gate, trackId: number) =>
    changes.note({ atMs, rule, trackId, label: "person", verdict: outside });

  note(0, porch, 1);
  note(0, porch, 2);
  note(100, gate, 1);
  note(100, porch, 1);

  expect(changes.all()).toHaveLength(3);
});

test("beyond the bound changes are counted, not kept", () => {
  const changes = makeChanges();

  kept(
    Array.from({ length: 20_010 }, (_, i) => (i % 2 === 0 ? outside : arriving(1))),
    changes,
  );

  expect(changes.all()).toHaveLength(20_000);
  expect(changes.leftOut).toBe(10);
});
