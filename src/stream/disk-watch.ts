import { mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import { DiskTooSlow } from "./clip-file.ts";

const RETRY_MS = 5000;
/** Less free space than this is not worth beginning again for. */
const FREE_BYTES_MIN = 32 * 1024 * 1024;
const PROBLEM_KEY = "disk";

export interface DiskWatchOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  problem(key: string, sentence?: string): void;
  /** Writing works again. */
  onWell?(): void;
  /** For tests: `FREE_BYTES_MIN` otherwise. */
  readonly freeBytesMin?: number;
}

/** After a failed write: says so, and looks every few seconds whether writing works again. */
export interface DiskWatch extends AsyncDisposable {
  readonly isBlocked: boolean;
  failed(cause: unknown): void;
}

export function openDiskWatch(options: DiskWatchOptions): DiskWatch {
  const { folder, clock, log, problem } = options;
  const closing = new AbortController();
  let checking: Promise<void> | undefined;

  const check = async () => {
    do await clock.sleep(RETRY_MS, closing.signal);
    while (!(await isWritable(folder, options.freeBytesMin ?? FREE_BYTES_MIN)));
    problem(PROBLEM_KEY);
    log.info({}, "clips can be written again");
    checking = undefined;
    options.onWell?.();
  };

  return {
    get isBlocked() {
      return checking !== undefined;
    },
    failed(cause) {
      const code = codeOf(cause);
      log.error({ code }, "clip cannot be written");
      problem(PROBLEM_KEY, sentenceOf(code));
      // Only our own closing ends it early.
      checking ??= check().catch(() => {});
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await checking;
    },
  };
}

const full =
  "The disk is full, so nothing can be recorded. Free some space; recording then goes on by itself.";
const sentences: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: "The media folder cannot be written to, so nothing can be recorded. Check the disk for faults.",
  EACCES: "Writing to the media folder is not allowed, so nothing can be recorded. Check its permissions.",
  TOO_SLOW: "The disk is too slow to keep up with the cameras, so clips have gaps. Use a faster disk.",
};

function sentenceOf(code: string): string {
  return sentences[code] ?? `Clips cannot be written (${code}), so nothing can be recorded. Check the disk.`;
}

function codeOf(cause: unknown): string {
  if (cause instanceof DiskTooSlow) return "TOO_SLOW";
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown fault";
}

async function isWritable(folder: string, freeBytesMin: number): Promise<boolean> {
  const probe = join(folder, ".writable.tmp");
  try {
    await mkdir(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    await writeFile(probe, "probe");
    await rm(probe, { force: true });
    return bavail * bsize >= freeBytesMin;
  } catch {
    return false;
  }
}
