import type { Box, Point } from "#domain/geometry.ts";
import { centreOf } from "#domain/track-seen.ts";
import type { Candidate } from "./candidates.ts";
import {
  boxOf,
  correct,
  type Filter,
  holdSize,
  predict,
  restart,
  startFilter,
  velocityOf,
} from "./kalman.ts";
import { beginStillness, type Stillness, watchStillness } from "./stillness.ts";
import type { Track } from "./track.ts";
import { firstVote, type Votes, vote } from "./votes.ts";

/** A track as the tracker keeps it. */
export interface Thing {
  readonly id: number;
  readonly group: string;
  readonly votes: Votes;
  readonly filter: Filter;
  readonly still: Stillness;
  bornAtMs: number;
  seenAtMs: number;
  hits: number;
  state: Track["state"];
  last: Candidate;
  previousCentre: Point | undefined;
  /** Where to look for it in this frame, in heights of the frame. */
  expected: Box;
}

const HITS_TO_CONFIRM = 3;

export function bear(id: number, candidate: Candidate, atMs: number, sureScore: number): Thing {
  return {
    id,
    group: candidate.group,
    votes: firstVote(candidate.sighting.label, candidate.score),
    filter: startFilter(candidate.box),
    still: beginStillness(candidate.box),
    bornAtMs: atMs,
    seenAtMs: atMs,
    hits: 1,
    state: candidate.score >= sureScore ? "confirmed" : "tentative",
    last: candidate,
    previousCentre: undefined,
    expected: candidate.box,
  };
}

/** Moves it on to this frame, unseen as yet. */
export function expect(thing: Thing, dtMs: number): void {
  const isLost = thing.state === "lost";
  if (isLost && thing.still.isStationary) {
    thing.expected = thing.still.anchor;
    return;
  }
  if (isLost) holdSize(thing.filter);
  predict(thing.filter, dtMs / 1000);
  thing.expected = boxOf(thing.filter);
}

/** Takes in its detection in this frame. `stepMs`: how long it was watched since the frame before. */
export function see(
  thing: Thing,
  candidate: Candidate,
  at: { atMs: number; stepMs: number; sureScore: number },
): void {
  // What stood unseen may have been unseen for hours: the filter knows nothing of that.
  if (thing.state === "lost" && thing.still.isStationary) restart(thing.filter, candidate.box);
  else correct(thing.filter, candidate.box);
  watchStillness(thing.still, candidate.box, at.stepMs);
  vote(thing.votes, candidate.sighting.label, candidate.score, at.stepMs);
  thing.previousCentre = centreOf(thing.last.sighting.box);
  thing.last = candidate;
  thing.seenAtMs = at.atMs;
  thing.hits++;
  const isProven =
    thing.state !== "tentative" || thing.hits >= HITS_TO_CONFIRM || candidate.score >= at.sureScore;
  if (isProven) thing.state = "confirmed";
}

export function snapshot(thing: Thing, aspect: number): Track {
  const { id, votes, filter, still, bornAtMs, seenAtMs, state, last, previousCentre } = thing;
  const box = state === "lost" ? inFrame(thing.expected, aspect) : last.sighting.box;
  const { x, y } = velocityOf(filter);
  return {
    id,
    label: votes.label,
    score: last.score,
    box,
    velocity: still.isStationary ? { x: 0, y: 0 } : { x: x / aspect, y },
    centre: centreOf(box),
    previousCentre,
    bornAtMs,
    seenAtMs,
    state,
    isStationary: still.isStationary,
  };
}

function inFrame(box: Box, aspect: number): Box {
  const left = fraction(box.x / aspect);
  const top = fraction(box.y);
  return {
    x: left,
    y: top,
    width: fraction((box.x + box.width) / aspect) - left,
    height: fraction(box.y + box.height) - top,
  };
}

const fraction = (value: number): number => Math.min(1, Math.max(0, value));
