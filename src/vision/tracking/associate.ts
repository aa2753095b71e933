import { type Box, iou } from "#domain/geometry.ts";
import { assign, type Pair } from "./assign.ts";
import type { Candidate } from "./candidates.ts";
import type { Thing } from "./thing.ts";

export interface Match {
  readonly thing: Thing;
  readonly candidate: Candidate;
}

export interface Association {
  readonly matches: readonly Match[];
  /** Sure enough to begin a track, and nobody's. */
  readonly unclaimed: readonly Candidate[];
}

/** Overlap (times score, where the sure ones compete) below which two boxes are not the same thing. */
const FLOOR_SURE = 0.15;
const FLOOR_WEAK = 0.5;
const FLOOR_TENTATIVE = 0.2;
/** Boxes are grown on each side by so much of their size per second without a frame, as nobody knows what happened then. */
const GROWTH_PER_S = 2;
const GROWTH_MAX = 0.5;
/** What stands and was not seen a moment ago is exactly where it was, or it is something else: no growth, and this much. */
const FLOOR_STANDING = 0.4;
/** A vehicle called something that it was never called before is likely to be another one. */
const STRANGER = 0.8;

/**
 * ByteTrack's cascade: sure detections to tracks that are established, then weak detections to those of them that were
 * seen a moment ago or that stand, then what sure detections are left to tentative tracks.
 */
export function associate(
  things: readonly Thing[],
  { surest, weak }: { readonly surest: readonly Candidate[]; readonly weak: readonly Candidate[] },
  dtMs: number,
): Association {
  const growth = Math.min(GROWTH_MAX, (GROWTH_PER_S * dtMs) / 1000);
  const established = things.filter(({ state }) => state !== "tentative");
  const first = match(established, surest, { growth, floor: FLOOR_SURE, byScore: true });

  const found = new Set(first.map(({ thing }) => thing));
  const continued = established.filter(
    (thing) => !found.has(thing) && (thing.state === "confirmed" || thing.still.isStationary),
  );
  const second = match(continued, weak, { growth, floor: FLOOR_WEAK, byScore: false });

  const claimed = new Set(first.map(({ candidate }) => candidate));
  const rest = surest.filter((candidate) => !claimed.has(candidate));
  const tentative = things.filter(({ state }) => state === "tentative");
  const third = match(tentative, rest, { growth, floor: FLOOR_TENTATIVE, byScore: true });

  for (const { candidate } of third) claimed.add(candidate);
  return {
    matches: [...first, ...second, ...third],
    unclaimed: surest.filter((candidate) => !claimed.has(candidate)),
  };
}

interface Rule {
  readonly growth: number;
  readonly floor: number;
  readonly byScore: boolean;
}

function match(things: readonly Thing[], candidates: readonly Candidate[], rule: Rule): readonly Match[] {
  const { growth, floor, byScore } = rule;
  const places = candidates.map(({ box }) => grown(box, growth));
  const pairs: (Pair & Match)[] = [];
  for (const [row, thing] of things.entries()) {
    const isWaiting = thing.state === "lost" && thing.still.isStationary;
    const expected = isWaiting ? thing.expected : grown(thing.expected, growth);
    for (const [column, candidate] of candidates.entries()) {
      const place = places[column];
      if (place === undefined || candidate.group !== thing.group) continue;
      const overlap = iou(expected, isWaiting ? candidate.box : place);
      if (overlap <= (isWaiting ? Math.max(floor, FLOOR_STANDING) : floor)) continue;
      const familiar = thing.votes.weights.has(candidate.sighting.label) ? 1 : STRANGER;
      const gain = overlap * familiar * (byScore ? candidate.score : 1) - floor;
      if (gain > 0) pairs.push({ row, column, gain, thing, candidate });
    }
  }
  return assign(things.length, candidates.length, pairs);
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return {
    x: x - width * by,
    y: y - height * by,
    width: width * (1 + 2 * by),
    height: height * (1 + 2 * by),
  };
}
