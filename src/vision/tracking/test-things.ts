import { makeRandom } from "#vision/motion/test-scene.ts";
import type { TrackerSettings } from "./settings.ts";
import type { Sighting, Track, TrackUpdate } from "./track.ts";
import { makeTracker, type Tracker } from "./tracker.ts";

export const ASPECT = 16 / 9;

/** A drawn thing: what the detector says of it at a second, if anything. */
export type Drawn = (atS: number) => Sighting | undefined;

/** A person whose middle walks along the picture; `height` and places in fractions of the frame. */
export function walker({ from = 0.1, speed = 0.08, y = 0.5, height = 0.3, score = 0.9 } = {}): Drawn {
  const width = (height * 0.4) / ASPECT;
  return (atS) => ({
    label: "person",
    score,
    box: { x: from + speed * atS - width / 2, y: y - height / 2, width, height },
  });
}

/** Something that stands, seen with `jitter` (share of its size) and a score that wanders. */
export function parked({
  label = "car",
  x = 0.4,
  y = 0.6,
  width = 0.15,
  height = 0.12,
  jitter = 0.04,
  seed = 1,
} = {}): Drawn {
  const random = makeRandom(seed);
  const shake = (size: number): number => (random() - 0.5) * 2 * jitter * size;
  return () => ({
    label,
    score: 0.75 + 0.2 * random(),
    box: {
      x: x + shake(width),
      y: y + shake(height),
      width: width + shake(width),
      height: height + shake(height),
    },
  });
}

/** Only while `isShown`. */
export const when =
  (isShown: (atS: number) => boolean, drawn: Drawn): Drawn =>
  (atS) =>
    isShown(atS) ? drawn(atS) : undefined;

export const between =
  (fromS: number, toS: number) =>
  (atS: number): boolean =>
    atS >= fromS && atS < toS;

export interface Watch extends Tracker {
  /** Shows the things from one second to another, and returns what the tracker said of each frame. */
  show(things: readonly Drawn[], fromS: number, toS: number, fps?: number): readonly TrackUpdate[];
  /** How often something appeared so far. */
  readonly appearances: readonly Track[];
}

/** A tracker that remembers who appeared. */
export function watching(settings: Partial<TrackerSettings> = {}): Watch {
  const tracker = makeTracker({ aspect: ASPECT, ...settings });
  const appearances: Track[] = [];
  const next: Tracker["next"] = (sightings, atMs) => {
    const update = tracker.next(sightings, atMs);
    appearances.push(...update.appeared);
    return update;
  };
  return {
    next,
    appearances,
    show: (things, fromS, toS, fps = 10) =>
      Array.from({ length: Math.round((toS - fromS) * fps) }, (_, i) => {
        const atS = fromS + i / fps;
        return next(
          things.map((thing) => thing(atS)).filter((one) => one !== undefined),
          Math.round(atS * 1000),
        );
      }),
  };
}

/** The ids that were seen in the course of it, in order. */
export function idsOf(updates: readonly TrackUpdate[]): readonly number[] {
  const seen = updates.flatMap(({ tracks }) => tracks.filter(({ state }) => state === "confirmed"));
  return [...new Set(seen.map(({ id }) => id))];
}

/** What is confirmed in the last of them. */
export function seenLast(updates: readonly TrackUpdate[]): readonly Track[] {
  return updates.at(-1)?.tracks.filter(({ state }) => state === "confirmed") ?? [];
}
