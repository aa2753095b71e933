import { describe, expect, test } from "vitest";
import { Analysis } from "#domain/analysis.ts";
import { Failure } from "#domain/failure.ts";
import type { ClipAnalyzer } from "#ports/clip-analyzer.ts";
import { aRequest, away, openBench, says, slow } from "#test/analyst-bench.ts";
import { anAnalysis } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { ALERT_ANSWER_MS, ANSWER_MS, ASKING_MAX } from "./analyst.ts";
import { FAILURES_MAX, REST_FIRST_MS } from "./breaker.ts";

const never = new AbortController().signal;
const hung: ClipAnalyzer = {
  analyze: () => new Promise<never>(() => undefined),
  [Symbol.asyncDispose]: async () => undefined,
};

describe("who is asked", () => {
  test("trigger_only asks where one of the classes was seen, in the clip or live, groups included", async () => {
    const model = says();
    await using bench = await openBench({
      members: [{ analyzer: model, runMode: "trigger_only", triggerClasses: ["vehicle"] }],
    });
    const { analyst } = bench;

    const person = await analyst.analyze(aRequest({ labels: ["person"] }), never);
    const truck = await analyst.analyze(aRequest({ labels: ["person", "truck"] }), never);
    const live = await analyst.analyze(aRequest({ live: ["car"] }), never);

    expect(person).toBeUndefined();
    expect(truck?.backend).toBe("openai");
    expect(live?.backend).toBe("openai");
  });

  test("always asks about everything, and never about nothing", async () => {
    await using always = await openBench({ members: [{ analyzer: says(), runMode: "always" }] });
    await using never_ = await openBench({ members: [{ analyzer: says(), runMode: "never" }] });

    expect(await always.analyst.analyze(aRequest({}), never)).toBeDefined();
    expect(await never_.analyst.analyze(aRequest({ labels: ["person"] }), never)).toBeUndefined();
  });

  test("nobody is asked while the switch is off", async () => {
    const model = says();
    await using bench = await openBench({ members: [{ analyzer: model }], isOn: false });

    expect(
      await bench.analyst.analyze(aRequest({ labels: ["person"], isAlert: true }), never),
    ).toBeUndefined();
    expect(model.calls).toEqual([]);
  });

  test("what is asked of the model is what the pipeline asked, and its answer is handed on as it is", async () => {
    const model = says({ summary: "A courier left a parcel." });
    await using bench = await openBench({ members: [{ analyzer: model }] });
    const request = aRequest({ labels: ["person"] });

    const said = await bench.analyst.analyze(request, never);

    expect(model.calls).toEqual([request]);
    expect(said).toEqual(anAnalysis({ summary: "A courier left a parcel." }));
  });
});

