import { type Hold, makeHold } from "./hold.ts";
import type { Recognised, ViewMemory } from "./memory.ts";
import { makeSearch } from "./search.ts";
import type { Sketch } from "./sketch.ts";
import { makeStable } from "./stable.ts";
import type { ViewTiming } from "./timing.ts";

export interface MoveSight {
  readonly best: Recognised;
  readonly isBlank: boolean;
  readonly isKnown: boolean;
  readonly now: Sketch;
  readonly atMs: number;
  readonly dtMs: number;
}

/** What is to be learned from a view that is not quite the known one. */
export type MoveNews = "other light" | "new view" | undefined;

/** Nothing but chance of the scene is where it was, and most of it shows something else. */
const OTHER_KEPT_MAX = 0.2;
const OTHER_REPLACED_MIN = 0.6;
/** So much of the scene in its place is the scene in another light. Half of it hidden by a lorry is too. */
const LIGHT_KEPT_MIN = 0.3;
const LIGHT_REPLACED_MAX = 0.55;

/** Moved: the scene is elsewhere in the picture, or another one stands there for long. */
export function makeMoveJudge(memory: ViewMemory, timing: ViewTiming) {
  const makeOwnHold = (): Hold => makeHold({ onMs: timing.movedMs, offMs: timing.wellMs });
  const search = makeSearch(memory);
  const stable = makeStable();
  let hold = makeOwnHold();

  const rest = (): void => {
    search.forget();
    stable.forget();
  };

  /** Another view, told or not yet. */
  const weigh = ({ best, atMs, dtMs }: MoveSight, forMs: number): MoveNews => {
    const { kept, replaced } = best.likeness;
    const isOther = kept <= OTHER_KEPT_MAX && replaced >= OTHER_REPLACED_MIN;
    if (memory.seenMs < timing.settledMs) {
      return (isOther || search.isFound) && forMs >= timing.movedMs ? "new view" : undefined;
    }
    const isSeasoned = memory.seenMs >= timing.seasonedMs;
    const isProven = search.isFound || (isOther && isSeasoned && forMs >= timing.otherViewMs);
    if (hold.next(isProven ? true : undefined, atMs)) {
      memory.otherMs += dtMs;
      return memory.otherMs >= timing.acceptMs ? "new view" : undefined;
    }
    if (search.isFound) return undefined;
    if (kept >= LIGHT_KEPT_MIN && replaced <= LIGHT_REPLACED_MAX)
      return forMs >= timing.otherLightMs ? "other light" : undefined;
    return isOther && !isSeasoned && forMs >= timing.slowlyMs ? "new view" : undefined;
  };

  return {
    get isMoved() {
      return hold.isOn;
    },
    next(sight: MoveSight): MoveNews {
      const { best, isKnown, isBlank, now, atMs, dtMs } = sight;
      if (isKnown) rest();
      if (isKnown || isBlank) {
        hold.next(isKnown ? false : undefined, atMs);
        return undefined;
      }
      search.next(best.likeness, now);
      const news = weigh(sight, stable.next(now, dtMs));
      if (news !== undefined) rest();
      if (news === "new view") hold = makeOwnHold();
      return news;
    },
    interrupted: rest,
    forget(): void {
      rest();
      hold = makeOwnHold();
    },
  };
}
