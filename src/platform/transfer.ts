import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { Readable } from "node:stream";
import { Failure } from "#domain/failure.ts";
import { limited, type TransferLimit } from "./transfer-limit.ts";
import { networkFailure, silent } from "./transfer-trouble.ts";

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
  /** How fast the body may go. */
  readonly limit?: TransferLimit | undefined;
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
  if (Buffer.isBuffer(call.body)) await call.limit?.take(call.body.length, signal);
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

/**
 * One request for a file: the body of a 200 is written to `to.path`, and `text` is empty then. Any other answer is that
 * of `send`. A body of more than `to.bytes` is a failure, one that is cut off is as well.
 */
export async function receive(
  call: Call,
  to: { readonly path: string; readonly bytes: number },
  signal: AbortSignal,
  idleMs = IDLE_MS,
): Promise<Answer> {
  signal.throwIfAborted();
  const { host } = call.url;
  const inWords = (cause: unknown): never => {
    signal.throwIfAborted();
    throw networkFailure(cause, host);
  };
  const answer = await exchange(call, { signal, idleMs, asksFirst: false }).catch(inWords);
  try {
    if (answer.statusCode !== 200) return await readWhole(answer).catch(inWords);
    // Errors of the disk pass as they are, those of the network become words on their way out of there.
    await writeFile(to.path, arriving(answer, { host, bytes: to.bytes }, signal), { signal });
    return { status: 200, headers: answer.headers, text: "" };
  } finally {
    answer.destroy();
  }
}

async function* arriving(
  answer: IncomingMessage,
  { host, bytes }: { readonly host: string; readonly bytes: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let arrived = 0;
  try {
    for await (const chunk of answer) {
      arrived += (chunk as Buffer).length;
      if (arrived > bytes) throw new Failure("unavailable", `${host} sends more than was stored there.`);
      yield chunk as Buffer;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw networkFailure(cause, host);
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
  { url, method, headers, body, limit }: Call,
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
  else sendFile(request, { file: () => openSource(body, limit, signal), fail: reject });
  return promise;
}

/**
 * Asks before it sends: a server that refuses a large body closes the connection while we still write, and its answer,
 * which says why, is lost (RFC 9110, 10.1.1).
 */
function sendFile(
  request: ClientRequest,
  { file: openFile, fail }: { readonly file: () => Readable; readonly fail: (cause: unknown) => void },
): void {
  let isBegun = false;
  const begin = () => {
    if (isBegun || request.destroyed) return;
    isBegun = true;
    const file = openFile();
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

function openSource(body: FilePart, limit: TransferLimit | undefined, signal: AbortSignal): Readable {
  const file = openPart(body);
  return limit === undefined ? file : Readable.from(limited(file, limit, signal), { objectMode: false });
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
