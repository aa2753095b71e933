import { type ClipState, clipOf } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { holdOf, keptClipOf } from "#domain/kept-clip.ts";
import type { Deletion } from "#domain/retention.ts";
import type { RetentionRules } from "#domain/retention-settings.ts";
import { causeSentence } from "#domain/retention-words.ts";
import { attempt } from "#pipeline/attempt.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipStore } from "#ports/state-store.ts";

const WRITE_TIMEOUT_MS = 10_000;

export interface DeleteParts {
  readonly store: Pick<ClipStore, "get" | "record">;
  readonly shelf: Pick<ClipShelf, "remove" | "has">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly rules: RetentionRules;
  onEvent(event: ClipEvent, state: ClipState): void;
}

/** `kept`: it has become worth keeping since it was planned. `missing`: its file is not where it should be. */
export type Deleted = "deleted" | "not written" | "kept" | "missing";

/**
 * Deletes one clip.
 *
 * First the files, then the journal: on a full disk nothing can be written down before something is gone. Cut off
 * between, the next comparison finds the clip missing and writes it down. What is missing is left to that too: it may be
 * the disk that went away.
 */
export async function deleteClip(parts: DeleteParts, { clip, cause }: Deletion): Promise<Deleted> {
  const { store, shelf, clock, log, rules } = parts;
  const state = await store.get(clip.id);
  if (!state || state.deleted_at !== null) return "kept";
  if (holdOf(keptClipOf(state), clock.now(), rules) !== undefined) return "kept";
  if (!(await shelf.has(clipOf(state)))) return "missing";

  await shelf.remove(clip.id);
  const reason = causeSentence(clip, cause);
  log.info({ clip: clip.id, bytes: clip.bytes, reason }, "clip deleted");
  return (await writeDown(parts, state, reason)) ? "deleted" : "not written";
}

/** That the files of a clip are gone. Failing to write it is no harm: the next comparison sees it again. */
export async function writeDown(parts: DeleteParts, state: ClipState, reason: string): Promise<boolean> {
  const { store, clock, log, onEvent } = parts;
  const at = new Date(clock.now()).toISOString();
  const event: ClipEvent = { clip_id: state.clip_id, type: "clip_deleted", at, reason };
  const deleted = { ...state, deleted_at: at };
  onEvent(event, deleted);
  const limits = { clock, timeoutMs: WRITE_TIMEOUT_MS, signal: NEVER };
  const written = await attempt(limits, () => store.record(deleted, event));
  if (!written.ok) log.warn({ clip: state.clip_id, reason: written.error.message }, "deletion not written");
  return written.ok;
}

/** A deletion is written down during the shutdown too: it takes a millisecond. */
const NEVER = new AbortController().signal;
