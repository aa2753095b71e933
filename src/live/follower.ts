import { type Detection, groupOf } from "#domain/detection.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import { makeRuleEngine, type RuleEngine, type Stay } from "#vision/rules/engine.ts";
import { GONE_AFTER_MS } from "#vision/rules/follow.ts";
import { patienceFor } from "#vision/tracking/memory.ts";
import { LOST_MS } from "#vision/tracking/settings.ts";
import type { Track } from "#vision/tracking/track.ts";
import { makeTracker, type Tracker } from "#vision/tracking/tracker.ts";

export interface FollowerSettings {
  /** Labels or groups that the camera looks for. */
  readonly objects: readonly string[];
  readonly minScore: number;
  readonly lowScore: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is known of a camera's picture after a frame, or after a while without one. Monotonic ms. */
export interface Moment {
  readonly atMs: number;
  readonly events: readonly LiveEvent[];
  /** What the rules follow: confirmed, or lost and may come back. */
  readonly tracks: readonly Track[];
  readonly stays: readonly Stay[];
  /** By their ids. */
  readonly zoneNames: ReadonlyMap<string, string>;
}

/** Tracker and rules of one camera. Times never go back; what is older than what is known is the caller's to leave out. */
export interface Follower {
  see(detections: readonly Detection[], size: Size, atMs: number): Moment;
  /** Nobody looked since: what was lost leaves, what stands still loiters. */
  wait(atMs: number): Moment | undefined;
  /** As it is, without moving on. */
  peek(atMs: number): Moment;
  use(rules: LiveRules): void;
  /** Tentative ones too; without what is over by now. */
  known(atMs: number): readonly Track[];
}

/** Streams of one camera differ by some pixels in their form; more is another view of the world. */
const SAME_ASPECT = 0.03;

interface Eyes {
  readonly aspect: number;
  readonly tracker: Tracker;
  readonly engine: RuleEngine;
}

export function makeFollower({ objects, minScore, lowScore }: FollowerSettings, first: LiveRules): Follower {
  let rules = first;
  let eyes: Eyes | undefined;
  let tracks: readonly Track[] = [];
  let ids = 0;
  /** Tracks that the rules do not follow: under a mask, too small, … */
  const ignored = new Set<number>();

  const openEyes = (frame: Size): Eyes => {
    const aspect = frame.width / frame.height;
    return {
      aspect,
      tracker: makeTracker({ aspect, minScore, lowScore, nextId: () => ++ids }),
      engine: makeRuleEngine({ rules, objects, minScore, frame }),
    };
  };

  const peek = (atMs: number, events: readonly LiveEvent[] = []): Moment => ({
    atMs,
    events,
    tracks: tracks.filter(({ id, state }) => state !== "tentative" && !ignored.has(id)),
    stays: eyes?.engine.stays() ?? [],
    zoneNames: new Map(rules.zones.map(({ id, name }) => [id, name])),
  });
  const moveOn = ({ engine }: Eyes, atMs: number, before: readonly LiveEvent[] = []): Moment => {
    const events = [...before, ...engine.next(tracks, atMs)];
    learnIgnored(engine, ignored, tracks);
    return peek(atMs, events);
  };

  return {
    see(detections, size, atMs) {
      const aspect = size.width / size.height;
      const isOther = eyes !== undefined && Math.abs(aspect / eyes.aspect - 1) > SAME_ASPECT;
      const farewells = eyes && isOther ? endAll(eyes, atMs) : [];
      eyes = eyes && !isOther ? eyes : openEyes(size);
      ({ tracks } = eyes.tracker.next(detections, atMs));
      return moveOn(eyes, atMs, farewells);
    },
    wait(atMs) {
      if (!eyes) return undefined;
      tracks = stillKnown(tracks, atMs)
        .filter(({ state }) => state !== "tentative")
        .map((track) => ({ ...track, state: "lost" }));
      return moveOn(eyes, atMs);
    },
    peek: (atMs) => peek(atMs),
    use(next) {
      rules = next;
      eyes?.engine.use(next);
    },
    known: (atMs) => stillKnown(tracks, atMs).filter(({ id }) => !ignored.has(id)),
  };
}

/** As long as the tracker would wait for it; what nobody looked for, as a car in the night, is not given up unseen. */
function stillKnown(tracks: readonly Track[], atMs: number): readonly Track[] {
  return tracks.filter(({ isStationary, label, seenAtMs }) => {
    const { memoryMs, placeMs } = patienceFor(groupOf(label) ?? label);
    const staysPut = isStationary && placeMs > 0;
    return staysPut || atMs - seenAtMs <= (isStationary ? memoryMs : LOST_MS);
  });
}

function learnIgnored(engine: RuleEngine, ignored: Set<number>, tracks: readonly Track[]): void {
  const listed = new Set(tracks.map(({ id }) => id));
  for (const id of ignored) if (!listed.has(id)) ignored.delete(id);
  for (const { rule, trackId, verdict } of engine.verdicts()) {
    if (rule.kind !== "camera") continue;
    if (verdict.kind === "masked" || verdict.kind === "limit") ignored.add(trackId);
    else if (verdict.kind !== "unseen") ignored.delete(trackId);
  }
}

/** The picture has another form: nothing in it is where it was. */
function endAll({ engine }: Eyes, atMs: number): LiveEvent[] {
  return engine.next([], atMs + GONE_AFTER_MS + 1).map((event) => ({ ...event, atMs }));
}
