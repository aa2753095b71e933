import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Stats } from "ssh2";
import { Failure } from "#domain/failure.ts";
import { type Payload, sizeOf } from "#platform/transfer.ts";
import { limited, type TransferLimit } from "#platform/transfer-limit.ts";
import { isUnknownToServer, status, statusOf } from "./sftp-failure.ts";
import type { SftpSession } from "./sftp-session.ts";

/** Every server takes this much in one request (draft-ietf-secsh-filexfer-02, 3). */
const PIECE_BYTES = 32 * 1024;
/** Requests under way at once: half a MiB, 40 Mbit/s at 100 ms to the server. */
const AHEAD = 16;

/** A connection and the signal that ends what is done on it. */
export interface Desk {
  readonly session: SftpSession;
  readonly signal: AbortSignal;
}

export interface OpenFile extends Desk {
  readonly handle: Buffer;
}

/** Opens a file there for as long as `work` takes. */
export async function withFile<T>(
  { session, signal }: Desk,
  path: string,
  mode: "r" | "r+" | "w",
  work: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const handle = await session.ask<Buffer>((sftp, done) => sftp.open(path, mode, done), signal);
  let isClosed = false;
  try {
    const result = await work({ session, signal, handle });
    isClosed = true;
    // Some servers say only now that the disk is full.
    await session.ask<void>((sftp, done) => sftp.close(handle, (cause) => done(cause)), signal);
    return result;
  } finally {
    if (!isClosed && !session.lost.aborted) {
      // Not waited for: whatever went wrong is told now.
      session
        .ask<void>((sftp, done) => sftp.close(handle, (cause) => done(cause)), session.lost)
        .catch(() => undefined);
    }
  }
}

/** What lies at a path; `undefined` for nothing. */
export async function look({ session, signal }: Desk, path: string): Promise<Stats | undefined> {
  return await session
    .ask<Stats>((sftp, done) => sftp.stat(path, done), signal)
    .catch((cause: unknown) => {
      if (statusOf(cause) === status.noSuchFile) return undefined;
      throw cause;
    });
}

/** The bytes from 0 to `bytes`, in order. Ends early where the file does. */
export async function* readPieces(file: OpenFile, bytes: number): AsyncGenerator<Buffer> {
  const ahead: Promise<Buffer>[] = [];
  let next = 0;
  for (;;) {
    for (; next < bytes && ahead.length < AHEAD; next += PIECE_BYTES) {
      ahead.push(quiet(readAt(file, next, Math.min(PIECE_BYTES, bytes - next))));
    }
    const piece = await ahead.shift();
    if (piece === undefined || piece.length === 0) return;
    yield piece;
  }
}

export interface Writing {
  readonly body: Payload;
  /** Where in it to begin. */
  readonly start: number;
  readonly limit: TransferLimit | undefined;
}

/** Writes a payload from a place in it to its end. */
export async function writeFrom(file: OpenFile, { body, start, limit }: Writing): Promise<void> {
  const pieces = piecesOf(body, start);
  const ahead: Promise<void>[] = [];
  let at = start;
  for await (const piece of limit ? limited(pieces, limit, file.signal) : pieces) {
    ahead.push(quiet(writeAt(file, piece, at)));
    at += piece.length;
    if (ahead.length >= AHEAD) await ahead.shift();
  }
  for (const one of ahead) await one;
}

/** How many bytes lie there as they are in the file here, from the first one on. */
export async function sameBytes(file: OpenFile, body: Payload): Promise<number> {
  if (Buffer.isBuffer(body)) return 0;
  await using here = await open(body.path, "r");
  let same = 0;
  for await (const piece of readPieces(file, body.bytes)) {
    const own = Buffer.alloc(piece.length);
    const { bytesRead } = await here.read(own, 0, own.length, body.start + same);
    if (bytesRead !== own.length || !own.equals(piece)) return same;
    same += piece.length;
  }
  return same;
}

/** Waits until the file is on the disk there, where the server knows how to; SFTP itself has no word for it. */
export async function sync({ session, signal, handle }: OpenFile): Promise<void> {
  await session
    .ask<unknown>((sftp, done) => sftp.ext_openssh_fsync(handle, done), signal)
    .catch((cause: unknown) => {
      if (!isUnknownToServer(cause)) throw cause;
    });
}

/** Gives the file the time of the one here, if the server lets us: it then says that the copy is whole. */
export async function stamp({ session, signal, handle }: OpenFile, mtimeS: number): Promise<void> {
  const times = { atime: mtimeS, mtime: mtimeS };
  await session
    .ask<void>((sftp, done) => sftp.fsetstat(handle, times, (cause) => done(cause)), signal)
    .catch((cause: unknown) => {
      if (statusOf(cause) === undefined) throw cause;
    });
}

/** Deletes a file; one that is not there is no failure. */
export async function removeFile({ session, signal }: Desk, path: string): Promise<void> {
  await session
    .ask<void>((sftp, done) => sftp.unlink(path, (cause) => done(cause)), signal)
    .catch((cause: unknown) => {
      if (statusOf(cause) !== status.noSuchFile) throw cause;
    });
}

/** Makes the folders above a path, as far as they are not there. Others may make them at the same time. */
export async function makeFolders(desk: Desk, path: string): Promise<void> {
  const { session, signal } = desk;
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  if (folder === "") return;
  const found = await look(desk, folder);
  if (found?.isDirectory() === true) return;
  if (found) throw new Failure("unavailable", `A file lies where the storage needs the folder ${folder}.`);
  await makeFolders(desk, folder);
  try {
    await session.ask<void>((sftp, done) => sftp.mkdir(folder, (cause) => done(cause)), signal);
  } catch (cause) {
    if ((await look(desk, folder))?.isDirectory() !== true) throw cause;
  }
}

function piecesOf(body: Payload, start: number): AsyncIterable<Buffer> | Iterable<Buffer> {
  if (Buffer.isBuffer(body)) return [body.subarray(start)];
  if (start >= sizeOf(body)) return [];
  return createReadStream(body.path, {
    start: body.start + start,
    end: body.start + body.bytes - 1,
    highWaterMark: PIECE_BYTES,
  }) as AsyncIterable<Buffer>;
}

async function writeAt({ session, signal, handle }: OpenFile, piece: Buffer, at: number): Promise<void> {
  await session.ask<void>(
    (sftp, done) => sftp.write(handle, piece, 0, piece.length, at, (cause) => done(cause)),
    signal,
  );
}

/** A server may answer with less than it was asked for. */
async function readAt(file: OpenFile, at: number, length: number): Promise<Buffer> {
  const { session, signal, handle } = file;
  const piece = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const offset = filled;
    const bytes = await session
      .ask<number>(
        (sftp, done) => sftp.read(handle, piece, offset, length - offset, at + offset, done),
        signal,
      )
      .catch((cause: unknown) => {
        if (statusOf(cause) === status.endOfFile) return 0;
        throw cause;
      });
    if (bytes === 0) break;
    filled += bytes;
  }
  return piece.subarray(0, filled);
}

/** What nobody waits for any more may fail. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
