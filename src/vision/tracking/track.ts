import type { Detection } from "#domain/detection.ts";
import type { Point } from "#domain/geometry.ts";
import type { TrackSeen } from "#domain/track-seen.ts";

/** What a tracker takes: a detection without its time, which is the frame's. */
export type Sighting = Pick<Detection, "label" | "score" | "box">;

/**
 * One thing followed from frame to frame: a snapshot, it does not change afterwards. `tentative` until it was seen surely or
 * often enough to be told of, `confirmed` if seen in this frame, `lost` if only before.
 *
 * Ids count from 1. The label is what most detections say, the score the last detection's. The box is the detection's, or for
 * a lost one where it is thought to be, cut off at the edge of the frame.
 */
export interface Track extends TrackSeen {
  /** Fractions of the frame per second; 0 while it is stationary. */
  readonly velocity: Point;
  readonly centre: Point;
  /** The centre when it was seen the time before, which may be some frames ago. */
  readonly previousCentre: Point | undefined;
}

/**
 * - `gone`: it moved, and was not found again
 * - `vanished`: it stood, and is not seen any more where it stood
 * - `crowded`: there were more than `TRACKS_MAX`
 */
export type EndReason = "gone" | "vanished" | "crowded";

export interface EndedTrack extends Track {
  readonly why: EndReason;
}

export interface TrackUpdate {
  readonly atMs: number;
  /** All there are, in order of their ids, lost and tentative ones too. */
  readonly tracks: readonly Track[];
  /** Those of `tracks` that are confirmed for the first time. What is remembered from before does not appear again. */
  readonly appeared: readonly Track[];
  /** Had appeared, and are over now. */
  readonly ended: readonly EndedTrack[];
  /** Detections of this frame beyond `SIGHTINGS_MAX`. */
  readonly refused: number;
}
