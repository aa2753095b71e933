import { setImmediate as breathe } from "node:timers/promises";
import type { ClipId } from "#domain/ids.ts";
import type { KeptClip } from "#domain/kept-clip.ts";
import type { DiskSpace } from "#domain/retention.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { ClipArchive } from "#ports/state-store.ts";

/** About a millisecond of SQLite. */
const PAGE = 500;
/** More clips than this are not looked at in one round: the oldest come first. */
const CLIPS_MAX = 2_000_000;

export interface Survey {
  /** On the disk and in the journal, oldest first. */
  readonly clips: readonly KeptClip[];
  /** In the journal only. */
  readonly missing: readonly KeptClip[];
  /** On the disk only, or not finished. */
  readonly strays: readonly ClipId[];
  readonly disk: DiskSpace;
}

export interface SurveyParts {
  readonly archive: Pick<ClipArchive, "kept">;
  readonly shelf: Pick<ClipShelf, "names" | "space">;
}

/** Compares the journal with the disk. The journal first: what comes meanwhile must not look as if its file were gone. */
export async function survey({ archive, shelf }: SurveyParts, signal: AbortSignal): Promise<Survey> {
  const rows: KeptClip[] = [];
  for (;;) {
    signal.throwIfAborted();
    const page = await archive.kept(PAGE, rows.at(-1));
    rows.push(...page);
    if (page.length === 0 || rows.length >= CLIPS_MAX) break;
    // SQLite answers at once: without a pause a long journal would hold up the video.
    await breathe();
  }
  const names = await shelf.names(signal);
  const known = new Set(rows.map(({ id }) => id));
  const clips = rows.filter(({ id }) => names.has(id));
  return {
    clips,
    // Not one clip is there: then most likely the disk is not, and the journal must not forget them all.
    missing: clips.length === 0 ? [] : rows.filter(({ id }) => !names.has(id)),
    strays: [...names].filter((id) => !known.has(id)),
    disk: await shelf.space(),
  };
}
