import type { Clip } from "#domain/clip.ts";
import type { FilterResult } from "#domain/detection.ts";

export interface Wanted {
  /** Labels looked for, groups expanded. */
  readonly labels: readonly string[];
  /** Hits below are not counted, 0 to 1. */
  readonly minScore: number;
}

/**
 * Finds objects in a finished clip.
 *
 * Throws on failure (`Failure`, or a bug): the pipeline turns the throw into a value in one place.
 * Settles within a second of `signal` aborting.
 */
export interface ObjectFilter extends AsyncDisposable {
  detect(clip: Clip, wanted: Wanted, signal: AbortSignal): Promise<FilterResult>;
}
