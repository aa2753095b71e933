import { type Hold, makeHold } from "./hold.ts";
import type { Recognised, ViewMemory } from "./memory.ts";
import type { ViewTiming } from "./timing.ts";

export interface CoverSight {
  readonly best: Recognised;
  /** Nothing of the scene in any light is to be made out. */
  readonly isBlank: boolean;
  readonly isKnown: boolean;
  /** Mean brightness of the picture, 0 to 255. */
  readonly level: number;
  readonly hour: number;
  readonly atMs: number;
  readonly dtMs: number;
}

/** A picture without edges whose mean is below this may be the night. */
const DARK_LEVEL = 40;
/** So much of the scene is back, and it is not covered. */
const BACK_MIN = 0.25;
const HOURS = 24;
/** Edges as clear as this part of what they were lately are as clear as ever. */
const CLEAR_PART = 0.6;
/** With seconds between key frames, it takes so many of them until a covered lens is seen to be covered. */
const ABRUPT_LOOKS = 10;

/**
 * Covered: all edges of the scene went within minutes, and none is back. Fog and dusk come slowly; darkness may be somebody
 * who switches the light off, so it counts only at an hour at which it was never dark before.
 */
export function makeCoverJudge(memory: ViewMemory, timing: ViewTiming) {
  const makeOwnHold = (): Hold => makeHold({ onMs: timing.coveredMs, offMs: timing.wellMs });
  let hold = makeOwnHold();
  let clearMs: number | undefined;
  let usualStrength: number | undefined;
  let blank: { readonly suspicious: boolean; ms: number } | undefined;
  let toldMs = 0;

  /** Remembers when all was clear: fading edges are still known long after. */
  const noteClear = ({ best, isKnown, atMs, dtMs }: CoverSight): void => {
    if (!isKnown) return;
    const { strength } = best.likeness;
    usualStrength ??= strength;
    if (strength >= CLEAR_PART * usualStrength) clearMs = atMs;
    usualStrength += Math.min(1, dtMs / timing.latelyMs) * (strength - usualStrength);
  };

  const isSuspicious = ({ level, hour, atMs, dtMs }: CoverSight): boolean => {
    const isAbrupt = clearMs !== undefined && atMs - clearMs <= timing.abruptMs + ABRUPT_LOOKS * dtMs;
    if (!isAbrupt || memory.seenMs < timing.settledMs) return false;
    if (level >= DARK_LEVEL) return true;
    return memory.seenMs >= timing.seasonedMs && !isDarkAround(memory.darkHours, hour);
  };

  return {
    get isCovered() {
      return hold.isOn;
    },
    next(sight: CoverSight): void {
      const { best, isBlank, level, hour, atMs, dtMs } = sight;
      noteClear(sight);
      if (isBlank) {
        blank ??= { suspicious: isSuspicious(sight), ms: 0 };
        blank.ms += dtMs;
        hold.next(blank.suspicious || blank.ms >= timing.slowlyMs ? true : undefined, atMs);
      } else {
        const { likeness } = best;
        const isBack = likeness.kept >= BACK_MIN || likeness.replaced > likeness.blank;
        if (isBack) blank = undefined;
        hold.next(isBack ? false : undefined, atMs);
      }
      toldMs = hold.isOn ? toldMs + dtMs : 0;
      // A false alarm of the dark must not come again every night.
      const isTaught = blank?.suspicious !== true || toldMs >= timing.settledMs;
      if (isBlank && level < DARK_LEVEL && isTaught) memory.darkHours[hour] = true;
    },
    /** There is nothing to compare with. */
    unknown(level: number, hour: number, hasStructure: boolean): void {
      if (!hasStructure && level < DARK_LEVEL) memory.darkHours[hour] = true;
    },
    /** No pictures for a while: what happened meanwhile nobody knows. */
    interrupted(): void {
      clearMs = undefined;
    },
    forget(): void {
      hold = makeOwnHold();
      clearMs = undefined;
      usualStrength = undefined;
      blank = undefined;
    },
  };
}

function isDarkAround(darkHours: readonly boolean[], hour: number): boolean {
  return [HOURS - 1, 0, 1].some((step) => darkHours[(hour + step) % HOURS] === true);
}
