import { AwsV4Signer } from "aws4fetch";
import { Failure } from "#domain/failure.ts";
import { type Answer, type Call, digest, type Payload, receive, send } from "#platform/transfer.ts";
import type { TransferLimit } from "#platform/transfer-limit.ts";
import type { Address } from "./address.ts";
import { answerFailure } from "./answer-failure.ts";
import { REFUSED_PAUSE_MS, Refused } from "./offsite.ts";
import type { Target } from "./whole-file.ts";

/** The digest of nothing: what a request without a body is signed with. */
const EMPTY = Buffer.alloc(0);

export interface Bucket {
  readonly address: Address;
  readonly bucket: string;
  readonly region: string;
}

export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Payload;
}

/** Asks a bucket; the answer is whatever the server says. */
export type AskS3 = (request: S3Request, signal: AbortSignal) => Promise<Answer>;

export interface S3Client {
  readonly ask: AskS3;
  /** Gets an object, as `receive` does. */
  load(key: string, to: Target, signal: AbortSignal): Promise<Answer>;
}

/**
 * Signs with Signature Version 4, the digest of the body included: a server that receives other bytes refuses them. The
 * bucket stands in the path, which every server understands.
 */
export function makeS3Client(place: Bucket, limit: TransferLimit | undefined): S3Client {
  return {
    ask: async (request, signal) => await send({ ...(await sign(place, request)), limit }, signal),
    load: async (key, to, signal) => await receive(await sign(place, { method: "GET", key }), to, signal),
  };
}

async function sign(
  { address, bucket, region }: Bucket,
  { method, key, query = {}, headers = {}, body }: S3Request,
): Promise<Call> {
  const path = [bucket, ...(key === undefined ? [] : key.split("/"))].map(encodeURIComponent).join("/");
  const url = new URL(path, address.base);
  // Not `searchParams`: it writes a space as +, which servers read in two ways.
  url.search = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  const sha256 = (await digest(body ?? EMPTY, "sha256")).toString("hex");
  const signed = await new AwsV4Signer({
    method,
    url: url.href,
    headers: { ...headers, "x-amz-content-sha256": sha256 },
    accessKeyId: address.username,
    secretAccessKey: address.password,
    service: "s3",
    region,
  }).sign();
  const call: Call = { method, url: signed.url, headers: Object.fromEntries(signed.headers) };
  return body === undefined ? call : { ...call, body };
}

/** Throws what an answer means that is no success. */
export function expectS3(answer: Answer, { address, bucket }: Bucket): void {
  const code = tag(answer.text, "Code");
  // A multipart upload may fail after the server has begun to answer 200.
  const isError = answer.status < 200 || answer.status > 299 || /<Error>/.test(answer.text);
  if (!isError) return;
  const { host } = address.base;
  const sentence = code === undefined ? undefined : refusals(host, bucket)[code];
  if (sentence !== undefined) throw new Refused(sentence, REFUSED_PAUSE_MS);
  if (answer.status < 300) throw new Failure("unavailable", `${host} could not finish: ${code}.`);
  // Other faults of a request may come from the network in between, as a digest that does not match.
  throw answerFailure(host, answer);
}

/** What stands between two tags, the first time. */
export function tag(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replaceAll(/&(amp|lt|gt|quot|apos|#39|#34);/g, (_, entity: string) => entities[entity] ?? "");
}

/** Each element of this name, as text. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map((match) => match[1] ?? "");
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  "#34": '"',
};

function refusals(host: string, bucket: string): Readonly<Record<string, string>> {
  const key = `${host} refuses the access key or its secret. Correct them in the options.`;
  const region = `${host} wants another region for the bucket ${bucket}. Correct it in the options.`;
  return {
    InvalidAccessKeyId: key,
    SignatureDoesNotMatch: key,
    AccessDenied: `${host} does not allow this key to store clips in the bucket ${bucket}.`,
    NoSuchBucket: `${host} has no bucket ${bucket}. Make it there, or correct the name in the options.`,
    AuthorizationHeaderMalformed: region,
    PermanentRedirect: region,
    RequestTimeTooSkewed: `${host} finds the clock of this machine wrong. Set it right.`,
    QuotaExceeded: `${host} is full. Make room there, or get more.`,
    XMinioStorageFull: `${host} is full. Make room there, or get more.`,
  };
}