describe("where a model does not answer", () => {
  test("the next of the list is asked, and the analysis says why it is its answer", async () => {
    await using bench = await openBench({
      members: [
        { analyzer: away(), name: "big" },
        { analyzer: says(), name: "small" },
      ],
    });

    const said = await bench.analyst.analyze(aRequest({ labels: ["person"] }), never);

    expect(said).toMatchObject({
      backend: "openai",
      summary: "A courier left a parcel at the door.",
      instead: "big did not answer: It cannot be reached.",
    });
  });

  test.each([
    ["is away", () => away()],
    ["refuses", () => fakeAnalyzer({ error: new Failure("rejected", "The key is not valid.") })],
    ["has a bug", () => fakeAnalyzer({ error: new TypeError("x is not a function") })],
    ["has nothing to say", () => fakeAnalyzer({ answer: undefined })],
  ])("all that it %s is a description from what the detector saw", async (_, model) => {
    await using bench = await openBench({
      members: [{ analyzer: model() }, { analyzer: model(), name: "two" }],
    });

    const said = Analysis.parse(await bench.analyst.analyze(aRequest({ labels: ["person"] }), never));

    expect(said).toMatchObject({ backend: "rules", title: "Person at Front door" });
    expect(said.instead).toMatch(/^one .+ two .+\.$/);
  });

  test("the sentence that people are told says that the model did not answer", async () => {
    await using bench = await openBench({ members: [{ analyzer: away() }] });

    const said = await bench.analyst.analyze(aRequest({ labels: ["person"] }), never);

    expect(said?.summary).toMatch(
      /^A person was at Front door at \d\d:\d\d\. The vision model did not answer\.$/,
    );
  });

  test("a hung model costs its time limit and no more", async () => {
    await using bench = await openBench({
      members: [
        { analyzer: hung, timeoutMs: 60_000 },
        { analyzer: says(), name: "two" },
      ],
    });
    const { analyst, clock } = bench;
    const began = clock.monotonic();

    const asking = analyst.analyze(aRequest({ labels: ["person"] }), never);
    await clock.advance(60_000);
    const said = await asking;

    expect(said).toMatchObject({ backend: "openai", instead: "one did not answer: No answer within 60 s." });
    expect(clock.monotonic() - began).toBe(60_000);
  });

  test("of a clip that makes an alert somebody waits: after two minutes it is told without a model", async () => {
    const members = ["one", "two", "three"].map((name) => ({ name, analyzer: hung, timeoutMs: 90_000 }));
    await using bench = await openBench({ members });
    const { analyst, clock } = bench;

    const alert = analyst.analyze(aRequest({ labels: ["person"], isAlert: true }), never);
    await clock.advance(ALERT_ANSWER_MS);

    expect(await alert).toMatchObject({
      backend: "rules",
      instead: expect.stringContaining("There was no time left to ask three.") as string,
    });
  });

  test("rules that the owner has put into the list are no model: they are asked last and never fail over", async () => {
    const rules = says({ backend: "rules", model: "rules" });
    await using bench = await openBench({
      members: [
        { analyzer: rules, isPlain: true },
        { analyzer: away(), name: "big" },
      ],
    });

    const said = await bench.analyst.analyze(aRequest({ labels: ["person"] }), never);

    expect(said).toMatchObject({ backend: "rules", instead: "big did not answer: It cannot be reached." });
    expect(said?.summary).toContain("The vision model did not answer.");
    expect(bench.analyst.analyzers().map(({ name }) => name)).toEqual(["big"]);
  });

  test("rules alone are the owner's choice, and no excuse is made", async () => {
    await using bench = await openBench({
      members: [{ analyzer: says({ backend: "rules" }), isPlain: true }],
    });

    const said = await bench.analyst.analyze(aRequest({ labels: ["person"] }), never);

    expect(said).toMatchObject({ instead: null, summary: "A courier left a parcel at the door." });
    expect(bench.spending.today().requests).toBe(0);
  });
});

describe("a model that fails again and again", () => {
  test("is left alone, told of once, tried again, and told to be well", async () => {
    const turns = Array.from({ length: FAILURES_MAX }, () => ({
      error: new Failure("unavailable", "It cannot be reached."),
    }));
    const model = fakeAnalyzer(...turns, { answer: anAnalysis() });
    await using bench = await openBench({ members: [{ analyzer: model, name: "qwen3-vl:8b" }] });
    const { analyst, clock, problems, told } = bench;
    const ask = () => analyst.analyze(aRequest({ labels: ["person"] }), never);

    for (let count = 0; count < FAILURES_MAX + 5; count++) await ask();
    const calls = model.calls.length;
    const resting = analyst.analyzers();
    const sentence = problems.get("analyzer.1");
    const insteadNow = (await ask())?.instead;
    await clock.advance(REST_FIRST_MS);
    const back = await ask();

    expect(calls).toBe(FAILURES_MAX);
    expect(resting).toMatchObject([
      { name: "qwen3-vl:8b", state: "resting", reason: "It cannot be reached." },
    ]);
    expect(sentence).toContain("qwen3-vl:8b does not describe clips: It cannot be reached.");
    expect(insteadNow).toContain("qwen3-vl:8b has failed several times in a row");
    expect(told.filter(([key]) => key === "analyzer.1")).toHaveLength(2);
    expect(back?.backend).toBe("openai");
    expect(problems.has("analyzer.1")).toBe(false);
    expect(analyst.analyzers()).toMatchObject([{ state: "well" }]);
  });

  test("is not asked for each of a hundred clips that wait: they are described at once", async () => {
    await using bench = await openBench({ members: [{ analyzer: hung, timeoutMs: 60_000 }] });
    const { analyst, clock } = bench;
    const clips = Array.from({ length: 100 }, (_, index) =>
      analyst.analyze(aRequest({ labels: ["person"], second: index }), never),
    );

    await clock.advance(120_000);

    expect((await Promise.all(clips)).map((said) => said?.backend)).toEqual(Array(100).fill("rules"));
  });
});

