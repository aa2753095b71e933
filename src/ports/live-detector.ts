import type { Detection } from "#domain/detection.ts";
import type { Box } from "#domain/geometry.ts";
import type { CameraSlug } from "#domain/ids.ts";

/** One decoded picture of what a camera sees now. */
export interface LiveFrame {
  /** Whole pixels, both even. */
  readonly width: number;
  readonly height: number;
  /** The Y plane, then U and V at half the size each (ffmpeg's `yuv420p`). Whoever takes the frame owns the bytes. */
  readonly i420: Uint8Array<ArrayBuffer>;
  /** Absent: as ffmpeg, and many a camera that does not say, takes them. Limited range in any case. */
  readonly colours?: "bt601" | "bt709" | undefined;
  /** Monotonic ms of what it shows. */
  readonly atMs: number;
}

export interface LiveLook {
  /** Labels looked for, groups expanded. */
  readonly labels: readonly string[];
  /** Low, as a tracker can use weak detections too; 0 to 1. */
  readonly minScore: number;
  /** Something is tracked here: before cameras where nothing is. */
  readonly isTracking: boolean;
  /** Where something small may be, in fractions of the frame: looked at closer where there is time. */
  readonly regions: readonly Box[];
}

/** How the queue of all cameras does, since the start. */
export interface LiveLoad {
  readonly waiting: number;
  readonly looked: number;
  /** Frames that were not looked at: a newer one came, or they were too old. */
  readonly dropped: number;
  /** Median of the last looks, ms from the frame's being offered to its detections; 0 before the first. */
  readonly lookMs: number;
}

/** Looks at live frames of all cameras, one queue for all: of each camera only the newest waits. */
export interface LiveDetector {
  /**
   * What is in the frame (`at_ms` is 0); `undefined` where it was dropped. Takes the frame's bytes. Throws `Failure`
   * where the model fails.
   */
  look(
    camera: CameraSlug,
    frame: LiveFrame,
    look: LiveLook,
    signal: AbortSignal,
  ): Promise<readonly Detection[] | undefined>;
  load(): LiveLoad;
}
