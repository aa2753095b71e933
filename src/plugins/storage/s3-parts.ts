import { digest, type FilePart } from "#platform/transfer.ts";
import { type AskS3, type Bucket, elements, expectS3, tag } from "./s3-client.ts";

/** A larger file goes in parts of this size, so that a cut connection costs one part. S3 wants at least 5 MiB. */
export const PART_BYTES = 16 * 1024 * 1024;
/** What one list of parts holds; of a file beyond 16 GB the parts are larger. */
const PARTS_MAX = 1000;

export interface Sending {
  readonly ask: AskS3;
  readonly place: Bucket;
  readonly key: string;
  readonly file: FilePart;
  /** Of the finished object. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Part {
  readonly number: number;
  readonly piece: FilePart;
}

/**
 * Sends a large file in parts. What an earlier attempt has brought over, also one before a restart, is not sent again:
 * the server knows what it has, so nothing is written down here.
 */
export async function sendParts(sending: Sending, signal: AbortSignal): Promise<void> {
  const begun = await findBegun(sending, signal);
  const uploadId = begun ?? (await begin(sending, signal));
  const kept = begun === undefined ? new Map<number, Kept>() : await listKept(sending, begun, signal);

  const tags: string[] = [];
  for (const part of partsOf(sending.file)) tags.push(await bring(sending, { uploadId, part, kept }, signal));

  const list = tags.map(
    (etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>"${etag}"</ETag></Part>`,
  );
  const body = Buffer.from(`<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`);
  const { ask, place, key } = sending;
  expectS3(await ask({ method: "POST", key, query: { uploadId }, body }, signal), place);
}

function partsOf({ path, bytes }: FilePart): Part[] {
  const size = Math.max(PART_BYTES, Math.ceil(bytes / PARTS_MAX));
  return Array.from({ length: Math.ceil(bytes / size) }, (_, index) => {
    const start = index * size;
    return { number: index + 1, piece: { path, start, bytes: Math.min(size, bytes - start) } };
  });
}

/** The upload of this key that was begun last. A server that does not list them costs a new beginning. */
async function findBegun({ ask, key }: Sending, signal: AbortSignal): Promise<string | undefined> {
  const answer = await ask({ method: "GET", query: { uploads: "", prefix: key } }, signal);
  if (answer.status !== 200) return undefined;
  const ours = elements(answer.text, "Upload").filter((upload) => tag(upload, "Key") === key);
  ours.sort((a, b) => (tag(a, "Initiated") ?? "").localeCompare(tag(b, "Initiated") ?? ""));
  const last = ours.at(-1);
  return last === undefined ? undefined : tag(last, "UploadId");
}

async function begin({ ask, place, key, headers }: Sending, signal: AbortSignal): Promise<string> {
  const answer = await ask({ method: "POST", key, query: { uploads: "" }, headers }, signal);
  expectS3(answer, place);
  return tag(answer.text, "UploadId") ?? "";
}

interface Kept {
  readonly bytes: number;
  readonly etag: string;
}

async function listKept({ ask, key }: Sending, uploadId: string, signal: AbortSignal) {
  const answer = await ask({ method: "GET", key, query: { uploadId } }, signal);
  if (answer.status !== 200) return new Map<number, Kept>();
  return new Map(
    elements(answer.text, "Part").map((part) => {
      const kept: Kept = { bytes: Number(tag(part, "Size")), etag: unquoted(tag(part, "ETag")) };
      return [Number(tag(part, "PartNumber")), kept] as const;
    }),
  );
}

interface Bringing {
  readonly uploadId: string;
  readonly part: Part;
  readonly kept: ReadonlyMap<number, Kept>;
}

/** Resolves to the part's tag. That of an unencrypted part is its MD5; of another one it is sent again. */
async function bring(
  { ask, place, key }: Sending,
  { uploadId, part, kept }: Bringing,
  signal: AbortSignal,
): Promise<string> {
  const { number, piece } = part;
  const md5 = await digest(piece, "md5");
  const known = kept.get(number);
  if (known?.bytes === piece.bytes && known.etag === md5.toString("hex")) return known.etag;
  const query = { partNumber: String(number), uploadId };
  const headers = { "content-md5": md5.toString("base64") };
  const answer = await ask({ method: "PUT", key, query, headers, body: piece }, signal);
  expectS3(answer, place);
  return unquoted(answer.headers.etag);
}

function unquoted(etag = ""): string {
  return etag.replaceAll('"', "");
}
