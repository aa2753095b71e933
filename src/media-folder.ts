import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { failureMessage } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";

const RETRY_MS = 5000;
const PROBLEM = "media";
const PROBE = ".writable.tmp";
/** The recorder and retention know what to do about a disk that is only full. */
const fullCodes: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

export interface MediaFolderParts {
  readonly mediaDir: string;
  readonly clock: Clock;
  problem(key: string, sentence?: string): void;
}

/**
 * Waits until clips can be written, and tells the owner meanwhile: a disk may come later than the app, or only be
 * readable. Before that nothing may record, as what an earlier run has left could no longer be told from what is new.
 */
export async function waitForMediaFolder(
  { mediaDir, clock, problem }: MediaFolderParts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const cause = await tryWriting(mediaDir);
    if (cause === undefined) return problem(PROBLEM);
    problem(
      PROBLEM,
      `The media folder ${mediaDir} cannot be written, so nothing is recorded: ${failureMessage(cause)}. Check the disk and its permissions; Porchlight goes on by itself.`,
    );
    await clock.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}

async function tryWriting(mediaDir: string): Promise<unknown> {
  const probe = join(mediaDir, PROBE);
  try {
    await mkdir(mediaDir, { recursive: true });
    await writeFile(probe, "probe");
    await rm(probe, { force: true });
    return undefined;
  } catch (cause) {
    return cause instanceof Error && "code" in cause && fullCodes.has(String(cause.code)) ? undefined : cause;
  }
}
