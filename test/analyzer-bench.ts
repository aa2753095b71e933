import type { Analysis } from "#domain/analysis.ts";
import { plainBriefing } from "#domain/briefing.ts";
import { openai } from "#plugins/analyzers/openai.ts";
import { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import { aClip, aFilterResult } from "./builders.ts";
import { type ManualClock, makeManualClock } from "./fakes/clock.ts";
import { ffmpegOutput } from "./ffmpeg.ts";
import { makeContext, type TestContext } from "./plugin-context.ts";
import type { ModelTurn } from "./servers/openai.ts";
import { makeTempDir } from "./temp-dir.ts";

export const KEY = "s3cret-api-key-0123456789";

/** What a good model says of somebody who brings a parcel. */
export const said = {
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
export const good: ModelTurn = {
  content: JSON.stringify(said),
  usage: { prompt_tokens: 5000, completion_tokens: 200 },
};

export interface DrawnClip extends AsyncDisposable {
  readonly dir: string;
  readonly path: string;
  request(fields?: Partial<AnalysisRequest>): AnalysisRequest;
}

/** A clip of 4 s, 320 × 180, of what ffmpeg's filters draw. */
export async function drawClip(picture = "testsrc2=s=320x180:r=10"): Promise<DrawnClip> {
  const dir = await makeTempDir();
  const path = `${dir.path}/clip.mp4`;
  const coding = "-c:v libx264 -preset ultrafast -g 10 -pix_fmt yuv420p -t 4";
  await ffmpegOutput(["-f", "lavfi", "-i", picture, ...coding.split(" "), path]);
  const video = { codec: "h264", width: 320, height: 180, audio: "none" } as const;
  return {
    dir: dir.path,
    path,
    request: (fields = {}) => ({
      clip: aClip({ path, durationMs: 4000, video }),
      seen: aFilterResult("person"),
      briefing: { ...plainBriefing("Front door"), purpose: "Watches the door." },
      isAlert: true,
      ...fields,
    }),
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

export interface AnalyzerBench {
  readonly context: TestContext & { readonly clock: ManualClock };
  analyze(request: AnalysisRequest, signal?: AbortSignal): Promise<Analysis | undefined>;
}

/** The plugin as it is opened in the app, against the server at `url`. */
export async function openAnalyzerBench(url: string, fields: object = {}): Promise<AnalyzerBench> {
  const context = { ...makeContext("/nowhere"), clock: makeManualClock() };
  const wish = { backend: "openai", base_url: url, api_key: KEY, model: "vlm", max_frames: 4, ...fields };
  const analyzer = await openai.open(AnalyzerSettings.parse(wish), context);
  return {
    context,
    analyze: (request, signal = new AbortController().signal) => analyzer.analyze(request, signal),
  };
}
