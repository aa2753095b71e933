import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Analysis } from "#domain/analysis.ts";
import { plainBriefing } from "#domain/briefing.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import { aClip, aFilterResult } from "#test/builders.ts";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeContext, type TestContext } from "#test/plugin-context.ts";
import { until } from "#test/recording.ts";
import { type ModelTurn, openOpenaiServer, refusalBody } from "#test/servers/openai.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { openai } from "./openai.ts";
import { BODY_BYTES_MAX } from "./openai-fetch.ts";
import { INSTRUCTIONS, PROMPT_HASH } from "./prompt.ts";
import { AnalyzerSettings } from "./settings.ts";

const KEY = "s3cret-api-key-0123456789";
const running = new AbortController().signal;
let dir: TempDir;
let path: string;

beforeAll(async () => {
  dir = await makeTempDir();
  path = `${dir.path}/clip.mp4`;
  const coding = "-c:v libx264 -preset ultrafast -g 10 -t 4";
  await ffmpegOutput(["-f", "lavfi", "-i", "testsrc2=s=320x180:r=10", ...coding.split(" "), path]);
});
afterAll(() => dir[Symbol.asyncDispose]());

const said = {
  observations: ["A person comes to the door."],
  visible_text: [],
  entities_timeline: [{ type: "person", description: "red coat", first_seen_s: 1, last_seen_s: 3 }],
  activity_type: "delivery",
  risk_level: "low",
  confidence: 0.9,
  title: "Courier leaves a parcel",
  summary: "A courier leaves a parcel and goes.",
  requires_review: false,
};
const good: ModelTurn = {
  content: JSON.stringify(said),
  usage: { prompt_tokens: 5000, completion_tokens: 200 },
};

const aRequest = (fields: Partial<AnalysisRequest> = {}): AnalysisRequest => ({
  clip: aClip({ path, durationMs: 4000, video: { codec: "h264", width: 320, height: 180, audio: "none" } }),
  seen: aFilterResult("person"),
  briefing: { ...plainBriefing("Front door"), purpose: "Watches the door." },
  isAlert: true,
  ...fields,
});

interface Bench {
  readonly context: TestContext & { readonly clock: ManualClock };
  analyze(request?: AnalysisRequest, signal?: AbortSignal): Promise<Analysis | undefined>;
}

async function openBench(url: string, fields: object = {}): Promise<Bench> {
  const context = { ...makeContext(dir.path), clock: makeManualClock() };
  const settings = AnalyzerSettings.parse({
    backend: "openai",
    base_url: url,
    api_key: KEY,
    model: "vlm",
    max_frames: 4,
    ...fields,
  });
  const analyzer = await openai.open(settings, context);
  return { context, analyze: (request = aRequest(), signal = running) => analyzer.analyze(request, signal) };
}

/** What the owner, the log and the problems are told where it fails. */
async function failureOf({ context, analyze }: Bench): Promise<{ kind: string; message: string }> {
  const outcome: unknown = await analyze().then(
    () => ({ kind: "none", message: "" }),
    (cause: unknown) => cause,
  );
  const told = JSON.stringify([outcome, [...context.problems], context.log.lines]);
  expect(told).not.toContain(KEY);
  return outcome as { kind: string; message: string };
}

