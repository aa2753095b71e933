import { z } from "zod";
import type { Polygon } from "./geometry.ts";
import { Line } from "./line.ts";
import { ObjectMask, Zone } from "./zone.ts";
import { areLimitsPossible, IMPOSSIBLE_LIMITS, ObjectWords, SizeLimits } from "./zone-limits.ts";

export const ZONES_MAX = 32;
export const LINES_MAX = 16;
export const MASKS_MAX = 16;

/** What the owner drew into the picture of one camera, and what counts there. */
export const LiveRules = z
  .object({
    /** Rises with each edit. */
    version: z.int().min(0).default(0),
    zones: z.array(Zone).max(ZONES_MAX).default([]),
    lines: z.array(Line).max(LINES_MAX).default([]),
    masks: z.array(ObjectMask).max(MASKS_MAX).default([]),
    /** Of everything that this camera sees; zones and lines may be stricter. */
    size: SizeLimits.refine(areLimitsPossible, { error: IMPOSSIBLE_LIMITS }).prefault({}),
    /** Objects that are a reason for an alert also when they leave after they stood still: a parked car. */
    alerts_on_left: ObjectWords.default([]),
  })
  .superRefine((rules, context) => {
    for (const kind of ["zones", "lines", "masks"] as const) {
      for (const [index, { id, name }] of rules[kind].entries()) {
        const earlier = rules[kind].slice(0, index);
        if (earlier.some((other) => other.id === id || other.name === name)) {
          const message = `must not be there twice: "${name}" or its id is taken. Choose another name`;
          context.addIssue({ code: "custom", path: [kind, index], message });
        }
      }
    }
  });
export type LiveRules = z.output<typeof LiveRules>;

/** Whether an alert needs a zone or a line: then merely being seen is no reason. */
export function hasAlertPlaces({ zones, lines }: LiveRules): boolean {
  return zones.some(({ alerts }) => alerts) || lines.some(({ alerts }) => alerts);
}

/** Where motion does not count: a mask of some objects only leaves others that must be seen to move. */
export function motionMasks({ masks }: LiveRules): readonly Polygon[] {
  return masks.filter(({ objects }) => objects.length === 0).map(({ polygon }) => polygon);
}
