import type { Detection } from "#domain/detection.ts";
import type { Box, Point } from "#domain/geometry.ts";

/** What a tracker takes: a detection without its time, which is the frame's. */
export type Sighting = Pick<Detection, "label" | "score" | "box">;

/**
 * - `tentative`: seen, but not often or surely enough to be told of
 * - `confirmed`: seen in this frame
 * - `lost`: confirmed before, not seen in this frame
 */
export type TrackState = "tentative" | "confirmed" | "lost";

/** One thing followed from frame to frame. A snapshot: it does not change afterwards. */
export interface Track {
  /** From 1, never given twice by one tracker. */
  readonly id: number;
  /** What most of its detections say it is. */
  readonly label: string;
  /** Of the last detection. */
  readonly score: number;
  /** Where it is: the detection's box, or for a lost one where it is thought to be, cut off at the edge of the frame. */
  readonly box: Box;
  /** Fractions of the frame per second; 0 while it is stationary. */
  readonly velocity: Point;
  readonly centre: Point;
  /** The centre when it was seen the time before. */
  readonly previousCentre: Point | undefined;
  readonly bornAtMs: number;
  readonly seenAtMs: number;
  readonly state: TrackState;
  /** It has stood in one place for so long that it is part of the scene: a parked car, somebody on a bench. */
  readonly isStationary: boolean;
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
  /** Detections of this frame that were not tracked for want of room. */
  readonly refused: number;
}
