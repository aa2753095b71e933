import type { Box } from "#domain/geometry.ts";
import { associate } from "./associate.ts";
import { type Candidates, candidatesOf } from "./candidates.ts";
import { type Ended, makeRoster } from "./roster.ts";
import { LOST_MS, LOW_SCORE, MIN_SCORE, SURE_SCORE, type TrackerSettings } from "./settings.ts";
import { loseSight } from "./stillness.ts";
import { expect, see, snapshot } from "./thing.ts";
import type { Sighting, TrackUpdate } from "./track.ts";

export interface Tracker {
  /**
   * Takes the detections of one frame and the time that it shows (ms, any clock; if it is set back, what is known stays).
   * Frames may come as unevenly as they like; a long pause means that nobody looked, not that nothing was there.
   */
  next(sightings: readonly Sighting[], atMs: number): TrackUpdate;
}

/** Longer steps between frames count as so much watching. */
const WATCHED_STEP_MAX_MS = 1_000;
/** Something that covers so much of a place hides what stands there. */
const HIDES = 0.3;

/** Follows things from frame to frame: ByteTrack (Zhang et al. 2021) in seconds, and a memory of what stands. No I/O. */
export function makeTracker(settings: TrackerSettings): Tracker {
  const { aspect, minScore = MIN_SCORE, lowScore = LOW_SCORE, sureScore = SURE_SCORE } = settings;
  const { lostMs = LOST_MS, nextId = counter() } = settings;
  const roster = makeRoster({ lostMs, sureScore, nextId });
  let lastMs: number | undefined;

  const elapsed = (atMs: number): number => {
    const dtMs = atMs - (lastMs ?? atMs);
    lastMs = atMs;
    if (dtMs < 0) roster.rebase(atMs);
    return Math.max(0, dtMs);
  };

  const follow = (candidates: Candidates, atMs: number, dtMs: number) => {
    const stepMs = Math.min(dtMs, WATCHED_STEP_MAX_MS);
    for (const thing of roster.things) expect(thing, dtMs);
    const { matches, unclaimed } = associate(roster.things, candidates, dtMs);
    const seen = new Set(matches.map(({ thing }) => thing));
    for (const thing of roster.things) {
      if (seen.has(thing) || thing.state === "tentative") continue;
      if (thing.state === "confirmed") loseSight(thing.still, thing.last.box);
      thing.state = "lost";
      if (thing.still.isStationary && !isHidden(thing.still.anchor, candidates))
        thing.still.absentMs += stepMs;
    }
    const proven = matches.flatMap(({ thing, candidate }) => {
      const wasTentative = thing.state === "tentative";
      const wasStationary = thing.still.isStationary;
      see(thing, candidate, { atMs, stepMs, sureScore });
      if (thing.still.isStationary && !wasStationary) roster.stands(thing);
      return wasTentative && thing.state === "confirmed" ? [thing] : [];
    });
    return { unclaimed, proven };
  };

  const told = ({ thing, why }: Ended) => ({ ...snapshot(thing, aspect), why });

  return {
    next(sightings, atMs) {
      if (!Number.isFinite(atMs)) throw new RangeError(`a frame's time is ${atMs}`);
      const dtMs = elapsed(atMs);
      const candidates = candidatesOf(sightings, { aspect, minScore, lowScore });
      const old = roster.endOld(atMs, dtMs).map(told);
      const { unclaimed, proven } = follow(candidates, atMs, dtMs);
      const { news, ended } = roster.admit(unclaimed, atMs);
      const appeared = new Set([...proven, ...news].map(({ id }) => id));
      const tracks = roster.things.map((thing) => snapshot(thing, aspect)).toSorted((a, b) => a.id - b.id);
      return {
        atMs,
        tracks,
        appeared: tracks.filter(({ id }) => appeared.has(id)),
        ended: [...old, ...ended.map(told)],
        refused: candidates.refused,
      };
    },
  };
}

function counter(): () => number {
  let last = 0;
  return () => ++last;
}

function isHidden(place: Box, { surest, weak }: Candidates): boolean {
  const area = place.width * place.height;
  return [...surest, ...weak].some(({ box }) => {
    const width = Math.min(place.x + place.width, box.x + box.width) - Math.max(place.x, box.x);
    const height = Math.min(place.y + place.height, box.y + box.height) - Math.max(place.y, box.y);
    return width > 0 && height > 0 && width * height >= HIDES * area;
  });
}
