import { Failure } from "#domain/failure.ts";
import { networkFailure } from "#platform/transfer-trouble.ts";

const DATE_CHARS_MAX = 64;

/** May pass by itself, although it is an error of the request (RFC 9110, RFC 8470, RFC 6585). */
const passing = new Set([408, 425, 429]);

/** What an answer means that is no success, in words for the owner; nothing of its body is known. */
export function answerFailure(host: string, status: number, retryAfter: string | null): Failure {
  if (passing.has(status) || status >= 500) {
    return new Failure("unavailable", `The webhook at ${host} answered ${status}.${patience(retryAfter)}`);
  }
  return new Failure("rejected", `The webhook at ${host} ${refusals[status] ?? otherwise(status)}`);
}

/** What `fetch` throws. Its own words may hold the address, and never pass. */
export function sendFailure(cause: unknown, host: string): Failure {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : undefined;
  if (inner?.message === "bad port") {
    return new Failure("rejected", `Nothing may be sent to the port of ${host}: choose another one.`);
  }
  const known = networkFailure(inner, host);
  return known instanceof Failure
    ? new Failure("unavailable", known.message)
    : new Failure("unavailable", `The webhook at ${host} broke off the connection.`);
}

const refusals: Readonly<Record<number, string>> = {
  401: "wants another login (401). Is the address in the options whole?",
  403: "does not let us in (403). Is the address in the options whole, and the secret the same?",
  404: "is not there (404). Is the address in the options right?",
  405: "does not take POST (405). Is the address in the options right?",
  410: "is gone for good (410). Enter its new address in the options.",
};

function otherwise(status: number): string {
  return status >= 300 && status < 400
    ? `sends us to another address (${status}). Enter that one in the options.`
    : `refused the alert (${status}).`;
}

/** Seconds or a date (RFC 9110, 10.2.3); what is neither is not repeated. */
function patience(retryAfter: string | null): string {
  if (retryAfter === null) return "";
  if (/^\d{1,6}$/.test(retryAfter)) return ` It asks to be left alone for ${retryAfter} s.`;
  const atMs = retryAfter.length > DATE_CHARS_MAX ? Number.NaN : Date.parse(retryAfter);
  return Number.isNaN(atMs) ? "" : ` It asks to be left alone until ${new Date(atMs).toISOString()}.`;
}
