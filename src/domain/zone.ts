import { z } from "zod";
import { areLimitsPossible, IMPOSSIBLE_LIMITS, limitsShape, ObjectWords } from "./zone-limits.ts";
import { ZonePolygon } from "./zone-polygon.ts";

/** Never changes, whatever the owner calls the place: entities are named after it. */
export const RuleId = z
  .string()
  .regex(/^[a-z0-9]+(_[a-z0-9]+)*$/, { error: "must be of small letters, digits and single _" })
  .max(32);
export const RuleName = z.string().trim().min(1).max(64);

export const ZoneId = RuleId.brand("ZoneId");
export type ZoneId = z.output<typeof ZoneId>;

/** How many observations in a row make up the mind about a track. */
export const Inertia = z.int().min(1).max(30);

/** A place in the picture. A track is in it where its foot is. */
export const Zone = z
  .object({
    id: ZoneId,
    name: RuleName,
    polygon: ZonePolygon,
    ...limitsShape,
    /** Observations in a row until a track counts as inside, or as having left. */
    inertia: Inertia.default(3),
    /** From this many seconds inside it is loitering, told once a stay. */
    loiter_s: z.number().min(1).max(86_400).optional(),
    /** An alert needs somebody in such a zone, if there is one. */
    alerts: z.boolean().default(true),
  })
  .refine(areLimitsPossible, { error: IMPOSSIBLE_LIMITS });
export type Zone = z.output<typeof Zone>;

/** A place that is not looked at: what stands there is taken for unseen. Of everything, also motion there does not count. */
export const ObjectMask = z.object({
  id: RuleId,
  name: RuleName,
  polygon: ZonePolygon,
  /** Empty: everything. */
  objects: ObjectWords.default([]),
});
export type ObjectMask = z.output<typeof ObjectMask>;
