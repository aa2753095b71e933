import type { Point } from "#domain/geometry.ts";
import type { Verdict } from "#domain/live-rules-trace.ts";
import { footOf, type TrackSeen, waverOf } from "#domain/track-seen.ts";

/** A track that was really found in this frame, outside every mask. */
export interface Observation {
  readonly track: TrackSeen;
  readonly foot: Point;
  readonly atMs: number;
  /** How far the foot may be from where it seems, in heights of the frame. */
  readonly waver: number;
  /** Why no rule may fire for it yet: nobody is sure of it, or the camera does not look for such things. */
  readonly hold: Verdict | undefined;
}

export function observationOf(track: TrackSeen, atMs: number, hold: Verdict | undefined): Observation {
  return { track, atMs, hold, foot: footOf(track.box), waver: waverOf(track.box) };
}
