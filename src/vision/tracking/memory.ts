import { type Box, iou } from "#domain/geometry.ts";
import type { Thing } from "./thing.ts";

/** How long what stood is waited for where it stood. */
interface Patience {
  /** While frames come and nothing hides its place. */
  readonly absentMs: number;
  /** In all, also while nobody looked. */
  readonly memoryMs: number;
  /** After it was given up, for a detector that was blind (night, rain). */
  readonly placeMs: number;
}

/**
 * For vehicles and goods this errs to silence: a car that a detector misses all night is the same car in the morning. For
 * people and animals it errs to telling: who stands where somebody stood a minute ago is somebody else.
 */
const LASTING: Patience = { absentMs: 60_000, memoryMs: 12 * 3_600_000, placeMs: 12 * 3_600_000 };
const FLEETING: Patience = { absentMs: 5_000, memoryMs: 60_000, placeMs: 0 };

export function patienceFor(group: string): Patience {
  return group === "person" || group === "animal" ? FLEETING : LASTING;
}

/** Places of things that stood and were given up. The oldest makes room. */
const PLACES_MAX = 64;
const SAME_PLACE = 0.6;

export interface Memory {
  /** Keeps where `thing` stood. */
  keep(thing: Thing): void;
  /** Takes out what stood at this place: it is back. */
  recall(group: string, box: Box, atMs: number): Thing | undefined;
  /** Something else stands there now. */
  overwrite(thing: Thing): void;
  /** The clock was set back to `atMs`. */
  rebase(atMs: number): void;
}

export function makeMemory(): Memory {
  let places: Thing[] = [];
  const isAt = (place: Thing, group: string, box: Box): boolean =>
    place.group === group && iou(place.still.anchor, box) >= SAME_PLACE;

  return {
    keep(thing) {
      if (patienceFor(thing.group).placeMs > 0) places = [...places, thing].slice(-PLACES_MAX);
    },
    recall(group, box, atMs) {
      places = places.filter((place) => atMs - place.seenAtMs <= patienceFor(place.group).placeMs);
      const found = places.findLast((place) => isAt(place, group, box));
      if (found !== undefined) places = places.filter((place) => place !== found);
      return found;
    },
    overwrite({ group, still }) {
      if (places.length > 0) places = places.filter((place) => !isAt(place, group, still.anchor));
    },
    rebase(atMs) {
      for (const place of places) place.seenAtMs = Math.min(place.seenAtMs, atMs);
    },
  };
}
