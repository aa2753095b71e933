import { setImmediate as breathe } from "node:timers/promises";
import type { ClipState } from "#domain/clip-state.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { ClipStore } from "#ports/state-store.ts";

const PAGE = 100;

/** All clips that the journal knows and that are not finished, newest first, a page at a time. */
export async function* unfinishedClips(
  store: Pick<ClipStore, "unfinished">,
  camera?: CameraSlug,
): AsyncGenerator<ClipState> {
  let beforeMs = Number.POSITIVE_INFINITY;
  let seen = new Set<string>();
  for (;;) {
    const only = { ...(camera && { camera }), ...(Number.isFinite(beforeMs) && { beforeMs }) };
    const page = await store.unfinished(PAGE, only);
    const fresh = page.filter(({ clip_id }) => !seen.has(clip_id));
    yield* fresh;
    const last = fresh.at(-1);
    if (last === undefined || page.length < PAGE) return;
    // Clips that began in the same millisecond may lie on both sides of the cut, so it is seen twice.
    beforeMs = Date.parse(last.start_ts) + 1;
    seen = new Set(page.map(({ clip_id }) => clip_id));
    // SQLite answers at once: without a pause a long journal would hold up the video.
    await breathe();
  }
}
