import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Analysis } from "#domain/analysis.ts";
import { plainBriefing } from "#domain/briefing.ts";
import type { AnalysisRequest, ClipAnalyzer } from "#ports/clip-analyzer.ts";
import { type DrawnClip, drawClip, said } from "#test/analyzer-bench.ts";
import { aDetection, aFilterResult, aLiveSummary } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeDescriber } from "./describe.ts";
import type { ModelQuestion } from "./model-call.ts";
import { AnalyzerSettings } from "./settings.ts";

const HOUR_MS = 3_600_000;
const running = new AbortController().signal;
/** A still scene, the same but for something small in it, and another one. */
const scene = "smptebars=s=320x180:r=10,noise=alls=6:allf=t";
let still: DrawnClip;
let withThing: DrawnClip;

beforeAll(async () => {
  still = await drawClip(scene);
  withThing = await drawClip(`${scene},drawbox=x=100:y=60:w=10:h=20:c=black:t=fill`);
});
afterAll(async () => {
  await still[Symbol.asyncDispose]();
  await withThing[Symbol.asyncDispose]();
});

const answer = { ...said, activity_type: "nothing", entities_timeline: [], summary: "Nothing happens." };

function openBench(words = answer) {
  const asked: ModelQuestion[] = [];
  const analyzer = makeDescriber({
    backend: "test",
    settings: AnalyzerSettings.parse({ max_frames: 4 }),
    context: makeContext("/nowhere"),
    ask: async (question) => {
      asked.push(question);
      return { text: JSON.stringify(words), end: "stop", model: "m", tokens: { input: 10, output: 1 } };
    },
  });
  return { asked, analyzer };
}

/** Nothing was found in it, and nothing is told of it, so many ms later. */
function quiet(clip: DrawnClip, laterMs = 60_000, fields: Partial<AnalysisRequest> = {}): AnalysisRequest {
  const plain = clip.request({ seen: aFilterResult(), isAlert: false, ...fields });
  return { ...plain, clip: { ...plain.clip, startedAtMs: plain.clip.startedAtMs + laterMs } };
}

const analyzeAll = async (analyzer: ClipAnalyzer, requests: readonly AnalysisRequest[]) => {
  const analyses: (Analysis | undefined)[] = [];
  for (const request of requests) analyses.push(await analyzer.analyze(request, running));
  return analyses;
};

test("a clip that shows nothing new is said to be the same as before, and nobody is asked", async () => {
  const { asked, analyzer } = openBench();

  const [first, second] = await analyzeAll(analyzer, [quiet(still, 0), quiet(still)]);

  expect(asked).toHaveLength(1);
  expect(first).toMatchObject({ instead: null, tokens: { input: 10, output: 1 } });
  expect(second).toMatchObject({
    summary: "Nothing happens.",
    frames: 0,
    tokens: null,
    cost: null,
    instead: expect.stringMatching(/^It looks the same as at \d\d:\d\d:\d\d \S+, so/u) as string,
  });
});

test("of a still scene only two pictures are shown", async () => {
  const { asked, analyzer } = openBench();

  await analyzer.analyze(quiet(still), running);

  expect(asked[0]?.pictures).toHaveLength(2);
});

describe("the model is asked again", () => {
  const car = (x: number) => {
    const detection = { ...aDetection("car"), box: { x, y: 0.3, width: 0.2, height: 0.2 } };
    return { ...aFilterResult("car"), detections: [detection] };
  };
  const at = "2026-06-01T12:00:30.000Z";
  const person = { label: "person", score: 0.6, first_at: at, last_at: at };

  const withLive = (live: object): AnalysisRequest => {
    const plain = quiet(still);
    return { ...plain, clip: { ...plain.clip, live: aLiveSummary(live) } };
  };
  test.each<[string, () => readonly [AnalysisRequest, AnalysisRequest]]>([
    ["where something small is there now", () => [quiet(still, 0), quiet(withThing)]],
    [
      "where the detector found a person",
      () => [quiet(still, 0), quiet(still, 1, { seen: aFilterResult("person") })],
    ],
    [
      "for a person who was there before too",
      () => [
        quiet(still, 0, { seen: aFilterResult("person") }),
        quiet(still, 1, { seen: aFilterResult("person") }),
      ],
    ],
    ["where somebody was followed live", () => [quiet(still, 0), withLive({ objects: [person] })]],
    [
      "where something happened live",
      () => [
        quiet(still, 0),
        withLive({ events: [{ type: "OBJECT_APPEARED", at, label: "car", track_id: 7 }] }),
      ],
    ],
    ["for what makes an alert", () => [quiet(still, 0), quiet(still, 1, { isAlert: true })]],
    [
      "where a car stands elsewhere",
      () => [quiet(still, 0, { seen: car(0.1) }), quiet(still, 1, { seen: car(0.5) })],
    ],
    [
      "in another mode of the house",
      () => [
        quiet(still, 0),
        quiet(still, 1, { briefing: { ...plainBriefing("Front door"), mode: "away" } }),
      ],
    ],
    ["after some hours", () => [quiet(still, 0), quiet(still, 3 * HOUR_MS)]],
  ])("%s", async (_, requests) => {
    const { asked, analyzer } = openBench();

    const analyses = await analyzeAll(analyzer, requests());

    expect(asked).toHaveLength(2);
    expect(analyses[1]?.frames).toBeGreaterThan(0);
  });

  test("where it was not harmless before", async () => {
    const { asked, analyzer } = openBench({ ...answer, risk_level: "high" });

    await analyzeAll(analyzer, [quiet(still, 0), quiet(still)]);

    expect(asked).toHaveLength(2);
  });

  test("but not for a car that stands where it stood", async () => {
    const { asked, analyzer } = openBench();

    await analyzeAll(analyzer, [quiet(still, 0, { seen: car(0.1) }), quiet(still, 1, { seen: car(0.11) })]);

    expect(asked).toHaveLength(1);
  });
});
