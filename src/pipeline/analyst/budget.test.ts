import { describe, expect, test } from "vitest";
import { aRequest, away, type BenchWish, openBench, says, slow } from "#test/analyst-bench.ts";
import { anAnalysis } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";

const never = new AbortController().signal;

async function open(budget: object, wish: Partial<BenchWish> = {}) {
  const big = says({ model: "big" });
  const small = says({ model: "small" });
  const bench = await openBench({
    members: [
      { analyzer: big, name: "big" },
      { analyzer: small, name: "small" },
    ],
    budget,
    ...wish,
  });
  const ask = async (isAlert = false) => {
    const said = await bench.analyst.analyze(aRequest({ labels: ["person"], isAlert }), never);
    if (!said) throw new Error("nobody said anything");
    return said;
  };
  const askMany = async (count: number) => {
    const models: string[] = [];
    for (let asked = 0; asked < count; asked++) models.push((await ask()).model);
    return models;
  };
  return { big, small, ask, askMany, ...bench };
}

describe("at the limit", () => {
  test("rules: the detector's findings stand in, and the sentence that is told says why", async () => {
    await using bench = await open({ requests_per_day: 2 });

    const models = await bench.askMany(3);
    const said = await bench.ask(true);

    expect(models).toEqual(["big", "big", "rules"]);
    expect(said.instead).toBe("Nothing is left of today's 2 requests to vision models.");
    expect(said.summary).toMatch(/\. No vision model was asked, as the limit for it is reached\.$/);
    expect(bench.small.calls).toEqual([]);
    expect(bench.problems.get("budget")).toContain("Nothing is left of today's 2 requests");
    expect(bench.analyst.analyzers().map(({ state }) => state)).toEqual(["well", "well"]);
  });

  test("alerts_only: the last tenth answers alerts alone", async () => {
    await using bench = await open({ requests_per_day: 10, at_limit: "alerts_only" });

    const models = await bench.askMany(11);
    const alerts = [(await bench.ask(true)).model, (await bench.ask(true)).model];

    expect(models.filter((model) => model === "big")).toHaveLength(9);
    expect(alerts).toEqual(["big", "rules"]);
  });

  test("cheaper: the further analyzers are asked, and do not count", async () => {
    await using bench = await open({ requests_per_day: 2, at_limit: "cheaper" });

    const models = await bench.askMany(6);

    expect(models).toEqual(["big", "big", "small", "small", "small", "small"]);
    expect(bench.spending.today().requests).toBe(2);
    expect((await bench.ask()).instead).toContain("today's 2 requests");
  });

  test("cheaper: the second of the list is free also where the first is not asked about such clips", async () => {
    const members = [
      { analyzer: says({ model: "big" }), runMode: "never" as const },
      { analyzer: says({ model: "small" }) },
    ];
    await using bench = await open({ requests_per_day: 1, at_limit: "cheaper" }, { members });

    expect(await bench.askMany(3)).toEqual(["small", "small", "small"]);
    expect(bench.spending.today().requests).toBe(0);
  });

  test("without cheaper a further analyzer counts as the first does", async () => {
    const members = [{ analyzer: away() }, { analyzer: says({ model: "small" }) }];
    await using bench = await open({ requests_per_day: 5 }, { members });

    expect(await bench.askMany(3)).toEqual(["small", "small", "rules"]);
    expect(bench.spending.today().requests).toBe(5);
  });
});

test("clips that are asked about at once do not pass the limit together", async () => {
  const clock = openBench.clock();
  const model = slow(clock, 5000);
  await using bench = await open({ requests_per_hour: 7 }, { members: [{ analyzer: model }], clock });

  const asking = Array.from({ length: 30 }, (_, second) =>
    bench.analyst.analyze(aRequest({ labels: ["person"], second }), never),
  );
  await clock.advance(60_000);
  const said = await Promise.all(asking);

  expect(said.filter((one) => one?.backend === "openai")).toHaveLength(7);
  expect(said.filter((one) => one?.backend === "rules")).toHaveLength(23);
});

test("a question that failed was asked, one that nobody had to ask was not", async () => {
  const members = [{ analyzer: away() }, { analyzer: fakeAnalyzer({ answer: undefined }) }];
  await using bench = await open({}, { members });

  await bench.ask();

  expect(bench.spending.today()).toEqual({ requests: 1, tokens: 0, cost: 0 });
});

test("tokens and money are those of the answer, and before the first by what the prices make of eight pictures", async () => {
  const prices = { input: 2, output: 8 };
  const answer = anAnalysis({ tokens: { input: 4000, output: 200 }, cost: 0.0096 });
  const members = [{ analyzer: fakeAnalyzer({ answer }), prices }];
  await using poor = await open({ cost_per_day: 0.018 }, { members });
  await using enough = await open({ cost_per_day: 0.02 }, { members });

  const refused = await poor.ask();
  const models = await enough.askMany(3);

  expect(refused.instead).toBe("Nothing is left of today's 0.018 in money for vision models.");
  expect(models).toEqual(["test-vlm", "test-vlm", "rules"]);
  expect(enough.spending.today()).toEqual({ requests: 2, tokens: 8400, cost: 0.0192 });
});

test("over a restart the limit of the day stays where it was", async () => {
  const kept = new Map<string, unknown>();
  const settings = {
    read: async (key: string) => kept.get(key),
    write: async (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
  };
  const before = await open({ requests_per_day: 3 }, { settings });
  await before.askMany(2);
  await before[Symbol.asyncDispose]();

  await using after = await open({ requests_per_day: 3 }, { settings });

  expect(await after.askMany(2)).toEqual(["big", "rules"]);
});
