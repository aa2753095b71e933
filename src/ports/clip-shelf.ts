import type { Clip } from "#domain/clip.ts";
import type { CameraSlug, ClipId } from "#domain/ids.ts";
import type { DiskSpace } from "#domain/retention-need.ts";
import type { Sidecar } from "#domain/sidecar.ts";

export interface FoundClip {
  readonly clip: Clip;
  /** What lies beside it, as far as it fits. */
  readonly sidecar: Sidecar | undefined;
}

/** The clips that lie on this disk, whatever the journal says. Throws `Failure` where the disk cannot be read. */
export interface ClipShelf {
  /** Ids of the finished clips that were last written before `beforeMs` (Unix ms), newest first. */
  ids(beforeMs: number, signal: AbortSignal): AsyncIterable<ClipId>;
  /** Ids of all finished clips, or of one camera's, by the names of their files alone: fast, in no order. */
  names(signal: AbortSignal, camera?: CameraSlug): Promise<Set<ClipId>>;
  /** Cameras that have a folder. */
  cameras(): Promise<readonly CameraSlug[]>;
  /** Whether not one finished clip is there. */
  isEmpty(signal: AbortSignal): Promise<boolean>;
  /** The clip as its files tell, or `undefined` if it is gone or empty. */
  read(id: ClipId): Promise<FoundClip | undefined>;
  /** Writes what is known of a clip beside it: after a power cut the whole text is there, or the one before. */
  describe(sidecar: Sidecar): Promise<void>;
  /** Whether the clip's file is where it should be. */
  has(clip: Clip): Promise<boolean>;
  /**
   * Deletes what lies on this shelf of a clip, the video last: as long as that is there, it was not deleted. What is
   * gone already is no failure.
   */
  remove(id: ClipId): Promise<void>;
  /** Of the disk below. */
  space(): Promise<DiskSpace>;
}
