import { setImmediate as breathe } from "node:timers/promises";
import { z } from "zod";
import { LOCAL_PLACE } from "#domain/clip-state.ts";
import type { ClipId } from "#domain/ids.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipStore, SettingStore } from "#ports/state-store.ts";
import type { Admission } from "./admission.ts";
import { attempt } from "./attempt.ts";
import { unfinishedClips } from "./unfinished.ts";

const RECOVER_TIMEOUT_MS = 30 * 60_000;
const PROBLEM = "recovery";

/** The places that every clip on the disk has been offered to. */
const SETTING = "copies.places";
const Places = z.array(z.string()).max(100);
/** Rows that are read at once where all are looked at. */
const PAGE = 100;

export interface RecoverOptions {
  readonly admission: Pick<Admission, "resume" | "rebuild" | "has">;
  readonly store: Pick<ClipStore, "get" | "list" | "unfinished">;
  readonly shelf: ClipShelf;
  readonly clock: Clock;
  readonly log: Logger;
  /** Files written later belong to this run of the app and are handed in by their source. */
  readonly openedAtMs: number;
  readonly settings: SettingStore;
  /** Where clips are kept now. */
  readonly places: readonly string[];
  problem(key: string, sentence?: string): void;
}

/**
 * Takes up what an earlier run has left: first what the journal knows, then what only the disk knows,
 * and last what is stored, but not at all places of now.
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
    const found = await shelf.read(id);
    if (!found) continue;
    await admission.rebuild(found);
    count += 1;
  }
  return count;
}

/** The owner has named a new place: what lies here goes there too. All are looked at only then. */
async function copyAnew(options: RecoverOptions, signal: AbortSignal): Promise<number> {
  const { admission, places, settings } = options;
  const known = Places.safeParse(await settings.read(SETTING)).data ?? [];
  const isNew = places.some((place) => place !== LOCAL_PLACE && !known.includes(place));
  let count = 0;
  if (isNew) {
    for await (const id of keptClips(options)) {
      signal.throwIfAborted();
      if (admission.has(id)) continue;
      await admission.resume(id, true);
      if (admission.has(id)) count += 1;
    }
  }
  // Last: after a kill in between all are looked at once more.
  if (isNew || known.length !== places.length) await settings.write(SETTING, places);
  return count;
}

/** Of all clips that were not deleted, newest first, those whose copies were made. */
async function* keptClips({ store }: RecoverOptions): AsyncGenerator<ClipId> {
  let page = await store.list({ keptOnly: true, limit: PAGE });
  for (let last = page.at(-1); last; last = page.at(-1)) {
    for (const { clip_id, stages } of page) if (stages.upload.status === "ok") yield clip_id;
    // SQLite answers at once: without a pause a long journal would hold up the video.
    await breathe();
    const after = { startedAtMs: Date.parse(last.start_ts), id: last.clip_id };
    page = await store.list({ keptOnly: true, limit: PAGE, after });
  }
}
