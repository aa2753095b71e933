import type { Clip } from "#domain/clip.ts";
import type { FilterResult } from "#domain/detection.ts";
import type { Suppression } from "#domain/suppression.ts";
import type { LiveDetector } from "./live-detector.ts";

export interface Wanted {
  /** Labels looked for, groups expanded. */
  readonly labels: readonly string[];
  /** Hits below are not counted, 0 to 1. */
  readonly minScore: number;
  /**
   * Of `labels`, those that the answer hangs on: seeing one for sure ends the scan. Without it any of `labels` does,
   * and a parked car would end a scan before the person comes.
   */
  readonly decisive?: readonly string[];
  /**
   * What the owner found not interesting. It ends no scan, and what is not hidden by it is told beside it: else a statue
   * that is taken for a person would stand in for the person who comes later.
   */
  readonly suppressions?: readonly Suppression[] | undefined;
}

/** What looks at the pictures, for diagnostics. */
export interface DetectorView {
  readonly model: string;
  /** Execution provider: `cpu`, `webgpu`, `cuda`. */
  readonly provider: string;
  /** A sentence: why this provider. */
  readonly reason: string;
}

/** A made clip on which the filter can prove itself. */
export interface TestClip extends Pick<Clip, "path" | "durationMs" | "bytes" | "video"> {
  readonly wanted: Wanted;
  /** What must be found on it; `undefined` where the model knows nothing that can be drawn. */
  readonly label: string | undefined;
}

/**
 * Finds objects in a finished clip.
 *
 * Throws on failure (`Failure`, or a bug): the pipeline turns the throw into a value in one place.
 * Settles within a second of `signal` aborting.
 */
export interface ObjectFilter extends AsyncDisposable {
  detect(clip: Clip, wanted: Wanted, signal: AbortSignal): Promise<FilterResult>;
  /** `undefined` while no model is ready. */
  detector?(): DetectorView | undefined;
  /** Encoded when it is asked for. Throws `Failure`, as `detect` does, while no model is ready. */
  testClip?(signal: AbortSignal): Promise<TestClip>;
  /** For live frames, with the same model; there from the start, and the same each time. */
  live?(): LiveDetector | undefined;
}
