import { advance } from "#domain/clip-progress.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { type CopyLimit, expiryOfCopy } from "#domain/copy-limits.ts";
import type { ClipId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { attempt, type Trouble } from "#pipeline/attempt.ts";
import { slept } from "#pipeline/retry.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipArchive, ClipStore } from "#ports/state-store.ts";

/** How often copies elsewhere are looked at: they are kept for days. */
export const REMOTE_EVERY_MS = 24 * 60 * 60_000;
/** Deleted at one place in one round; the next one goes on. */
export const COPIES_MAX = 5000;
const PAGE = 200;
const REMOVE_TIMEOUT_MS = 60_000;
/** After so many in a row that fail, it is the place and not the clip. */
const FAILURES_MAX = 3;

export interface RemoteParts {
  readonly store: Pick<ClipStore, "get" | "record">;
  readonly archive: Pick<ClipArchive, "copies">;
  /** Only those where copies do not stay for ever. */
  readonly places: readonly {
    readonly storage: Pick<ClipStorage, "place" | "remove">;
    readonly keepMs: number;
  }[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Nothing is deleted for its age while the clock may be wrong. */
  isClockInDoubt(): boolean;
  problem(key: string, sentence?: string): void;
  onEvent(event: ClipEvent, state: ClipState): void;
}

/** Deletes old copies elsewhere once a day. Disposing ends it between two clips. */
export function openRemoteRetention(parts: RemoteParts): AsyncDisposable {
  const stop = new AbortController();
  const run = async () => {
    while (parts.places.length > 0 && !stop.signal.aborted) {
      await runRemoteRound(parts, stop.signal);
      await slept(parts.clock, REMOTE_EVERY_MS, stop.signal);
    }
  };
  const ended = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

/** Deletes what is too old at each place; what fails is tried again the next day, and told. */
export async function runRemoteRound(parts: RemoteParts, signal: AbortSignal): Promise<void> {
  for (const { storage, keepMs } of parts.places) {
    if (parts.isClockInDoubt()) return;
    const trouble = await clearPlace(parts, storage, { place: storage.place, keepMs }, signal);
    if (signal.aborted) return;
    if (trouble) parts.log.warn({ place: storage.place, err: trouble.cause }, "old copies not deleted");
    const sentence = trouble && `Old copies at ${storage.place} cannot be deleted: ${trouble.message}`;
    parts.problem(`retention.${storage.place}`, sentence);
  }
}

async function clearPlace(
  parts: RemoteParts,
  storage: Pick<ClipStorage, "remove">,
  limit: CopyLimit,
  signal: AbortSignal,
): Promise<Trouble | undefined> {
  const limits = { clock: parts.clock, timeoutMs: REMOVE_TIMEOUT_MS, signal };
  let failures = 0;
  let trouble: Trouble | undefined;
  let count = 0;
  for await (const id of oldCopies(parts, limit)) {
    if (signal.aborted || count === COPIES_MAX) break;
    const removed = await attempt(limits, (deadline) => removeCopy(parts, storage, limit, id, deadline));
    failures = removed.ok ? 0 : failures + 1;
    if (!removed.ok) trouble = removed.error;
    else if (removed.value) count += 1;
    if (failures === FAILURES_MAX) break;
  }
  if (count > 0) parts.log.info({ place: limit.place, copies: count }, "old copies deleted");
  return trouble;
}

/** Those that ended before the limit, the oldest first. */
async function* oldCopies(
  { archive, clock }: RemoteParts,
  { place, keepMs }: CopyLimit,
): AsyncGenerator<ClipId> {
  const beforeMs = clock.now() - keepMs;
  let page = await archive.copies(place, PAGE);
  while (page.length > 0) {
    for (const { id, endedAtMs } of page) {
      if (endedAtMs >= beforeMs) return;
      yield id;
    }
    page = await archive.copies(place, PAGE, page.at(-1));
  }
}

/**
 * First the copy, then the journal: cut off between, it is deleted once more, which is no failure. The clip is looked at
 * right before; whether it did.
 */
async function removeCopy(
  { store, clock, onEvent }: RemoteParts,
  storage: Pick<ClipStorage, "remove">,
  limit: CopyLimit,
  id: ClipId,
  signal: AbortSignal,
): Promise<boolean> {
  const before = await store.get(id);
  const reason = before && expiryOfCopy(before, limit, clock.now());
  const uri = before?.copies[limit.place]?.uri;
  if (reason === undefined || uri === undefined) return false;

  await storage.remove(uri, signal);
  // What has changed meanwhile stays as it is.
  const now = await store.get(id);
  const at = new Date(clock.now()).toISOString();
  const event: ClipEvent = { clip_id: id, type: "copy_deleted", at, place: limit.place, reason };
  const after = now && advance(now, event);
  if (!after) return false;
  await store.record(after, event);
  onEvent(event, after);
  return true;
}
