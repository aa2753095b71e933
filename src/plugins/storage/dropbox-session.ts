import { readFile, rm, writeFile } from "node:fs/promises";
import { type Dropbox, DropboxResponseError } from "dropbox";
import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import type { FilePart } from "#platform/transfer.ts";
import { summaryOf } from "./dropbox-failure.ts";
import { piecesOf } from "./dropbox-hash.ts";

/** A larger file goes in pieces of this size, so that a cut connection costs one. A multiple of 4 MiB. */
export const CHUNK_BYTES = 8 * 1024 * 1024;

export interface SessionUpload {
  readonly client: Dropbox;
  readonly commit: {
    readonly path: string;
    readonly mode: { readonly ".tag": "overwrite" };
    readonly mute: boolean;
  };
  readonly file: FilePart;
  /** Where it is written down how far it is: Dropbox does not list its sessions. */
  readonly note: string;
}

interface Limits {
  readonly signal: AbortSignal;
  readonly timeout: number;
}

const Note = z.object({ session_id: z.string(), offset: z.int().min(0) });
type Note = z.output<typeof Note>;

const WrongOffset = z.object({
  error: z.object({ ".tag": z.literal("incorrect_offset"), correct_offset: z.int().min(0) }),
});

/** Sends a large file in a session, which goes on after a restart. A session that Dropbox has forgotten begins anew. */
export async function sendInSession(upload: SessionUpload, limits: Limits): Promise<void> {
  const { client, commit, file, note } = upload;
  const begun = await readNote(note);
  const session = begun ?? (await begin(client, limits));
  try {
    await append(upload, session, limits);
    const cursor = { session_id: session.session_id, offset: file.bytes };
    await client.filesUploadSessionFinish({ cursor, commit, contents: Buffer.alloc(0) }, limits);
    await rm(note, { force: true });
  } catch (cause) {
    // Whatever Dropbox has against this session, it will have next time; a connection that is cut is another thing.
    const isLost = cause instanceof DropboxResponseError && cause.status === 409;
    if (!isLost || /insufficient_space|too_many_write/.test(summaryOf(cause) ?? "")) throw cause;
    await rm(note, { force: true });
    throw new Failure("unavailable", `Dropbox has lost the upload (${summaryOf(cause)}). It begins anew.`, {
      cause,
    });
  }
}

async function begin(client: Dropbox, limits: Limits): Promise<Note> {
  const { result } = await client.filesUploadSessionStart({ contents: Buffer.alloc(0) }, limits);
  return { session_id: result.session_id, offset: 0 };
}

async function append({ client, file, note }: SessionUpload, { session_id, offset }: Note, limits: Limits) {
  let at = offset;
  let isCorrected = false;
  while (at < file.bytes) {
    // One generator from one offset: it is left when Dropbox names another.
    for await (const contents of piecesOf(file, CHUNK_BYTES, at)) {
      const right = await sendPiece(client, { cursor: { session_id, offset: at }, contents }, limits);
      // Dropbox may have taken a piece whose answer was lost. Twice in a row it does not know what it has.
      if (right !== undefined && isCorrected)
        throw new Failure("unavailable", "Dropbox lost count of an upload.");
      isCorrected = right !== undefined;
      at = right ?? at + contents.length;
      await writeFile(note, JSON.stringify({ session_id, offset: at } satisfies Note));
      if (right !== undefined) break;
    }
  }
}

interface Piece {
  readonly cursor: { readonly session_id: string; readonly offset: number };
  readonly contents: Buffer;
}

/** Resolves to the offset that would have been right, if this one was wrong. */
async function sendPiece(client: Dropbox, piece: Piece, limits: Limits): Promise<number | undefined> {
  try {
    await client.filesUploadSessionAppendV2(piece, limits);
    return undefined;
  } catch (cause) {
    const wrong = cause instanceof DropboxResponseError ? WrongOffset.safeParse(cause.error).data : undefined;
    if (wrong === undefined) throw cause;
    return wrong.error.correct_offset;
  }
}

async function readNote(note: string): Promise<Note | undefined> {
  const text = await readFile(note, "utf8").catch(() => "");
  try {
    return Note.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
