import { clipOf } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import { type DeleteParts, writeDown } from "./delete-clip.ts";
import type { Survey } from "./survey.ts";

/** So many of each kind are put right in one round. */
const CLIPS_MAX = 1000;

export interface ReconcileParts extends DeleteParts {
  readonly shelf: Pick<ClipShelf, "remove" | "has">;
}

/**
 * Brings the journal in line with the disk: what is gone (deleted by hand, or by a round that was cut off) is not
 * offered any more; what was called deleted but is there is offered again, and so is not forgotten there for ever.
 */
export async function reconcile(
  parts: ReconcileParts,
  { missing, strays }: Survey,
  signal: AbortSignal,
): Promise<void> {
  const { store, shelf, clock, log, onEvent } = parts;
  for (const { id } of missing.filter(({ isFinished }) => isFinished).slice(0, CLIPS_MAX)) {
    signal.throwIfAborted();
    const state = await store.get(id);
    if (!state || state.deleted_at !== null || (await shelf.has(clipOf(state)))) continue;
    log.info({ clip: id }, "clip was gone");
    await writeDown(parts, state, "Its file was gone.");
  }
  for (const id of strays.slice(0, CLIPS_MAX)) {
    signal.throwIfAborted();
    const state = await store.get(id);
    if (!state || state.deleted_at === null) continue;
    log.warn({ clip: id }, "deleted clip is on the disk");
    const event: ClipEvent = { clip_id: id, type: "clip_recovered", at: new Date(clock.now()).toISOString() };
    const back = { ...state, deleted_at: null };
    await store.record(back, event);
    onEvent(event, back);
  }
}
