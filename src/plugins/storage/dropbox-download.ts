import { open } from "node:fs/promises";
import { DropboxResponseError } from "dropbox";
import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import { contentHash } from "./dropbox-hash.ts";
import { CHUNK_BYTES } from "./dropbox-session.ts";
import { goneFrom } from "./offsite.ts";

const ENDPOINT = "https://content.dropboxapi.com/2/files/download";
const ERROR_BYTES_MAX = 64 * 1024;

const Metadata = z.object({ content_hash: z.string(), size: z.int().min(0).optional() });

export interface Wanted {
  /** In the Dropbox, with a slash in front. */
  readonly path: string;
  /** The file here that is written. */
  readonly half: string;
  readonly bytes: number;
}

export interface Access {
  readonly token: string;
  readonly fetch: typeof fetch;
}

interface Limits {
  readonly signal: AbortSignal;
  /** For one piece. */
  readonly timeout: number;
}

/** In pieces, as the SDK would hold the whole file in memory. The content hash at the end is that of the whole. */
export async function download(wanted: Wanted, access: Access, limits: Limits): Promise<void> {
  let hash = "";
  await using file = await open(wanted.half, "w");
  for (let at = 0; at < wanted.bytes; at += CHUNK_BYTES) {
    const last = Math.min(at + CHUNK_BYTES, wanted.bytes) - 1;
    const piece = await load(wanted.path, { at, last }, { access, limits });
    hash = piece.hash;
    await file.writeFile(piece.bytes);
    if (piece.bytes.length < last - at + 1) break;
  }
  if ((await contentHash({ path: wanted.half, start: 0, bytes: wanted.bytes })) === hash) return;
  throw new Failure("unavailable", "Dropbox gave back another file than the one that was sent.");
}

interface Piece {
  readonly bytes: Buffer;
  /** Of the whole file. */
  readonly hash: string;
}

async function load(
  path: string,
  { at, last }: { readonly at: number; readonly last: number },
  { access, limits }: { readonly access: Access; readonly limits: Limits },
): Promise<Piece> {
  const answer = await access.fetch(ENDPOINT, {
    method: "POST",
    headers: {
      authorization: `Bearer ${access.token}`,
      "dropbox-api-arg": headerSafe(JSON.stringify({ path })),
      range: `bytes=${at}-${last}`,
    },
    signal: AbortSignal.any([limits.signal, AbortSignal.timeout(limits.timeout)]),
  });
  if (!answer.ok) throw await refusal(answer);
  const { content_hash: hash } = Metadata.parse(parsed(answer.headers.get("dropbox-api-result") ?? ""));
  return { bytes: await bytesOf(answer, last - at + 1), hash };
}

/** What the SDK would throw, so that one table has the words. */
async function refusal(answer: Response): Promise<unknown> {
  const told = parsed((await bytesOf(answer, ERROR_BYTES_MAX)).toString());
  const summary = z.object({ error_summary: z.string() }).safeParse(told).data?.error_summary;
  if (summary?.startsWith("path/not_found") === true) return goneFrom("Dropbox");
  return new DropboxResponseError(answer.status, answer.headers, told);
}

/** At most so many bytes: whoever sends more is not heard to the end. */
async function bytesOf(answer: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > most) throw new Failure("unavailable", "Dropbox sends more than was asked for.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Headers take ASCII alone: the rest is escaped as JSON allows it. */
function headerSafe(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
