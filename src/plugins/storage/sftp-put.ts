import { stat } from "node:fs/promises";
import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import { type Payload, sizeOf } from "#platform/transfer.ts";
import type { TransferLimit } from "#platform/transfer-limit.ts";
import { full, isUnknownToServer, status, statusOf } from "./sftp-failure.ts";
import {
  type Desk,
  look,
  makeFolders,
  type OpenFile,
  removeFile,
  sameBytes,
  stamp,
  sync,
  withFile,
  writeFrom,
} from "./sftp-files.ts";

/** A part that is shorter is sent again rather than read. */
const RESUME_BYTES_MIN = 1024 * 1024;
/** A disk with less is full: a server does not say why it could not write. */
const FREE_BYTES_MIN = 1024 * 1024;

export interface Sending {
  /** For sentences. */
  readonly host: string;
  readonly path: string;
  readonly body: Payload;
  readonly limit: TransferLimit | undefined;
}

/** Where a file lies until it is whole. */
export function halfOf(path: string): string {
  return `${path}.uploading`;
}

/** Puts one file there, as `RemotePlace.put` promises. */
export async function putFile(desk: Desk, sending: Sending): Promise<void> {
  const { path, body, host } = sending;
  try {
    const mtimeS = Buffer.isBuffer(body) ? undefined : Math.floor((await stat(body.path)).mtimeMs / 1000);
    if (mtimeS !== undefined && (await isThere(desk, sending, mtimeS))) return;
    const half = halfOf(path);
    const mode = (await canGoOn(desk, half, body)) ? "r+" : "w";
    const write = () => withFile(desk, half, mode, (file) => fill(file, sending, mtimeS));
    await write().catch(async (cause: unknown) => {
      if (statusOf(cause) !== status.noSuchFile) throw cause;
      await makeFolders(desk, path);
      await write();
    });
    await giveName(desk, half, path);
  } catch (cause) {
    if (statusOf(cause) === status.failure && (await isFull(desk, path))) throw full(host, cause);
    throw cause;
  }
}

/**
 * Whether the file lies there whole. Nothing gets this name before it is, so length and time suffice; a file with another
 * time (a server that sets its own, a clip that was brought back) is read and compared.
 */
async function isThere(desk: Desk, { path, body }: Sending, mtimeS: number): Promise<boolean> {
  const found = await look(desk, path);
  if (found?.isFile() !== true || found.size !== sizeOf(body)) return false;
  if (found.mtime === mtimeS) return true;
  const isSame = withFile(desk, path, "r", async (file) => {
    if ((await sameBytes(file, body)) !== found.size) return false;
    await stamp(file, mtimeS);
    return true;
  });
  return await unlessUnreadable(isSame, false);
}

async function canGoOn(desk: Desk, half: string, body: Payload): Promise<boolean> {
  const bytes = sizeOf(body);
  if (Buffer.isBuffer(body) || bytes < RESUME_BYTES_MIN) return false;
  const found = await look(desk, half);
  return found !== undefined && found.size >= RESUME_BYTES_MIN && found.size <= bytes;
}

/** What lies there already is read and compared: after a crash of the server not all of it need have reached its disk. */
async function fill(
  file: OpenFile,
  { host, body, limit }: Sending,
  mtimeS: number | undefined,
): Promise<void> {
  const { size } = await sizeThere(file);
  const start = size === 0 ? 0 : await unlessUnreadable(sameBytes(file, body), 0);
  await writeFrom(file, { body, start, limit });
  await sync(file);
  if (mtimeS !== undefined) await stamp(file, mtimeS);
  const { size: arrived } = await sizeThere(file);
  if (arrived !== sizeOf(body)) {
    throw new Failure("unavailable", `${host} kept another file than the one that was sent.`);
  }
}

/** Some let files be brought, but not be read. */
async function unlessUnreadable<T>(promise: Promise<T>, otherwise: T): Promise<T> {
  return await promise.catch((cause: unknown) => {
    if (statusOf(cause) === status.permissionDenied) return otherwise;
    throw cause;
  });
}

async function sizeThere({ session, signal, handle }: OpenFile): Promise<{ readonly size: number }> {
  return await session.ask((sftp, done) => sftp.fstat(handle, done), signal);
}

/** SFTP's own renaming replaces nothing. OpenSSH's does, in one step; elsewhere there is no file for a moment. */
async function giveName(desk: Desk, half: string, path: string): Promise<void> {
  const { session, signal } = desk;
  try {
    await session.ask<void>((sftp, done) => {
      sftp.ext_openssh_rename(half, path, (cause) => done(cause));
    }, signal);
  } catch (cause) {
    if (!isUnknownToServer(cause)) throw cause;
    await removeFile(desk, path);
    await session.ask<void>((sftp, done) => sftp.rename(half, path, (why) => done(why)), signal);
  }
}

const Space = z.object({ f_frsize: z.number(), f_bavail: z.number() });

async function isFull({ session, signal }: Desk, path: string): Promise<boolean> {
  const folder = path.slice(0, path.lastIndexOf("/")) || ".";
  const answer = await session
    .ask<unknown>((sftp, done) => sftp.ext_openssh_statvfs(folder, done), signal)
    .catch(() => undefined);
  const space = Space.safeParse(answer).data;
  return space !== undefined && space.f_bavail * space.f_frsize < FREE_BYTES_MIN;
}
