import type { NodemailerError } from "nodemailer";
import { Failure } from "#domain/failure.ts";
import { networkFailure } from "#platform/transfer-trouble.ts";
import { plainLine } from "./templates.ts";

const WORDS_CHARS_MAX = 160;
/** Command or mechanism not known (RFC 5321, 4.2.4; RFC 4954, 4). */
const NO_LOGIN = new Set([500, 502, 503, 504]);

export interface SmtpPlace {
  readonly host: string;
  readonly port: number;
  /** Never repeated, should a server do so. */
  readonly secrets: readonly string[];
}

/**
 * What a mail server or the way to it says, in words for the owner.
 *
 * `rejected` is what the server refuses for good: the same login would be refused again, and some servers lock accounts
 * for that. All that is wrong with the way to it is `unavailable`: once it is mended, the mail still goes out.
 */
export function smtpFailure(cause: NodemailerError, place: SmtpPlace): Failure {
  const single = firstRefusal(cause);
  if (single.responseCode === undefined) return wayFailure(single, place);
  const kind = single.permanent === false ? "unavailable" : "rejected";
  const { sentence, stays = false } = refusalOf(single, place);
  // What a person has to mend on the way there is no verdict on this mail.
  return new Failure(stays ? "unavailable" : kind, sentence);
}

/** Of several recipients the one that may still be reached decides. */
function firstRefusal(cause: NodemailerError): NodemailerError {
  const refusals = cause.rejectedErrors ?? [];
  return refusals.find(({ permanent }) => permanent === false) ?? refusals[0] ?? cause;
}

interface Refusal {
  readonly sentence: string;
  /** It is tried again, whatever the server says. */
  readonly stays?: boolean;
}

function refusalOf(cause: NodemailerError, place: SmtpPlace): Refusal {
  const { code, command = "", responseCode = 0, response = "", permanent, recipient } = cause;
  const { host, port } = place;
  const said = `(${responseCode})`;
  const to = recipient ?? "the recipient";
  if (code === "ETLS") {
    return {
      sentence: `${host} offers no STARTTLS on port ${port}. Choose tls with port 465, or none for a server in the house.`,
      stays: true,
    };
  }
  if (code === "EAUTH" && NO_LOGIN.has(responseCode)) {
    return {
      sentence: `${host} knows no login on port ${port} ${said}. Is that the port for sending mail? Usually it is 587 or 465.`,
    };
  }
  if (code === "EAUTH") {
    return permanent === false
      ? { sentence: `${host} cannot check the password now ${said}.` }
      : {
          sentence: `${host} refuses the user name or password ${said}. Correct them in the options; many providers want an app password.`,
        };
  }
  if (responseCode === 530) {
    return { sentence: `${host} wants a user name and a password ${said}. Enter them in the options.` };
  }
  if (/\b[45]\.2\.2\b/.test(response) || (command === "RCPT TO" && [452, 552].includes(responseCode))) {
    return { sentence: `The mailbox of ${to} is full ${said}. Make room there.` };
  }
  if (permanent === false) return { sentence: `${host} takes no mail now: ${wordsOf(response, place)}.` };
  if (command === "MAIL FROM") {
    return {
      sentence: `${host} does not take mail from our sender ${said}. Enter an address as Sender that belongs to the user name.`,
    };
  }
  if (command === "RCPT TO") return { sentence: recipientSentence(cause, to, host, said) };
  return { sentence: `${host} refuses the mail: ${wordsOf(response, place)}.` };
}

function recipientSentence({ response = "" }: NodemailerError, to: string, host: string, said: string) {
  if (/\b5\.7\.\d+\b|relay/i.test(response)) {
    return `${host} does not pass mail on to ${to} ${said}. Are user name and password there, and does the sender belong to them?`;
  }
  return `${host} knows no mailbox ${to} ${said}. Correct the address in the options.`;
}

/** What happened before the server could say anything about the mail. */
function wayFailure(cause: NodemailerError, { host, port }: SmtpPlace): Failure {
  const code = cause.originalCode ?? cause.code ?? "";
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER") {
    const sentence = `${host} speaks no TLS on port ${port}. Choose starttls there, or tls with port 465.`;
    return new Failure("unavailable", sentence);
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const sentence = `${host} has a certificate that is made for another name. Enter that name as Server.`;
    return new Failure("unavailable", sentence);
  }
  if (cause.code === "ENOAUTH") {
    return new Failure("rejected", `${host} wants a password. Enter it in the options.`);
  }
  if (cause.code === "ETIMEDOUT") return new Failure("unavailable", `${host} does not answer.`);
  const known = networkFailure(Object.assign(new Error(code), { code }), host);
  return new Failure("unavailable", known instanceof Failure ? known.message : `${host} broke off.`);
}

/** Servers explain themselves, and sometimes say what to do: one line of it, without what nobody may read. */
function wordsOf(response: string, { secrets }: SmtpPlace): string {
  const safe = secrets.reduce((text, secret) => text.replaceAll(secret, "…"), response);
  return plainLine(safe, WORDS_CHARS_MAX).replace(/[.\s]+$/, "");
}
