import type { Clip } from "#domain/clip.ts";
import type { ClipId } from "#domain/ids.ts";

/** The clips that lie on this disk, whatever the journal says. Throws `Failure` where the disk cannot be read. */
export interface ClipShelf {
  /** Ids of the finished clips that were last written before `beforeMs` (Unix ms), newest first. */
  ids(beforeMs: number, signal: AbortSignal): AsyncIterable<ClipId>;
  /** The clip as its files tell, or `undefined` if it is gone or empty. */
  read(id: ClipId): Promise<Clip | undefined>;
  /** Whether the clip's file is where it should be. */
  has(clip: Clip): Promise<boolean>;
}
