import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DrawnClip, drawClip, good, KEY, openAnalyzerBench, said } from "#test/analyzer-bench.ts";
import { aClip } from "#test/builders.ts";
import { until } from "#test/recording.ts";
import { openOpenaiServer, refusalBody } from "#test/servers/openai.ts";
import { INSTRUCTIONS, PROMPT_HASH } from "./prompt.ts";

let drawn: DrawnClip;
beforeAll(async () => {
  drawn = await drawClip();
});
afterAll(() => drawn[Symbol.asyncDispose]());

test("a clip is described by the model, with what it was asked by and what it cost", async () => {
  await using server = await openOpenaiServer([good]);
  const { analyze, context } = await openAnalyzerBench(server.url, { price_input: 0.5, price_output: 2 });

  const analysis = await analyze(drawn.request());

  expect(analysis).toEqual({
    risk_level: "low",
    activity_type: "delivery",
    title: said.title,
    summary: said.summary,
    entities_timeline: said.entities_timeline,
    confidence: 0.9,
    requires_review: false,
    backend: "openai",
    model: "vlm-2026",
    prompt_hash: PROMPT_HASH,
    normal_version: null,
    frames: 4,
    tokens: { input: 5000, output: 200 },
    cost: 0.0029,
    latency_ms: 0,
    instead: null,
  });
  expect(context.problems.size).toBe(0);
});

test("it is asked with our words alone as instructions, and facts and pictures in their order as data", async () => {
  await using server = await openOpenaiServer([good]);
  const { analyze } = await openAnalyzerBench(server.url);

  await analyze(drawn.request());

  const [asked] = server.asked;
  const [system, user] = asked?.body.messages ?? [];
  expect(asked).toMatchObject({ path: "/v1/chat/completions", authorization: `Bearer ${KEY}` });
  expect(system).toEqual({ role: "system", content: INSTRUCTIONS });
  const parts = Array.isArray(user?.content) ? user.content : [];
  expect(parts.map(({ type }) => type)).toEqual([
    "text",
    ...Array.from({ length: 4 }, () => ["text", "image_url"]).flat(),
  ]);
  const texts = parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  expect(texts[0]).toMatch(/^<facts>\n\{"camera":\{"name":"Front door","purpose":"Watches the door\."\}/u);
  expect(texts[1]).toMatch(/^Picture 1 of 4: \d\.\d s after the clip's beginning, at \d\d:\d\d:\d\d \S+/u);
  const urls = parts.flatMap((part) => (part.type === "image_url" ? [part.image_url.url] : []));
  expect(urls.every((url) => url.startsWith("data:image/jpeg;base64,/9j/"))).toBe(true);
  expect(asked?.body.response_format).toMatchObject({
    type: "json_schema",
    json_schema: { strict: true, schema: { additionalProperties: false } },
  });
});

test("a gate is shown two small pictures", async () => {
  await using server = await openOpenaiServer([good]);
  const { analyze } = await openAnalyzerBench(server.url, { role: "gate", max_frames: 8 });

  expect(await analyze(drawn.request())).toMatchObject({ frames: 2 });
});

describe("a server that cannot be held to a schema", () => {
  test("is asked for JSON, then for nothing, and not asked again next time", async () => {
    await using server = await openOpenaiServer(({ body }) =>
      body.response_format === undefined
        ? good
        : { status: 400, body: refusalBody(`response_format ${body.response_format.type} is not supported`) },
    );
    const { analyze } = await openAnalyzerBench(server.url);

    await analyze(drawn.request());
    await analyze(drawn.request());

    const types = server.asked.map(({ body }) => body.response_format?.type ?? "text");
    expect(types).toEqual(["json_schema", "json_object", "text", "text"]);
    expect(JSON.stringify(server.asked.at(-1)?.body.messages[0])).toContain("JSON schema of the answer");
  });

  test("one that wants the limit under its other name gets it", async () => {
    await using server = await openOpenaiServer(({ body }) =>
      body.max_tokens === undefined
        ? good
        : {
            status: 400,
            body: refusalBody("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
          },
    );
    const { analyze } = await openAnalyzerBench(server.url);

    await analyze(drawn.request());
    await analyze(drawn.request());

    expect(server.asked).toHaveLength(3);
    expect(server.asked.at(-1)?.body).toMatchObject({ response_format: { type: "json_schema" } });
  });
});

test("an answer that comes too late is none, and the connection is given up", async () => {
  const never = Promise.withResolvers<void>();
  await using server = await openOpenaiServer([{ ...good, until: never.promise }]);
  const { analyze, context } = await openAnalyzerBench(server.url, { timeout_s: 30 });

  const outcome = analyze(drawn.request()).catch((cause: unknown) => cause);
  await until(() => server.asked.length === 1);
  await context.clock.advance(30_000);

  expect(await outcome).toMatchObject({
    kind: "unavailable",
    message: "The vision model did not answer within 30 s.",
  });
  never.resolve();
});

test("asking ends when the app does, also if it already has", async () => {
  const never = Promise.withResolvers<void>();
  await using server = await openOpenaiServer([{ ...good, until: never.promise }]);
  const { analyze } = await openAnalyzerBench(server.url);
  const abort = new AbortController();

  const outcome = analyze(drawn.request(), abort.signal).catch((cause: unknown) => cause);
  await until(() => server.asked.length === 1);
  abort.abort();

  expect(await outcome).toMatchObject({ kind: "aborted" });
  await expect(analyze(drawn.request(), AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
  never.resolve();
});

test("without a model the owner is told to enter one, and nobody is asked", async () => {
  await using server = await openOpenaiServer([good]);
  const bench = await openAnalyzerBench(server.url, { model: undefined });

  await expect(bench.analyze(drawn.request())).rejects.toMatchObject({
    kind: "rejected",
    message: expect.stringMatching(/no model/u) as string,
  });
  expect(server.asked).toHaveLength(0);
  expect(bench.context.problems.size).toBe(1);
});

test("a clip that cannot be decoded is rejected without asking", async () => {
  await using server = await openOpenaiServer([good]);
  const { analyze } = await openAnalyzerBench(server.url);
  const clip = aClip({ path: `${drawn.dir}/missing.mp4`, durationMs: 4000 });

  await expect(analyze(drawn.request({ clip }))).rejects.toMatchObject({ kind: "rejected" });
  expect(server.asked).toHaveLength(0);
});
