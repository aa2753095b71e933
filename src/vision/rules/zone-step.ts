import type { Verdict } from "#domain/live-rules-trace.ts";
import type { CompiledZone } from "./compile.ts";
import type { Observation } from "./observation.ts";

/** What is known of one track in one zone. */
export interface ZoneStay {
  isInside: boolean;
  /** Since when, while inside. */
  sinceMs: number;
  hasLoitered: boolean;
  /** Observations in a row that speak against `isInside`, and when the first of them was. */
  streak: number;
  streakAtMs: number;
  last: Verdict | undefined;
}

export function newZoneStay(): ZoneStay {
  return { isInside: false, sinceMs: 0, hasLoitered: false, streak: 0, streakAtMs: 0, last: undefined };
}

const OUTSIDE: Verdict = { kind: "outside" };

/** Moves the stay on by one observation. The verdict says whether something is to be told. */
export function stepZone(zone: CompiledZone, stay: ZoneStay, seen: Observation): Verdict {
  const isOut = !zone.shape.contains(seen.foot);
  return stay.isInside ? stepInside(zone, stay, seen, isOut) : stepOutside(zone, stay, seen, isOut);
}

/** Time passes for what stands still also while nobody detects it. */
export function tickZone(zone: CompiledZone, stay: ZoneStay, atMs: number): Verdict | undefined {
  return stay.isInside ? linger(zone, stay, atMs) : undefined;
}

/** The track is gone, or nothing is known of it any more. */
export function endZone(zone: CompiledZone, stay: ZoneStay, seenAtMs: number): Verdict | undefined {
  if (!stay.isInside) return undefined;
  return leave(zone, stay, stay.streak > 0 ? stay.streakAtMs : seenAtMs, true);
}

/** The zone was edited: where a track stands in it now is nobody's coming or going. */
export function settleZone(
  zone: CompiledZone,
  stay: ZoneStay,
  { track, foot, waver, atMs }: Observation,
): Verdict {
  const isNear = stay.isInside && zone.shape.distanceTo(foot) <= waver;
  const isInside = (isNear || zone.shape.contains(foot)) && zone.check(track) === undefined;
  if (!stay.isInside) stay.sinceMs = atMs;
  Object.assign(stay, { isInside, streak: 0, hasLoitered: isInside && stay.hasLoitered });
  return { kind: "rules_changed", isInside };
}

/** A limit that is broken neither confirms nor refutes that the track is there: a score wavers. */
function stepOutside(zone: CompiledZone, stay: ZoneStay, seen: Observation, isOut: boolean): Verdict {
  if (isOut) {
    stay.streak = 0;
    return OUTSIDE;
  }
  const broken = zone.check(seen.track);
  if (broken) return { kind: "limit", broken };
  if (stay.streak === 0) stay.streakAtMs = seen.atMs;
  stay.streak++;
  if (seen.hold) return seen.hold;
  if (stay.streak < zone.zone.inertia) {
    return { kind: "arriving", seen: stay.streak, needed: zone.zone.inertia };
  }
  Object.assign(stay, { isInside: true, sinceMs: stay.streakAtMs, streak: 0, hasLoitered: false });
  return { kind: "entered" };
}

/** Who is inside stays until the foot is clearly outside; limits were for coming in. */
function stepInside(zone: CompiledZone, stay: ZoneStay, seen: Observation, isOut: boolean): Verdict {
  const isClearlyOut = isOut && zone.shape.distanceTo(seen.foot) > seen.waver;
  if (!isClearlyOut) {
    stay.streak = 0;
    return linger(zone, stay, seen.atMs);
  }
  if (stay.streak === 0) stay.streakAtMs = seen.atMs;
  stay.streak++;
  if (stay.streak < zone.zone.inertia) {
    return { kind: "leaving", seen: stay.streak, needed: zone.zone.inertia };
  }
  return leave(zone, stay, stay.streakAtMs, false);
}

function linger({ loiterMs }: CompiledZone, stay: ZoneStay, atMs: number): Verdict {
  const forMs = atMs - stay.sinceMs;
  if (loiterMs === undefined || forMs < loiterMs || stay.hasLoitered) {
    return { kind: "inside", forMs, loiterMs: stay.hasLoitered ? undefined : loiterMs };
  }
  stay.hasLoitered = true;
  return { kind: "loitering", forMs, loiterMs };
}

function leave({ loiterMs }: CompiledZone, stay: ZoneStay, outAtMs: number, isGone: boolean): Verdict {
  const afterMs = Math.max(0, outAtMs - stay.sinceMs);
  const { hasLoitered } = stay;
  Object.assign(stay, { isInside: false, streak: 0 });
  return { kind: "exited", afterMs, isGone, hasLoitered, loiterMs };
}
