import { expect, test } from "vitest";
import type { Analysis } from "#domain/analysis.ts";
import { aRequest, away, openBench, says } from "#test/analyst-bench.ts";

const never = new AbortController().signal;
const nothing = { risk_level: "low", activity_type: "nothing", confidence: 0.9, model: "gate" } as const;

async function open(gate: Partial<Analysis> | "away", costly = says({ model: "costly" })) {
  const gateModel = gate === "away" ? away() : says({ model: "gate", ...gate });
  const bench = await openBench({
    members: [
      { analyzer: costly, name: "costly" },
      { analyzer: gateModel, name: "gate", role: "gate" },
    ],
  });
  const ask = (isAlert = false) => bench.analyst.analyze(aRequest({ labels: ["person"], isAlert }), never);
  return { ask, costly, gateModel, ...bench };
}

test("a gate that is sure that there is nothing saves the question to the costly model", async () => {
  await using bench = await open(nothing);

  const said = await bench.ask();

  expect(said).toMatchObject({ model: "gate", requires_review: false, instead: null });
  expect(bench.costly.calls).toEqual([]);
  expect(bench.spending.today().requests).toBe(1);
});

test("where the detector has seen what makes an alert and the gate nothing, a person should look", async () => {
  await using bench = await open(nothing);

  expect(await bench.ask(true)).toMatchObject({ model: "gate", requires_review: true });
});

test.each([
  ["sees a risk", { ...nothing, risk_level: "medium" }],
  ["sees something", { ...nothing, activity_type: "visitor" }],
  ["is not sure", { ...nothing, confidence: 0.5 }],
  ["does not say how sure it is", { ...nothing, confidence: null }],
] as const)("the costly model is asked where the gate %s", async (_, gate) => {
  await using bench = await open(gate);

  const said = await bench.ask();

  expect(said).toMatchObject({ model: "costly", instead: null });
  expect(bench.gateModel.calls).toHaveLength(1);
  expect(bench.spending.today().requests).toBe(2);
});

test("a gate that is away lets everything through", async () => {
  await using bench = await open("away");

  expect(await bench.ask()).toMatchObject({ model: "costly" });
});

test("where the costly model is away, what the gate saw is better than what the detector saw", async () => {
  await using bench = await open(
    { risk_level: "high", activity_type: "suspicious", confidence: 0.8 },
    away(),
  );

  expect(await bench.ask()).toMatchObject({
    model: "gate",
    risk_level: "high",
    instead: "costly did not answer: It cannot be reached.",
  });
});

test("rules of the owner's list do not take the place of what the gate saw", async () => {
  await using bench = await openBench({
    members: [
      { analyzer: says({ model: "gate", risk_level: "high" }), role: "gate" },
      { analyzer: away() },
      { analyzer: says({ model: "rules" }), isPlain: true },
    ],
  });

  const said = await bench.analyst.analyze(aRequest({ labels: ["person"] }), never);

  expect(said).toMatchObject({ model: "gate", risk_level: "high" });
});

test("where both are away, the detector's findings stand in", async () => {
  await using bench = await open("away", away());

  expect(await bench.ask()).toMatchObject({ backend: "rules" });
});
