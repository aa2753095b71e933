import type { Analysis } from "#domain/analysis.ts";
import { Failure } from "#domain/failure.ts";
import type { AnalysisRequest, ClipAnalyzer } from "#ports/clip-analyzer.ts";
import type { PluginContext } from "#ports/plugin.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { answerSchema } from "./answer-schema.ts";
import { captionsOf } from "./captions.ts";
import { deadlineOf } from "./deadline.ts";
import { factsOf } from "./facts.ts";
import { guarded } from "./guard.ts";
import { clockTime, type Whereabouts } from "./local-time.ts";
import type { AskModel, ModelAnswer, ModelQuestion } from "./model-call.ts";
import { clip as shortened } from "./names.ts";
import { type Shot, shotsOf } from "./pictures.ts";
import { INSTRUCTIONS, PROMPT_HASH } from "./prompt.ts";
import { makeSeenBefore } from "./seen-before.ts";
import type { AnalyzerSettings } from "./settings.ts";

/** A gate only has to see whether there is anything. */
const GATE_FRAMES_MAX = 2;
const GATE_SIZE_MAX = 512;
/** An answer that could not be read is shown to the model again, as far as it matters. */
const SHOWN_AGAIN_CHARS_MAX = 4000;
const MODEL_CHARS_MAX = 200;
const INSTEAD_CHARS_MAX = 300;

export interface DescriberParts {
  /** As analyses name it. */
  readonly backend: string;
  readonly settings: AnalyzerSettings;
  readonly context: Pick<PluginContext, "log" | "clock" | "ffmpeg" | "homeAssistant">;
  readonly ask: AskModel;
}

/** What all vision models share: which pictures, what they are asked, how their answer is read and what it may say. */
export function makeDescriber(parts: DescriberParts): ClipAnalyzer {
  const { context, backend } = parts;
  const settings = withinRole(parts.settings);
  const seenBefore = makeSeenBefore();
  return {
    async analyze(request, signal) {
      const shots = await shotsOf(context.ffmpeg.ffmpeg, request, settings, signal);
      if (shots.length === 0) {
        throw new Failure("rejected", "The clip has no picture that can be decoded, so no model was asked.");
      }
      const same = seenBefore.sameAs(request, shots);
      if (same) return again(same.analysis, clockTime(same.startedAtMs, whereOf(context)));
      const shown = seenBefore.worthShowing(request, shots);
      const startedAtMs = context.clock.monotonic();
      const { answer, said, tokens } = await converse({ ...parts, settings }, request, shown, signal);
      const analysis: Analysis = {
        ...wordsOf(answer, request),
        backend,
        model: shortened(said.model || settings.model || backend, MODEL_CHARS_MAX),
        prompt_hash: PROMPT_HASH,
        normal_version: request.briefing.normal?.version ?? null,
        frames: shown.length,
        tokens,
        cost: costOf(tokens, settings),
        latency_ms: Math.round(context.clock.monotonic() - startedAtMs),
      };
      seenBefore.remember(request, shots, analysis);
      return analysis;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function withinRole(settings: AnalyzerSettings): AnalyzerSettings {
  if (settings.role !== "gate") return settings;
  const { max_frames, max_size } = settings;
  return {
    ...settings,
    max_frames: Math.min(GATE_FRAMES_MAX, max_frames),
    max_size: Math.min(GATE_SIZE_MAX, max_size),
  };
}

interface Said {
  readonly answer: Answer;
  readonly said: ModelAnswer;
  /** Of both questions, where it took two. */
  readonly tokens: Analysis["tokens"];
}

/** Asks, and asks once more where the answer cannot be read; both within the owner's time limit. */
async function converse(
  { settings, context, ask }: DescriberParts,
  request: AnalysisRequest,
  shots: readonly Shot[],
  signal: AbortSignal,
): Promise<Said> {
  const question = questionOf({ settings, context, request, shots });
  const wish = { activityTypes: settings.activity_types, durationS: request.clip.durationMs / 1000 };
  using deadline = deadlineOf(context.clock, settings.timeout_s, signal);
  const first = await deadline.within(ask(question, deadline.signal));
  const reading = readingOf(first, wish);
  if (reading.kind === "answer") return { answer: reading.answer, said: first, tokens: first.tokens };
  if (reading.kind === "refusal") throw refused();

  context.log.warn({ complaint: reading.complaint, model: first.model }, "vision model asked once more");
  const correction = { answer: shortened(first.text, SHOWN_AGAIN_CHARS_MAX), complaint: reading.complaint };
  const second = await deadline.within(ask({ ...question, correction }, deadline.signal));
  const { kind, ...rest } = readingOf(second, wish);
  if (kind === "refusal") throw refused();
  if (!("answer" in rest)) {
    throw new Failure(
      "rejected",
      "The vision model's answer could not be read, also when it was asked again.",
    );
  }
  return { answer: rest.answer, said: second, tokens: sumOf(first.tokens, second.tokens) };
}

function questionOf({
  settings,
  context,
  request,
  shots,
}: Pick<DescriberParts, "settings" | "context"> & {
  readonly request: AnalysisRequest;
  readonly shots: readonly Shot[];
}): ModelQuestion {
  const where = whereOf(context);
  const captions = captionsOf(shots, request.clip, where);
  const language = context.homeAssistant?.info()?.language ?? "en";
  return {
    instructions: INSTRUCTIONS,
    facts: factsOf({ request, where, activityTypes: settings.activity_types, language }),
    pictures: shots.map(({ jpeg }, i) => ({ jpeg, caption: captions[i] ?? "" })),
    schema: answerSchema(settings.activity_types),
  };
}

function readingOf(said: ModelAnswer, wish: Parameters<typeof readAnswer>[1]): ReturnType<typeof readAnswer> {
  if (said.end === "refusal") return { kind: "refusal" };
  const reading = readAnswer(said.text, wish);
  return reading.kind === "unreadable" && said.end === "length"
    ? { kind: "unreadable", complaint: `It was cut off. ${reading.complaint}` }
    : reading;
}

const refused = (): Failure => new Failure("rejected", "The vision model refused to describe this clip.");

const sumOf = (a: Analysis["tokens"], b: Analysis["tokens"]): Analysis["tokens"] =>
  a && b ? { input: a.input + b.input, output: a.output + b.output } : (a ?? b);

function wordsOf(answer: Answer, request: AnalysisRequest) {
  const { riskLevel, confidence, requiresReview, instead } = guarded(answer, request);
  return {
    risk_level: riskLevel,
    activity_type: answer.activityType,
    title: answer.title,
    summary: answer.summary,
    entities_timeline: [...answer.entities],
    confidence,
    requires_review: requiresReview,
    instead: instead === null ? null : shortened(instead, INSTEAD_CHARS_MAX),
  };
}

/** Nobody was asked, so it cost nothing. */
const again = (analysis: Analysis, time: string): Analysis => ({
  ...analysis,
  entities_timeline: [],
  frames: 0,
  tokens: null,
  cost: null,
  latency_ms: 0,
  instead: `It looks the same as at ${time}, so the model was not asked again.`,
});

function costOf(tokens: Analysis["tokens"], { price_input, price_output }: AnalyzerSettings): number | null {
  if (!tokens || (price_input === 0 && price_output === 0)) return null;
  return (tokens.input * price_input + tokens.output * price_output) / 1_000_000;
}

function whereOf({ homeAssistant }: Pick<PluginContext, "homeAssistant">): Whereabouts {
  const info = homeAssistant?.info();
  return info ? { timeZone: info.timeZone, place: info } : {};
}
