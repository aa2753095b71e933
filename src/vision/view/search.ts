import type { Likeness } from "./compare.ts";
import type { ViewMemory } from "./memory.ts";
import { makeFindShift } from "./shift.ts";
import { makeSketch, type Sketch } from "./sketch.ts";
import { warp, warps } from "./warp.ts";

/** The scene is somewhere else: so much of it is found there, and so much more than in its place. */
const KEPT_MIN = 0.6;
const GAIN_MIN = 0.3;
/** Of the edges, so many must still be in the picture to be found. */
const INSIDE_MIN = 0.4;
/** Cells. Less is wind at the mast. */
const SHIFT_MIN = 2;
/** Looks from one search to the next. Each tries one warp. */
const EVERY = 3;

/** Looks for the known scene in another place of the picture, a little with each look. */
export function makeSearch(memory: ViewMemory) {
  const findShift = makeFindShift();
  const warped = makeSketch();
  /** Searches for which a find still counts; each warp is tried once in that many. */
  let foundFor = 0;
  let looks = 0;

  return {
    get isFound() {
      return foundFor > 0;
    },
    /** `inPlace` is how the view is like the known scene where it should be. */
    next(inPlace: Likeness, now: Sketch): void {
      const turn = looks++;
      if (turn % EVERY !== 0) return;
      const tried = warps[(turn / EVERY) % warps.length];
      if (tried === undefined) return;
      const isFound = memory.references.some(({ sketch }) => {
        warp(sketch, tried, warped);
        const { x, y, likeness } = findShift(warped, now);
        return (
          (tried.degrees !== 0 || tried.zoom !== 1 || Math.hypot(x, y) >= SHIFT_MIN) &&
          likeness.structured >= INSIDE_MIN * inPlace.structured &&
          likeness.kept >= KEPT_MIN &&
          likeness.kept - inPlace.kept >= GAIN_MIN
        );
      });
      foundFor = isFound ? warps.length : Math.max(0, foundFor - 1);
    },
    forget(): void {
      foundFor = 0;
      looks = 0;
    },
  };
}
