import type { Point } from "#domain/geometry.ts";
import type { CrossingDirection } from "#domain/line.ts";
import type { Verdict } from "#domain/live-rules-trace.ts";
import type { CompiledLine } from "./compile.ts";
import type { Observation } from "./observation.ts";

/** What is known of one track and one line. */
export interface LineWay {
  /** The side on which it was last for sure; 0 before that is known. 1 is where `in` leads to. */
  side: -1 | 0 | 1;
  foot: Point | undefined;
  /** Steps over the line since it was last for sure on `side`, those towards 1 less those towards -1. */
  steps: number;
  /** Observations in a row for sure on the other side. */
  streak: number;
  /** It goes on under another number: a little jump over the line is no step. */
  isInDoubt: boolean;
  last: Verdict | undefined;
}

export function newLineWay(): LineWay {
  return { side: 0, foot: undefined, steps: 0, streak: 0, isInDoubt: false, last: undefined };
}

/** The same way for a thing that is found again under another number. */
export function inheritedWay({ side, last }: LineWay): LineWay {
  return { ...newLineWay(), side, last, isInDoubt: side !== 0 };
}

/** In heights of the box: who is found again may be taken to be so far from where it was. */
const DOUBT_OF_BOX = 0.5;

const ON_LINE: Verdict = { kind: "on_line" };
const IN_DOUBT: Verdict = { kind: "in_doubt" };
const SAME_SIDE: Verdict = { kind: "same_side" };

/** Moves the way on by one observation. The verdict says whether a crossing is to be told. */
export function stepLine(line: CompiledLine, way: LineWay, seen: Observation): Verdict {
  const distance = line.shape.sideOf(seen.foot);
  const side = signOf(distance);
  if (way.foot && signOf(line.shape.sideOf(way.foot)) !== side && line.shape.isMetBy(way.foot, seen.foot)) {
    way.steps += side;
  }
  way.foot = seen.foot;
  if (Math.abs(distance) <= seen.waver) return ON_LINE;
  if (way.side === 0) return arrive(way, side, "first_side");
  if (way.side === side) {
    Object.assign(way, { steps: 0, streak: 0, isInDoubt: false });
    return SAME_SIDE;
  }
  if (way.isInDoubt && Math.abs(distance) <= DOUBT_OF_BOX * seen.track.box.height) return IN_DOUBT;
  if (way.steps * side <= 0) return arrive(way, side, "around");

  const broken = line.check(seen.track);
  if (broken) return { kind: "limit", broken };
  way.streak++;
  if (seen.hold) return seen.hold;
  const { inertia } = line.line;
  return way.streak < inertia ? { kind: "crossing", seen: way.streak, needed: inertia } : cross(way, side);
}

/** The track is gone. One that was already beyond the line has crossed it: a car leaves the picture soon after. */
export function endLine(way: LineWay): Verdict | undefined {
  return way.streak > 0 && way.side !== 0 ? cross(way, way.side === 1 ? -1 : 1) : undefined;
}

export function directionOf(side: -1 | 1): CrossingDirection {
  return side === 1 ? "in" : "out";
}

function cross(way: LineWay, side: -1 | 1): Verdict {
  Object.assign(way, { side, steps: 0, streak: 0 });
  return { kind: "crossed", direction: directionOf(side) };
}

function arrive(way: LineWay, side: -1 | 1, kind: "first_side" | "around"): Verdict {
  Object.assign(way, { side, steps: 0, streak: 0, isInDoubt: false });
  return { kind };
}

/** A point on the very line belongs to one side, always the same: so that a path never steps over it twice there. */
const signOf = (distance: number): -1 | 1 => (distance > 0 ? 1 : -1);
