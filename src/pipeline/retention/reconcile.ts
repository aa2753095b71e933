import { setImmediate as breathe } from "node:timers/promises";
import { clipOf } from "#domain/clip-state.ts";
import type { ClipId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { KeptClip } from "#domain/kept-clip.ts";
import { type DeleteParts, writeDown } from "./delete-clip.ts";

/** Where journal and disk differ. */
export interface Differences {
  /** In the journal only, and finished. */
  readonly missing: readonly Pick<KeptClip, "id">[];
  /** On the disk only, as far as the journal's kept clips tell. */
  readonly strays: readonly ClipId[];
}

/**
 * Brings the journal in line with the disk: what is gone (deleted by hand, or by a round that was cut off) is not
 * offered any more; what was called deleted but is there is offered again, and so is not forgotten there for ever.
 */
export async function reconcile(
  parts: DeleteParts,
  { missing, strays }: Differences,
  signal: AbortSignal,
): Promise<void> {
  const { store, shelf, clock, log, onEvent } = parts;
  for (const { id } of missing) {
    signal.throwIfAborted();
    await breathe();
    const state = await store.get(id);
    if (!state || state.deleted_at !== null || (await shelf.has(clipOf(state)))) continue;
    log.info({ clip: id }, "clip was gone");
    await writeDown(parts, state, "Its file was gone.");
  }
  for (const id of strays) {
    signal.throwIfAborted();
    await breathe();
    const state = await store.get(id);
    if (!state || state.deleted_at === null) continue;
    log.warn({ clip: id }, "deleted clip is on the disk");
    const event: ClipEvent = { clip_id: id, type: "clip_recovered", at: new Date(clock.now()).toISOString() };
    const back = { ...state, deleted_at: null };
    await store.record(back, event);
    onEvent(event, back);
  }
}
