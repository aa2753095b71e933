import { setImmediate as breathe } from "node:timers/promises";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipStore } from "#ports/state-store.ts";
import type { Admission } from "./admission.ts";
import { attempt } from "./attempt.ts";
import { unfinishedClips } from "./unfinished.ts";

const RECOVER_TIMEOUT_MS = 30 * 60_000;
const PROBLEM = "recovery";

export interface RecoverOptions {
  readonly admission: Pick<Admission, "resume" | "rebuild" | "has">;
  readonly store: Pick<ClipStore, "get" | "unfinished">;
  readonly shelf: ClipShelf;
  readonly clock: Clock;
  readonly log: Logger;
  /** Files written later belong to this run of the app and are handed in by their source. */
  readonly openedAtMs: number;
  problem(key: string, sentence?: string): void;
}

/** Takes up what an earlier run has left: first what the journal knows, then what only the disk knows. */
export async function recover(options: RecoverOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, problem } = options;
  const limits = { clock, timeoutMs: RECOVER_TIMEOUT_MS, signal };
  const resumed = await attempt(limits, (both) => resumeKnown(options, both));
  const rebuilt = await attempt(limits, (both) => rebuildUnknown(options, both));

  const failed = [resumed, rebuilt].find((step) => !step.ok && step.error.kind !== "aborted");
  if (failed && !failed.ok) {
    log.error({ err: failed.error.cause }, "recovery failed");
    problem(PROBLEM, `Clips of an earlier run could not all be taken up again: ${failed.error.message}`);
    return;
  }
  problem(PROBLEM);
  log.info({ resumed: resumed.ok && resumed.value, rebuilt: rebuilt.ok && rebuilt.value }, "recovered");
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
