import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { Failure } from "#domain/failure.ts";

/** A connection on which nothing moves in either direction is given up after this; the whole may take hours. */
const IDLE_MS = 2 * 60_000;
const ANSWER_BYTES_MAX = 1024 * 1024;
/** A server that does not know how to say that it wants the body gets it after this. */
const CONTINUE_MS = 2000;

/** A piece of a file on disk. It is streamed, and never in memory as a whole. */
export interface FilePart {
  readonly path: string;
  readonly start: number;
  readonly bytes: number;
}

export type Payload = FilePart | Buffer;

export interface Call {
  readonly method: string;
  /** Without credentials. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Payload;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * One HTTP request whose body may be a large file. Any answer resolves, redirects too, which are not followed.
 *
 * Throws `Failure("unavailable")` with a sentence where the server cannot be reached, and the file system's own error
 * where the file cannot be read.
 */
export async function send(call: Call, signal: AbortSignal, idleMs = IDLE_MS): Promise<Answer> {
  signal.throwIfAborted();
  try {
    const answer = await readWhole(await exchange(call, { signal, idleMs, asksFirst: true }));
    // Some old proxies do not know how to be asked.
    if (answer.status !== 417) return answer;
    return await readWhole(await exchange(call, { signal, idleMs, asksFirst: false }));
  } catch (cause) {
    signal.throwIfAborted();
    throw networkFailure(cause, call.url.host);
  }
}

/** The digest of a payload, as the bytes lie on disk now. */
export async function digest(body: Payload, algorithm: "md5" | "sha1" | "sha256"): Promise<Buffer> {
  const hash = createHash(algorithm);
  if (Buffer.isBuffer(body)) return hash.update(body).digest();
  for await (const chunk of openPart(body)) hash.update(chunk as Buffer);
  return hash.digest();
}

export function sizeOf(body: Payload): number {
  return Buffer.isBuffer(body) ? body.length : body.bytes;
}

interface Manner {
  readonly signal: AbortSignal;
  readonly idleMs: number;
  /** Whether a server is asked if it wants a file. */
  readonly asksFirst: boolean;
}

function exchange(
  { url, method, headers, body }: Call,
  { signal, idleMs, asksFirst }: Manner,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const start = url.protocol === "https:" ? tlsRequest : plainRequest;
  const length = body === undefined ? {} : { "content-length": String(sizeOf(body)) };
  const isFile = body !== undefined && !Buffer.isBuffer(body);
  const expect = isFile && asksFirst ? { expect: "100-continue" } : {};
  const all = { ...headers, ...length, ...expect };
  const request = start(url, { method, headers: all, signal, timeout: idleMs });
  request.once("response", resolve);
  request.on("error", reject);
  request.once("timeout", () => request.destroy(silent(url.host)));
  if (body === undefined || Buffer.isBuffer(body)) request.end(body);
  else sendFile(request, body, reject);
  return promise;
}

/**
 * Asks before it sends: a server that refuses a large body closes the connection while we still write, and its answer,
 * which says why, is lost (RFC 9110, 10.1.1).
 */
function sendFile(request: ClientRequest, body: FilePart, fail: (cause: unknown) => void): void {
  let isBegun = false;
  const begin = () => {
    if (isBegun || request.destroyed) return;
    isBegun = true;
    const file = openPart(body);
    file.once("error", (cause) => {
      fail(cause);
      request.destroy();
    });
    request.once("close", () => file.destroy());
    file.pipe(request);
  };
  const timer = setTimeout(begin, request.hasHeader("expect") ? CONTINUE_MS : 0);
  request.once("continue", begin);
  request.once("close", () => clearTimeout(timer));
  request.once("response", (answer: IncomingMessage) => {
    clearTimeout(timer);
    if (!isBegun) answer.once("end", () => request.destroy());
  });
}

function openPart({ path, start, bytes }: FilePart) {
  return createReadStream(path, { start, end: start + bytes - 1 });
}

async function readWhole(answer: IncomingMessage): Promise<Answer> {
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: await textOf(answer) };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).length;
    if (bytes > ANSWER_BYTES_MAX) throw new Failure("unavailable", "The server's answer is too long.");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

const silent = (host: string) => new Failure("unavailable", `${host} does not answer any more.`);

const sentences: Readonly<Record<string, string>> = {
  ENOTFOUND: "cannot be found. Is its name right, and is there internet?",
  EAI_AGAIN: "cannot be found. Is its name right, and is there internet?",
  ECONNREFUSED: "refuses the connection. Is the server running, and are address and port right?",
  EHOSTUNREACH: "cannot be reached. Is there a network?",
  ENETUNREACH: "cannot be reached. Is there a network?",
  ETIMEDOUT: "does not answer.",
  CERT_HAS_EXPIRED: "has a certificate that has expired.",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate that is made for another name.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "has a certificate that it signed itself, and that is therefore not trusted.",
  SELF_SIGNED_CERT_IN_CHAIN: "has a certificate that it signed itself, and that is therefore not trusted.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "has a certificate that is not trusted.",
};

/** Errors of the file system pass as they are: the storage has words for them. */
function networkFailure(cause: unknown, host: string): unknown {
  if (cause instanceof Failure || !(cause instanceof Error)) return cause;
  const code = "code" in cause ? String(cause.code) : "";
  if ("path" in cause || code === "") return cause;
  return new Failure("unavailable", `${host} ${sentences[code] ?? "broke off the connection."}`, { cause });
}
