import { setImmediate as breathe } from "node:timers/promises";
import type { ClipState } from "#domain/clip-state.ts";
import type { ClipPosition, ClipStore, UnfinishedFilter } from "#ports/state-store.ts";

const PAGE = 100;

/** All clips that the journal knows and that are not finished, newest first, a page at a time. */
export async function* unfinishedClips(
  store: Pick<ClipStore, "unfinished">,
  only: Omit<UnfinishedFilter, "after"> = {},
): AsyncGenerator<ClipState> {
  let after: ClipPosition | undefined;
  for (;;) {
    const page = await store.unfinished(PAGE, { ...only, ...(after && { after }) });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = { startedAtMs: Date.parse(last.start_ts), id: last.clip_id };
    // SQLite answers at once: without a pause a long journal would hold up the video.
    await breathe();
  }
}