describe("a slow model", () => {
  test("of five seconds answers an alert in five seconds, although others wait", async () => {
    const clock = openBench.clock();
    const model = slow(clock, 5000);
    await using bench = await openBench({ members: [{ analyzer: model }], clock });
    const { analyst } = bench;
    const others = Array.from({ length: 20 }, (_, index) =>
      analyst.analyze(aRequest({ labels: ["person"], second: index }), never),
    );
    await clock.advance(100);

    const alert = analyst.analyze(aRequest({ camera: "yard", labels: ["person"], isAlert: true }), never);
    let isTold = false;
    void alert.then(() => (isTold = true));
    await clock.advance(5000);

    expect(isTold).toBe(true);
    await clock.advance(100_000);
    expect(await Promise.all(others)).toHaveLength(20);
    expect(model.most()).toBe(ASKING_MAX);
  });

  test("that cannot keep up leaves clips to the detector's findings rather than to nobody", async () => {
    const clock = openBench.clock();
    await using bench = await openBench({
      members: [{ analyzer: slow(clock, 280_000), timeoutMs: 300_000 }],
      clock,
    });
    const clips = Array.from({ length: 20 }, (_, index) =>
      bench.analyst.analyze(aRequest({ labels: ["person"], second: index }), never),
    );

    await clock.advance(ANSWER_MS + 300_000);
    const said = await Promise.all(clips);

    expect(said.filter((one) => one?.backend === "openai").length).toBeGreaterThanOrEqual(6);
    expect(said.find((one) => one?.backend === "rules")?.instead).toContain("busy with other clips");
  });
});

test("the shutdown ends a question and the wait for one, and is no failure of the model", async () => {
  await using bench = await openBench({ members: [{ analyzer: hung }] });
  const stop = new AbortController();
  const asking = Array.from({ length: 10 }, (_, second) =>
    bench.analyst.analyze(aRequest({ labels: ["person"], second, isAlert: true }), stop.signal),
  );
  await bench.clock.advance(1000);

  stop.abort();
  const settled = await Promise.allSettled(asking);

  expect(settled.map(({ status }) => status)).toEqual(Array(10).fill("rejected"));
  expect(bench.analyst.analyzers()).toMatchObject([{ state: "well" }]);
  await expect(bench.analyst.analyze(aRequest({}), stop.signal)).rejects.toThrow("aborted");
});

test("the metrics count what became of each question", async () => {
  await using bench = await openBench({
    members: [
      { analyzer: away(), name: "big" },
      { analyzer: says(), name: "small" },
    ],
  });

  for (let count = 0; count < FAILURES_MAX + 1; count++) {
    await bench.analyst.analyze(aRequest({ labels: ["person"] }), never);
  }

  expect(bench.meter.read("analyses_total")).toEqual([
    { value: 3, labels: { analyzer: "big", outcome: "failed" } },
    { value: 4, labels: { analyzer: "small", outcome: "answered" } },
    { value: 1, labels: { analyzer: "big", outcome: "resting" } },
  ]);
  expect(bench.meter.read("analyzer_resting")).toEqual([{ value: 1, labels: { analyzer: "big" } }]);
});
