import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AnalyzerBench,
  type DrawnClip,
  drawClip,
  good,
  KEY,
  openAnalyzerBench,
  said,
} from "#test/analyzer-bench.ts";
import { type ModelTurn, openOpenaiServer, refusalBody } from "#test/servers/openai.ts";
import { BODY_BYTES_MAX } from "./openai-fetch.ts";

let drawn: DrawnClip;
beforeAll(async () => {
  drawn = await drawClip();
});
afterAll(() => drawn[Symbol.asyncDispose]());

/** What the owner, the log and the problems are told where it fails. */
async function failureOf({ context, analyze }: AnalyzerBench): Promise<{ kind: string; message: string }> {
  const outcome: unknown = await analyze(drawn.request()).then(
    () => ({ kind: "none", message: "" }),
    (cause: unknown) => cause,
  );
  const told = JSON.stringify([outcome, [...context.problems], context.log.lines]);
  expect(told).not.toContain(KEY);
  return outcome as { kind: string; message: string };
}

describe("an answer that cannot be read", () => {
  test("is asked for once more, with what was wrong; both count", async () => {
    await using server = await openOpenaiServer([{ ...good, content: "A person, I think." }, good]);
    const { analyze } = await openAnalyzerBench(server.url);

    const analysis = await analyze(drawn.request());

    expect(analysis).toMatchObject({ summary: said.summary, tokens: { input: 10_000, output: 400 } });
    expect(server.asked[1]?.body.messages.slice(2)).toEqual([
      { role: "assistant", content: "A person, I think." },
      { role: "user", content: expect.stringContaining("It is not a JSON object.") as string },
    ]);
  });

  test("that stays so is rejected with a sentence", async () => {
    await using server = await openOpenaiServer([{ content: "Nothing." }]);
    const bench = await openAnalyzerBench(server.url);

    expect(await failureOf(bench)).toMatchObject({
      kind: "rejected",
      message: expect.stringMatching(/could not be read/u) as string,
    });
    expect(server.asked).toHaveLength(2);
  });

  test("because it was cut off is said to have been", async () => {
    const content = JSON.stringify(said).slice(0, 60);
    await using server = await openOpenaiServer([{ content, finish: "length" }, good]);
    const { analyze } = await openAnalyzerBench(server.url);

    await analyze(drawn.request());

    expect(JSON.stringify(server.asked[1]?.body.messages.at(-1))).toContain("It was cut off.");
  });

  test.each([
    ["a refusal", { content: null, refusal: "I can't help with that." }],
    ["a filter", { content: "", finish: "content_filter" }],
    ["polite words", { content: "I'm sorry, I can't help with identifying people." }],
  ])("as it is %s is not asked for again", async (_, turn) => {
    await using server = await openOpenaiServer([turn]);
    const bench = await openAnalyzerBench(server.url);

    expect(await failureOf(bench)).toMatchObject({
      kind: "rejected",
      message: "The vision model refused to describe this clip.",
    });
    expect(server.asked).toHaveLength(1);
  });
});

describe("a server that fails", () => {
  const host = String.raw`127\.0\.0\.1:\d+`;
  test.each<[string, ModelTurn, string, string]>([
    [
      "busy, for so long",
      { status: 429, headers: { "retry-after": "20" } },
      "unavailable",
      `${host} has too many requests and asks to wait for 20 s\\.$`,
    ],
    [
      "busy, until a time",
      { status: 429, headers: { "retry-after": "Mon, 01 Jun 2026 12:01:30 GMT" } },
      "unavailable",
      "wait for 90 s",
    ],
    ["busy", { status: 429 }, "unavailable", "has too many requests\\.$"],
    [
      "out of credit",
      { status: 429, body: refusalBody("You exceeded your quota", "insufficient_quota") },
      "rejected",
      "no credit left",
    ],
    [
      "a wrong key",
      { status: 401, body: refusalBody(`Incorrect API key provided: ${KEY}`) },
      "rejected",
      "does not take the API key",
    ],
    [
      "an unknown model",
      { status: 404, body: refusalBody("model 'vlm' not found") },
      "rejected",
      "knows no model vlm",
    ],
    ["too much", { status: 413 }, "rejected", "pictures are too large"],
    [
      "another complaint",
      { status: 400, body: refusalBody(`context of ${KEY} is too long.`) },
      "rejected",
      "says: 400 context of \\*\\*\\* is too long\\.$",
    ],
    ["its own trouble", { status: 503, body: "<html>" }, "unavailable", "has trouble \\(status 503\\)"],
    ["a cut connection", { cut: true }, "unavailable", "cannot be reached"],
    ["no JSON", { body: "<html>hello</html>" }, "unavailable", "no answer that can be read"],
    [
      "an answer without end",
      { body: JSON.stringify({ x: "y".repeat(BODY_BYTES_MAX) }) },
      "rejected",
      "longer than any answer",
    ],
  ])("with %s", async (_, turn, kind, words) => {
    await using server = await openOpenaiServer([turn]);
    const bench = await openAnalyzerBench(server.url);

    const failure = await failureOf(bench);

    expect(failure).toMatchObject({ kind, message: expect.stringMatching(new RegExp(words, "u")) as string });
    expect(failure.message).toMatch(/^[A-Z].*\.$/u);
    expect(server.asked).toHaveLength(1);
    expect([...bench.context.problems.values()]).toEqual(kind === "rejected" ? [failure.message] : []);
  });

  test("and is well again has no problem any more", async () => {
    await using server = await openOpenaiServer([{ status: 401 }, good]);
    const bench = await openAnalyzerBench(server.url);
    await failureOf(bench);

    await bench.analyze(drawn.request());

    expect(bench.context.problems.size).toBe(0);
  });

  test("with an empty completion is asked once more and then rejected", async () => {
    await using server = await openOpenaiServer([{ body: "{}" }]);

    expect(await failureOf(await openAnalyzerBench(server.url))).toMatchObject({ kind: "rejected" });
    expect(server.asked).toHaveLength(2);
  });
});
