import { groupOf } from "#domain/detection.ts";
import { iou } from "#domain/geometry.ts";
import { footOf, type TrackSeen } from "#domain/track-seen.ts";
import type { Followed } from "./followed.ts";

/** A tracker that has lost a thing finds it again under a new number within this time, or it is another thing. */
const FOUND_AGAIN_WITHIN_MS = 2000;
const OVERLAP_MIN = 0.3;
/** How far a thing may have come meanwhile, in its own heights: at once, and more a second. */
const REACH = 0.5;
const REACH_PER_S = 0.5;
/** One box may be so many times as high as the other. */
const HEIGHTS_MAX = 2;

/**
 * The thing that a new track goes on with: one of its kind that was lost near by before the track was born. So a change
 * of number makes nobody appear, enter or cross a second time.
 */
export function predecessorOf(
  track: TrackSeen,
  things: Iterable<Followed>,
  aspect: number,
): Followed | undefined {
  let best: Followed | undefined;
  let bestMs = Number.NEGATIVE_INFINITY;
  for (const thing of things) {
    // What stands and is hidden is still there, as long as the tracker says so: who hides it is another.
    const isHidden = thing.isListed && thing.track.isStationary;
    const isLost = thing.hasAppeared && !thing.isSeen && !isHidden && thing.heirId === undefined;
    if (isLost && thing.seenAtMs > bestMs && isLikely(track, thing, aspect)) {
      best = thing;
      bestMs = thing.seenAtMs;
    }
  }
  return best;
}

function isLikely(track: TrackSeen, { track: before, seenAtMs }: Followed, aspect: number): boolean {
  const goneMs = track.bornAtMs - seenAtMs;
  // Who was seen after the other was born is another.
  if (goneMs < 0 || goneMs > FOUND_AGAIN_WITHIN_MS || !isSameKind(track.label, before.label)) return false;
  if (iou(track.box, before.box) >= OVERLAP_MIN) return true;
  const [low, high] = [track.box.height, before.box.height].toSorted((a, b) => a - b) as [number, number];
  if (high > low * HEIGHTS_MAX) return false;
  const [here, there] = [footOf(track.box), footOf(before.box)];
  const way = Math.hypot((here.x - there.x) * aspect, here.y - there.y);
  return way <= high * (REACH + (REACH_PER_S * goneMs) / 1000);
}

/** A car is easily taken for a truck. */
function isSameKind(a: string, b: string): boolean {
  return a === b || (groupOf(a) !== undefined && groupOf(a) === groupOf(b));
}
