import { APIConnectionError, APIError } from "openai";
import { Failure } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import type { AnalyzerSettings } from "./settings.ts";

const WORDS_CHARS_MAX = 160;
const WAIT_MAX_S = 86_400;

/** What of a question a server does not take, if it is its form. */
export type Refusal = "format" | "limit" | undefined;

const formRefusals = new Set([400, 404, 415, 422, 500, 501]);

/** By the server's words, as each has its own status and code for it. */
export function refusalOf(cause: unknown): Refusal {
  if (!(cause instanceof APIError) || !formRefusals.has(cause.status ?? 0)) return undefined;
  if (/max_completion_tokens/u.test(cause.message)) return "limit";
  return /response_format|json_schema|json_object|json schema|structured output|guided|grammar/iu.test(
    cause.message,
  )
    ? "format"
    : undefined;
}

export interface ModelPlace {
  readonly host: string;
  readonly settings: Pick<AnalyzerSettings, "model" | "api_key">;
  readonly clock: Pick<Clock, "now">;
}

/** What went wrong at the server, in a sentence that says what to do. */
export function openaiFailure(cause: unknown, place: ModelPlace, signal: AbortSignal): Failure {
  const found = foundIn(cause);
  if (found) return found;
  if (signal.aborted) return new Failure("aborted", "Asking the vision model was stopped.");
  if (!(cause instanceof APIError)) {
    return new Failure("unavailable", `The vision model at ${place.host} gave no answer that can be read.`);
  }
  if (cause instanceof APIConnectionError || cause.status === undefined) {
    return new Failure("unavailable", `The vision model at ${place.host} cannot be reached.`);
  }
  return byStatus(cause, cause.status, place);
}

/** Ours, which the SDK may have wrapped. */
function foundIn(cause: unknown): Failure | undefined {
  if (cause instanceof Failure) return cause;
  return cause instanceof Error && cause.cause !== undefined ? foundIn(cause.cause) : undefined;
}

function byStatus(error: APIError, status: number, place: ModelPlace): Failure {
  const { host, settings } = place;
  switch (status) {
    case 401:
    case 403:
      return new Failure(
        "rejected",
        settings.api_key
          ? `The vision model's server ${host} does not take the API key: enter another one in the analyzer's options.`
          : `The vision model's server ${host} wants an API key: enter it in the analyzer's options.`,
      );
    case 404:
      return new Failure(
        "rejected",
        `The server ${host} knows no model ${settings.model ?? ""}: enter one that it has, and check that the address ends as in http://192.168.1.5:11434/v1.`,
      );
    case 413:
      return new Failure(
        "rejected",
        `The pictures are too large for the server ${host}: choose fewer or smaller ones in the analyzer's options.`,
      );
    case 408:
      return new Failure("unavailable", `The vision model at ${host} took too long.`);
    case 429:
      return tooMany(error, place);
    default:
      return status >= 500
        ? new Failure("unavailable", `The vision model's server ${host} has trouble (status ${status}).`)
        : new Failure("rejected", `The vision model's server ${host} says: ${wordsOf(error, place)}`);
  }
}

function tooMany(error: APIError, { host, clock }: ModelPlace): Failure {
  if (error.code === "insufficient_quota") {
    return new Failure(
      "rejected",
      `The account at ${host} has no credit left: add some there, or choose another analyzer.`,
    );
  }
  const waitS = retryAfterS(error.headers?.get("retry-after"), clock.now());
  const wait = waitS === undefined ? "" : ` and asks to wait for ${waitS} s`;
  return new Failure("unavailable", `The vision model's server ${host} has too many requests${wait}.`);
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function retryAfterS(header: string | null | undefined, nowMs: number): number | undefined {
  if (!header) return undefined;
  const seconds = /^\d+(?:\.\d+)?$/u.test(header.trim())
    ? Number(header)
    : (Date.parse(header) - nowMs) / 1000;
  return Number.isFinite(seconds) ? Math.min(WAIT_MAX_S, Math.max(0, Math.ceil(seconds))) : undefined;
}

/** A server may repeat what it was sent. */
function wordsOf({ message, status }: APIError, { settings: { api_key: key } }: ModelPlace): string {
  const plain = message.replace(/\s+/gu, " ").trim();
  const scrubbed = (key ? plain.replaceAll(key, "***") : plain).replace(/\b(?:sk|key)-[\w-]+/giu, "***");
  const short = scrubbed.slice(0, WORDS_CHARS_MAX).replace(/[.\s]+$/u, "");
  return `${short || `status ${status}`}.`;
}
