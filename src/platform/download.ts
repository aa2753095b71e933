import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "#domain/failure.ts";

/** For the whole file; 36 MB at 0.5 Mbit/s take 10 minutes. */
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;

/** A file whose size and content are known beforehand. */
export interface KnownFile {
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Whether the file lies there, whole and unchanged. */
export async function hasFile(path: string, { bytes, sha256 }: KnownFile): Promise<boolean> {
  const size = await stat(path).then(
    (found) => found.size,
    () => -1,
  );
  if (size !== bytes) return false;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex") === sha256;
}

/**
 * Downloads a file under a temporary name, checks size and checksum, and only then gives it its name. Throws
 * `Failure("unavailable")` with a sentence; nothing is left behind then.
 */
export async function download(path: string, file: KnownFile, signal: AbortSignal): Promise<void> {
  const part = `${path}.part`;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
  try {
    await mkdir(dirname(path), { recursive: true });
    await fetchInto(part, file, deadline);
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    if (signal.aborted) throw new Failure("aborted", "The download was stopped.", { cause });
    if (cause instanceof Failure) throw cause;
    throw new Failure("unavailable", `${hostOf(file.url)} could not be reached or broke off.`, { cause });
  }
}

async function fetchInto(
  part: string,
  { url, bytes, sha256 }: KnownFile,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) {
    throw new Failure("unavailable", `${hostOf(url)} answered ${response.status}.`);
  }
  await using target = await open(part, "w");
  const hash = createHash("sha256");
  let received = 0;
  for await (const chunk of response.body) {
    received += chunk.byteLength;
    if (received > bytes) throw wrongFile(url);
    hash.update(chunk);
    await target.writeFile(chunk).catch((cause: unknown) => {
      throw new Failure("unavailable", "The file could not be written. Is the disk full?", { cause });
    });
  }
  if (received !== bytes || hash.digest("hex") !== sha256) throw wrongFile(url);
  await target.sync();
}

const wrongFile = (url: string): Failure =>
  new Failure("unavailable", `${hostOf(url)} sent another file than the expected one.`);

const hostOf = (url: string): string => new URL(url).host;
