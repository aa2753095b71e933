import { setImmediate as breathe } from "node:timers/promises";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipArchive, ClipStore } from "#ports/state-store.ts";
import type { Admission } from "./admission.ts";
import { attempt } from "./attempt.ts";
import { readKept } from "./kept-clips.ts";
import { unfinishedClips } from "./unfinished.ts";

const RECOVER_TIMEOUT_MS = 30 * 60_000;
const PROBLEM = "recovery";

/** Where copies go now. */
export interface CopyPlace {
  /** Of the addresses there: `webdav`, `s3`, … */
  readonly scheme: string;
  readonly archive: Pick<ClipArchive, "kept">;
}

export interface RecoverOptions {
  readonly admission: Pick<Admission, "resume" | "rebuild" | "has">;
  readonly store: Pick<ClipStore, "get" | "unfinished">;
  readonly shelf: ClipShelf;
  readonly clock: Clock;
  readonly log: Logger;
  /** Files written later belong to this run of the app and are handed in by their source. */
  readonly openedAtMs: number;
  /** Missing where clips are kept here alone. */
  readonly copies?: CopyPlace | undefined;
  problem(key: string, sentence?: string): void;
}

/**
 * Takes up what an earlier run has left: first what the journal knows, then what only the disk knows,
 * and last what is stored, but not where copies go now.
 */
export async function recover(options: RecoverOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, problem } = options;
  const limits = { clock, timeoutMs: RECOVER_TIMEOUT_MS, signal };
  const resumed = await attempt(limits, (both) => resumeKnown(options, both));
  const rebuilt = await attempt(limits, (both) => rebuildUnknown(options, both));
  const wanted = await attempt(limits, (both) => copyAnew(options, both));

  const failed = [resumed, rebuilt, wanted].find((step) => !step.ok && step.error.kind !== "aborted");
  if (failed && !failed.ok) {
    log.error({ err: failed.error.cause }, "recovery failed");
    problem(PROBLEM, `Clips of an earlier run could not all be taken up again: ${failed.error.message}`);
    return;
  }
  problem(PROBLEM);
  const counts = { resumed: resumed.ok && resumed.value, rebuilt: rebuilt.ok && rebuilt.value };
  log.info({ ...counts, copiedAnew: wanted.ok && wanted.value }, "recovered");
}

async function resumeKnown({ admission, store }: RecoverOptions, signal: AbortSignal): Promise<number> {
  let count = 0;
  for await (const { clip_id } of unfinishedClips(store)) {
    signal.throwIfAborted();
    if (admission.has(clip_id)) continue;
    await admission.resume(clip_id, true);
    count += 1;
  }
  return count;
}

async function rebuildUnknown(options: RecoverOptions, signal: AbortSignal): Promise<number> {
  const { admission, store, shelf, openedAtMs } = options;
  let count = 0;
  for await (const id of shelf.ids(openedAtMs, signal)) {
    signal.throwIfAborted();
    await breathe();
    if (admission.has(id) || (await store.get(id))) continue;
    const clip = await shelf.read(id);
    if (!clip) continue;
    await admission.rebuild(clip);
    count += 1;
  }
  return count;
}

/** The owner has changed the storage: what an earlier one holds goes to this one too, the newest first. */
async function copyAnew({ admission, copies }: RecoverOptions, signal: AbortSignal): Promise<number> {
  if (!copies) return 0;
  const kept = await readKept(copies.archive, signal);
  let count = 0;
  for (const { id, copy, scheme } of kept.toReversed()) {
    if (copy !== "stored" || scheme === copies.scheme || admission.has(id)) continue;
    signal.throwIfAborted();
    await breathe();
    await admission.resume(id, true);
    count += 1;
  }
  return count;
}
