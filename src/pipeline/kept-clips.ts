import { setImmediate as breathe } from "node:timers/promises";
import type { KeptClip } from "#domain/kept-clip.ts";
import type { ClipArchive } from "#ports/state-store.ts";

/** About a millisecond of SQLite. */
const PAGE = 500;
/** More clips than this are not looked at: the oldest come first. */
const CLIPS_MAX = 2_000_000;

/** All clips that were not deleted, as the journal has them, oldest first. */
export async function readKept(
  archive: Pick<ClipArchive, "kept">,
  signal: AbortSignal,
): Promise<readonly KeptClip[]> {
  const clips: KeptClip[] = [];
  for (;;) {
    signal.throwIfAborted();
    const page = await archive.kept(PAGE, clips.at(-1));
    clips.push(...page);
    if (page.length === 0 || clips.length >= CLIPS_MAX) return clips;
    // SQLite answers at once: without a pause a long journal would hold up the video.
    await breathe();
  }
}
