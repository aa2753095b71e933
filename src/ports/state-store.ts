import type { ClipState } from "#domain/clip-state.ts";
import type { CameraSlug, ClipId, HappeningId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { KeptClip, KeptGroup } from "#domain/kept-clip.ts";
import type { EndPosition } from "#domain/retention-queue.ts";
import type { ClipJournal } from "./clip-journal.ts";

/** Where a clip stands in a list by time; clips of one millisecond stand in the order of their ids. */
export interface ClipPosition {
  /** Unix ms. */
  readonly startedAtMs: number;
  readonly id: ClipId;
}

export interface ClipQuery {
  readonly camera?: CameraSlug;
  /** Only clips that began before this (Unix ms). */
  readonly beforeMs?: number;
  /** Only clips that are listed after this one: the next page. */
  readonly after?: ClipPosition;
  /** Only clips whose decision was to notify. */
  readonly alertsOnly?: boolean;
  /** Only the clips of one happening. */
  readonly happening?: HappeningId;
  /** Only clips whose video was not deleted. */
  readonly keptOnly?: boolean;
  /** 1 to 200. */
  readonly limit: number;
}

export interface UnfinishedFilter {
  readonly camera?: CameraSlug;
  /** Only clips that are listed after this one: the next page. */
  readonly after?: ClipPosition;
  /** Only clips whose decision was to notify. */
  readonly alertsOnly?: boolean;
}

/** What the box remembers of its clips. Rows that no longer parse are skipped and logged, never fatal. */
export interface ClipStore {
  /**
   * Writes the state and appends the event, both or neither. The star stays as it is; and a clip that was deleted stays
   * deleted, unless the event says that it was captured or recovered.
   */
  record(state: ClipState, event: ClipEvent): Promise<void>;
  get(id: ClipId): Promise<ClipState | undefined>;
  /** Newest first. */
  list(query: ClipQuery): Promise<readonly ClipState[]>;
  /** Oldest first. */
  events(id: ClipId): Promise<readonly ClipEvent[]>;
  /** Clips that are neither done nor given up, newest first, at most `limit`. */
  unfinished(limit: number, only?: UnfinishedFilter): Promise<readonly ClipState[]>;
  /** Happenings with a clip whose decision was to notify and that began at or after `sinceMs` (Unix ms). */
  countAlerts(sinceMs: number): Promise<number>;
}

/** How long the stories of deleted clips are kept, and how many. */
export interface StoryLimits {
  readonly beforeMs: number;
  readonly keep: number;
}

export interface CopyPosition extends EndPosition {
  readonly id: ClipId;
}

/** Which clips lie on the disk, for retention: those that were not deleted. */
export interface ClipArchive {
  /**
   * All of them, counted; quick, however many there are. Groups without a clip are left out. `recent` counts those that
   * ended within `RECENT_MS` of `nowMs`.
   */
  groups(nowMs: number): Promise<readonly KeptGroup[]>;
  /** The clips of a group in the order in which they ended, a page after this place. */
  page(group: KeptGroup, limit: number, after?: EndPosition): Promise<readonly KeptClip[]>;
  /** One by one, oldest first, a page after this one. Reads whole rows: not for every round. */
  kept(limit: number, after?: ClipPosition): Promise<readonly KeptClip[]>;
  /** Sets or takes away the star and writes it down. What the pipeline records meanwhile does not change it back. */
  star(id: ClipId, starred: boolean, at: string): Promise<void>;
  /**
   * Copies at a place away from here, also of clips that were deleted here, in the order in which the clips ended; a page
   * after this one. `local` is no such place.
   */
  copies(place: string, limit: number, after?: EndPosition): Promise<readonly CopyPosition[]>;
  /**
   * Forgets clips, with their events, that were deleted before `beforeMs` (Unix ms) and all deleted ones but the newest
   * `keep`; at most `limit` of them. Those that have a copy elsewhere are counted apart, by the limits of `copied`, which
   * are the same if not given. Returns how many.
   */
  forget(beforeMs: number, keep: number, limit: number, copied?: StoryLimits): Promise<number>;
}

/** Small things kept over restarts, as JSON by key. */
export interface SettingStore {
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

export interface StateStore extends AsyncDisposable {
  readonly clips: ClipStore;
  readonly archive: ClipArchive;
  readonly journal: ClipJournal;
  readonly settings: SettingStore;
}
