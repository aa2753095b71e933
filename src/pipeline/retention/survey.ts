import { setImmediate as breathe } from "node:timers/promises";
import type { ClipId } from "#domain/ids.ts";
import type { KeptClip } from "#domain/kept-clip.ts";
import type { DiskSpace } from "#domain/retention.ts";
import { readKept } from "#pipeline/kept-clips.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { ClipArchive } from "#ports/state-store.ts";

/** Compared with the disk without a pause. */
const ROWS_AT_ONCE = 5000;

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
  const rows = await readKept(archive, signal);
  const left = await shelf.names(signal);
  const clips: KeptClip[] = [];
  const missing: KeptClip[] = [];
  for (const [index, row] of rows.entries()) {
    if (left.delete(row.id)) clips.push(row);
    else missing.push(row);
    if (index % ROWS_AT_ONCE === 0) await breathe();
  }
  // Not one clip is there: then most likely the disk is not, and the journal must not forget them all.
  return { clips, missing: clips.length === 0 ? [] : missing, strays: [...left], disk: await shelf.space() };
}
