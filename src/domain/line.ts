import { z } from "zod";
import type { Point } from "./geometry.ts";
import { Inertia, RuleId, RuleName } from "./zone.ts";
import { areLimitsPossible, IMPOSSIBLE_LIMITS, limitsShape } from "./zone-limits.ts";
import { Corner } from "./zone-polygon.ts";

/** Of the frame; two ends nearer than this have no direction. */
const LENGTH_MIN = 1e-3;

export const LineId = RuleId.brand("LineId");
export type LineId = z.output<typeof LineId>;

export const crossingDirections = ["in", "out"] as const;
export type CrossingDirection = (typeof crossingDirections)[number];

const End = Corner.refine(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1, {
  error: "must lie inside the picture: fractions of it, from 0 to 1",
});

/**
 * A directed line at any angle. Seen in the picture by one who stands at `a` and looks to `b`, a step from the left to
 * the right is `in`; swap the ends to turn it round.
 */
export const Line = z
  .object({
    id: LineId,
    name: RuleName,
    a: End,
    b: End,
    ...limitsShape,
    /** Observations in a row beyond the line until it counts as crossed. */
    inertia: Inertia.default(2),
    /** A crossing is a reason for an alert. */
    alerts: z.boolean().default(false),
  })
  .refine(areLimitsPossible, { error: IMPOSSIBLE_LIMITS })
  .refine(({ a, b }) => Math.hypot(a.x - b.x, a.y - b.y) >= LENGTH_MIN, {
    error: "must have two different ends",
  });
export type Line = z.output<typeof Line>;

/** A line made ready: `sideOf` is the distance in heights of the frame, above 0 on the `in` side. */
export interface LineShape {
  sideOf(point: Point): number;
  /** Whether the straight way between two points on different sides leads over the line and not past its ends. */
  isMetBy(from: Point, to: Point): boolean;
  /** In heights of the frame. */
  readonly length: number;
}

/** So much beyond an end still counts, in parts of the line: rounding. */
const PAST_END = 1e-9;

export function makeLineShape({ a, b }: { readonly a: Point; readonly b: Point }, aspect: number): LineShape {
  const [dx, dy] = [(b.x - a.x) * aspect, b.y - a.y];
  const length = Math.hypot(dx, dy);
  const sideOf = ({ x, y }: Point): number => (dx * (y - a.y) - dy * (x - a.x) * aspect) / length;
  const along = ({ x, y }: Point): number => ((x - a.x) * aspect * dx + (y - a.y) * dy) / (length * length);
  return {
    length,
    sideOf,
    isMetBy(from, to) {
      const [before, after] = [sideOf(from), sideOf(to)];
      const share = before === after ? 0 : before / (before - after);
      const at = along(from) + share * (along(to) - along(from));
      return at >= -PAST_END && at <= 1 + PAST_END;
    },
  };
}
