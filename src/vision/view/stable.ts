import { compare } from "./compare.ts";
import { blend, copy, makeSketch, type Sketch } from "./sketch.ts";

/** Still the same view. */
const SAME_MIN = 0.7;
/** Another one. */
const CHANGED_MAX = 0.5;
const RATE = 0.02;

/** For how long a view that is not the known one has been there. */
export function makeStable() {
  const candidate = makeSketch();
  let forMs: number | undefined;
  return {
    next(now: Sketch, dtMs: number): number {
      const same = forMs === undefined ? 0 : compare(candidate, now).kept;
      if (forMs === undefined || same < CHANGED_MAX) {
        copy(now, candidate);
        forMs = 0;
      } else if (same >= SAME_MIN) {
        blend(candidate, now, RATE);
        forMs += dtMs;
      }
      return forMs;
    },
    forget(): void {
      forMs = undefined;
    },
  };
}
