import type { Point } from "#domain/geometry.ts";
import type { Verdict } from "#domain/live-rules-trace.ts";
import { centreOf, type TrackSeen } from "#domain/track-seen.ts";
import type { CompiledRules } from "./compile.ts";
import { inheritedWay, type LineWay, newLineWay } from "./line-step.ts";
import { newZoneStay, type ZoneStay } from "./zone-step.ts";

/** One thing, as the rules know it. */
export interface Followed {
  /** As last seen outside every mask; before that as first listed. */
  track: TrackSeen;
  /** The middle of its box one observation before `track`. */
  previousCentre: Point | undefined;
  /** When it was last seen outside every mask. */
  seenAtMs: number;
  /** `seenAtMs` of the track that was last looked at, in a mask or not. */
  lookedAtMs: number;
  hasAppeared: boolean;
  appearedAtMs: number;
  /** It was stationary at some time. */
  hasStood: boolean;
  /** It stood here long before it appeared: nobody needs to be told of it again. */
  isRemembered: boolean;
  /** The number of the track that is taken to go on with it; told of no more, unless it comes back itself. */
  heirId: number | undefined;
  /** Of the frame at hand. */
  isListed: boolean;
  isSeen: boolean;
  /** One each, in the order of the compiled rules. */
  zones: ZoneStay[];
  lines: LineWay[];
  last: Verdict | undefined;
}

export function newFollowed(track: TrackSeen, rules: CompiledRules, atMs: number): Followed {
  return {
    track,
    previousCentre: undefined,
    seenAtMs: atMs,
    lookedAtMs: Number.NaN,
    hasAppeared: false,
    appearedAtMs: atMs,
    hasStood: false,
    isRemembered: false,
    heirId: undefined,
    isListed: true,
    isSeen: true,
    zones: rules.zones.map(newZoneStay),
    lines: rules.lines.map(newLineWay),
    last: undefined,
  };
}

/** Takes over where the thing was just seen. */
export function moveTo(thing: Followed, track: TrackSeen, atMs: number): void {
  const isFirst = Number.isNaN(thing.lookedAtMs);
  thing.previousCentre = track.previousCentre ?? (isFirst ? undefined : centreOf(thing.track.box));
  thing.track = track;
  thing.seenAtMs = atMs;
  thing.lookedAtMs = track.seenAtMs;
  thing.hasStood ||= track.isStationary;
}

/** Somebody lost, found again under another number: all but the places goes on. */
export function heirOf(thing: Followed): Followed {
  return {
    ...thing,
    isListed: true,
    isSeen: true,
    zones: thing.zones.map((stay) => ({ ...stay, streak: 0 })),
    lines: thing.lines.map(inheritedWay),
  };
}

/** The clock was set back: nothing began later than now. */
export function rewind(thing: Followed, nowMs: number): void {
  thing.seenAtMs = Math.min(thing.seenAtMs, nowMs);
  thing.appearedAtMs = Math.min(thing.appearedAtMs, nowMs);
  for (const stay of thing.zones) {
    stay.sinceMs = Math.min(stay.sinceMs, nowMs);
    stay.streakAtMs = Math.min(stay.streakAtMs, nowMs);
  }
}