test("a clip is described by the model, with what it was asked by and what it cost", async () => {
  await using server = await openOpenaiServer([good]);
  const { analyze, context } = await openBench(server.url, { price_input: 0.5, price_output: 2 });

  const analysis = await analyze();

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
  const { analyze } = await openBench(server.url);

  await analyze();

  const [asked] = server.asked;
  const [system, user] = asked?.body.messages ?? [];
  expect(asked).toMatchObject({ path: "/v1/chat/completions", authorization: `Bearer ${KEY}` });
  expect(system).toEqual({ role: "system", content: INSTRUCTIONS });
  const parts = Array.isArray(user?.content) ? user.content : [];
  expect(parts.map(({ type }) => type)).toEqual(["text", ...Array(4).fill(["text", "image_url"]).flat()]);
  const texts = parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  expect(texts[0]).toMatch(/^<facts>\n\{"camera":\{"name":"Front door","purpose":"Watches the door\."\}/u);
  expect(texts[1]).toMatch(/^Picture 1 of 4: \d\.\d s after the clip's beginning, at \d\d:\d\d:\d\d \S+/u);
  for (const part of parts) {
    if (part.type === "image_url") expect(part.image_url.url).toMatch(/^data:image\/jpeg;base64,\/9j\//u);
  }
  expect(asked?.body.response_format).toMatchObject({
    type: "json_schema",
    json_schema: { strict: true, schema: { additionalProperties: false } },
  });
});

test("a gate is shown two small pictures", async () => {
  await using server = await openOpenaiServer([good]);
  const { analyze } = await openBench(server.url, { role: "gate", max_frames: 8 });

  expect(await analyze()).toMatchObject({ frames: 2 });
});

describe("a server that cannot be held to a schema", () => {
  test("is asked for JSON, then for nothing, and not asked again next time", async () => {
    await using server = await openOpenaiServer(({ body }) =>
      body.response_format === undefined
        ? good
        : { status: 400, body: refusalBody(`response_format ${body.response_format.type} is not supported`) },
    );
    const { analyze } = await openBench(server.url);

    await analyze();
    await analyze();

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
    const { analyze } = await openBench(server.url);

    await analyze();
    await analyze();

    expect(server.asked).toHaveLength(3);
    expect(server.asked.at(-1)?.body).toMatchObject({ response_format: { type: "json_schema" } });
  });
});

describe("an answer that cannot be read", () => {
  test("is asked for once more, with what was wrong; both count", async () => {
    await using server = await openOpenaiServer([{ ...good, content: "A person, I think." }, good]);
    const { analyze } = await openBench(server.url);

    const analysis = await analyze();

    expect(analysis).toMatchObject({ summary: said.summary, tokens: { input: 10_000, output: 400 } });
    expect(server.asked[1]?.body.messages.slice(2)).toEqual([
      { role: "assistant", content: "A person, I think." },
      { role: "user", content: expect.stringContaining("It is not a JSON object.") as string },
    ]);
  });

  test("that stays so is rejected with a sentence", async () => {
    await using server = await openOpenaiServer([{ content: "Nothing." }]);
    const bench = await openBench(server.url);

    expect(await failureOf(bench)).toMatchObject({
      kind: "rejected",
      message: expect.stringMatching(/could not be read/u) as string,
    });
    expect(server.asked).toHaveLength(2);
  });

  test("because it was cut off is said to have been", async () => {
    const content = JSON.stringify(said).slice(0, 60);
    await using server = await openOpenaiServer([{ content, finish: "length" }, good]);
    const { analyze } = await openBench(server.url);

    await analyze();

    expect(JSON.stringify(server.asked[1]?.body.messages.at(-1))).toContain("It was cut off.");
  });

  test.each([
    ["a refusal", { content: null, refusal: "I can't help with that." }],
    ["a filter", { content: "", finish: "content_filter" }],
    ["polite words", { content: "I'm sorry, I can't help with identifying people." }],
  ])("as it is %s is not asked for again", async (_, turn) => {
    await using server = await openOpenaiServer([turn]);
    const bench = await openBench(server.url);

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
    const bench = await openBench(server.url);

    const failure = await failureOf(bench);

    expect(failure).toMatchObject({ kind, message: expect.stringMatching(new RegExp(words, "u")) as string });
    expect(failure.message).toMatch(/^[A-Z].*\.$/u);
    expect(server.asked).toHaveLength(1);
    expect([...bench.context.problems.values()]).toEqual(kind === "rejected" ? [failure.message] : []);
  });

  test("and is well again has no problem any more", async () => {
    await using server = await openOpenaiServer([{ status: 401 }, good]);
    const bench = await openBench(server.url);
    await failureOf(bench);

    await bench.analyze();

    expect(bench.context.problems.size).toBe(0);
  });

  test("with an empty completion is asked once more and then rejected", async () => {
    await using server = await openOpenaiServer([{ body: "{}" }]);

    expect(await failureOf(await openBench(server.url))).toMatchObject({ kind: "rejected" });
    expect(server.asked).toHaveLength(2);
  });
});

test("an answer that comes too late is none, and the connection is given up", async () => {
  const never = Promise.withResolvers<void>();
  await using server = await openOpenaiServer([{ ...good, until: never.promise }]);
  const { analyze, context } = await openBench(server.url, { timeout_s: 30 });

  const outcome = analyze().catch((cause: unknown) => cause);
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
  const { analyze } = await openBench(server.url);
  const abort = new AbortController();

  const outcome = analyze(aRequest(), abort.signal).catch((cause: unknown) => cause);
  await until(() => server.asked.length === 1);
  abort.abort();

  expect(await outcome).toMatchObject({ kind: "aborted" });
  await expect(analyze(aRequest(), AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
  never.resolve();
});

test("without a model the owner is told to enter one, and nobody is asked", async () => {
  await using server = await openOpenaiServer([good]);
  const bench = await openBench(server.url, { model: undefined });

  expect(await failureOf(bench)).toMatchObject({
    kind: "rejected",
    message: expect.stringMatching(/no model/u) as string,
  });
  expect(server.asked).toHaveLength(0);
  expect(bench.context.problems.size).toBe(1);
});

test("a clip that cannot be decoded is rejected without asking", async () => {
  await using server = await openOpenaiServer([good]);
  const { analyze } = await openBench(server.url);
  const clip = aClip({ path: `${dir.path}/missing.mp4`, durationMs: 4000 });

  await expect(analyze(aRequest({ clip }))).rejects.toMatchObject({ kind: "rejected" });
  expect(server.asked).toHaveLength(0);
});
