import OpenAI from "openai";
import { Failure } from "#domain/failure.ts";
import type { PluginContext } from "#ports/plugin.ts";
import type { AskModel, ModelAnswer, ModelQuestion } from "./model-call.ts";
import { openaiFailure, type Refusal, refusalOf } from "./openai-failure.ts";
import { boundedFetch } from "./openai-fetch.ts";
import { messagesOf } from "./openai-messages.ts";
import type { AnalyzerSettings } from "./settings.ts";

const OPENAI_URL = "https://api.openai.com/v1";
/** An answer has some 400 tokens; models that think before they speak need the rest. */
const ANSWER_TOKENS_MAX = 4096;
/** Forms of one question that are tried until the server takes one. */
const FORMS_MAX = 4;

/** How a server holds its model to JSON, strictest first. */
const formats = ["json_schema", "json_object", "text"] as const;

/** What one server was found to take; kept as long as the app runs. */
interface Dialect {
  readonly format: (typeof formats)[number];
  readonly limit: "max_tokens" | "max_completion_tokens";
}

/** A model behind a chat completions API. The SDK never tries again by itself: the pipeline does, and knows when. */
export function openaiModel(
  settings: AnalyzerSettings,
  context: Pick<PluginContext, "problem" | "clock">,
): AskModel {
  const baseURL = settings.base_url ?? OPENAI_URL;
  const client = new OpenAI({
    // Nothing of this may come from environment variables, which the SDK reads where it is told nothing.
    baseURL,
    apiKey: settings.api_key || "none",
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: settings.timeout_s * 1000,
    logLevel: "off",
    fetch: boundedFetch,
  });
  const place = { host: new URL(baseURL).host, settings, clock: context.clock };
  const key = `analyzer.openai.${place.host}.${settings.model ?? ""}`;
  let dialect: Dialect = { format: "json_schema", limit: "max_tokens" };

  const ask = async (question: ModelQuestion, model: string, signal: AbortSignal): Promise<ModelAnswer> => {
    let wanted = dialect;
    for (let tries = 1; ; tries++) {
      try {
        const answer = await complete(client, { question, model, dialect: wanted }, signal);
        dialect = wanted;
        return answer;
      } catch (cause) {
        const next = tries < FORMS_MAX ? plainer(wanted, refusalOf(cause)) : undefined;
        if (!next) throw openaiFailure(cause, place, signal);
        wanted = next;
      }
    }
  };

  return async (question, signal) => {
    try {
      if (!settings.model) throw new Failure("rejected", `${NO_MODEL} Nobody describes clips until then.`);
      const answer = await ask(question, settings.model, signal);
      context.problem(key);
      return answer;
    } catch (cause) {
      if (cause instanceof Failure && cause.kind === "rejected") context.problem(key, cause.message);
      throw cause;
    }
  };
}

const NO_MODEL = "The analyzer has no model: enter its name, as in gpt-4o-mini or qwen3-vl:8b.";

/** The same question as the server may take it; `undefined` where its refusal was of something else. */
function plainer(dialect: Dialect, refusal: Refusal): Dialect | undefined {
  if (refusal === "limit" && dialect.limit === "max_tokens") {
    return { ...dialect, limit: "max_completion_tokens" };
  }
  const format = formats[formats.indexOf(dialect.format) + 1];
  return refusal === "format" && format ? { ...dialect, format } : undefined;
}

interface Call {
  readonly question: ModelQuestion;
  readonly model: string;
  readonly dialect: Dialect;
}

async function complete(
  client: OpenAI,
  { question, model, dialect }: Call,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const body = {
    model,
    messages: messagesOf(question, dialect.format),
    [dialect.limit]: ANSWER_TOKENS_MAX,
    ...formatOf(question, dialect.format),
  };
  const completion: Partial<OpenAI.ChatCompletion> = await client.chat.completions.create(body, { signal });
  const [choice] = completion.choices ?? [];
  const { content, refusal } = choice?.message ?? {};
  const reason = choice?.finish_reason;
  return {
    text: typeof content === "string" ? content : "",
    end: refusal || reason === "content_filter" ? "refusal" : reason === "length" ? "length" : "stop",
    model: typeof completion.model === "string" ? completion.model : model,
    tokens: tokensOf(completion.usage),
  };
}

function formatOf(question: ModelQuestion, format: Dialect["format"]) {
  if (format === "text") return {};
  if (format === "json_object") return { response_format: { type: "json_object" as const } };
  const json_schema = { name: "clip", strict: true, schema: { ...question.schema } };
  return { response_format: { type: "json_schema" as const, json_schema } };
}

function tokensOf(usage: OpenAI.CompletionUsage | null | undefined): ModelAnswer["tokens"] {
  const input = countOf(usage?.prompt_tokens);
  const output = countOf(usage?.completion_tokens);
  return input === undefined || output === undefined ? null : { input, output };
}

const countOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
