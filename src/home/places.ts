import { z } from "zod";
import { groupOf, type ObjectGroup, objectGroups } from "#domain/detection.ts";
import { LINES_MAX, ZONES_MAX } from "#domain/live-rules.ts";
import { RuleId, RuleName } from "#domain/zone.ts";
import type { LiveScene } from "#ports/live-sink.ts";

const groups = Object.keys(objectGroups) as ObjectGroup[];

/** A zone or a line of one camera, as far as Home Assistant's entities depend on it. */
export const Place = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("zone"),
    id: RuleId,
    name: RuleName,
    /** Those that count in it. */
    groups: z.array(z.enum(groups)),
    can_loiter: z.boolean(),
  }),
  z.object({ kind: z.literal("line"), id: RuleId, name: RuleName }),
]);
export type Place = z.output<typeof Place>;
export type ZonePlace = Extract<Place, { kind: "zone" }>;

export const PLACES_MAX = ZONES_MAX + LINES_MAX;

export function placesOf({ zones, lines }: LiveScene): readonly Place[] {
  return [
    ...zones.slice(0, ZONES_MAX).map(({ id, name, objects = [], canLoiter = true }): Place => {
      const counted = groups.filter((group) => objects.length === 0 || objects.map(groupOf).includes(group));
      return { kind: "zone", id, name, groups: counted, can_loiter: canLoiter };
    }),
    ...lines.slice(0, LINES_MAX).map(({ id, name }): Place => ({ kind: "line", id, name })),
  ];
}

/** Everything of a place stands in one retained document. */
export function placeLeaf({ kind, id }: Pick<Place, "kind" | "id">): string {
  return `${kind}/${id}`;
}

/** What an entity of a place is called among those of its camera; `what` is one word. */
export function placeKey({ kind, id }: Pick<Place, "kind" | "id">, what: string): string {
  return `${kind}_${id}_${what}`;
}

/** The document of the place that such an entity belongs to; nothing for an entity of the camera itself. */
export function leafOfKey(key: string): string | undefined {
  const [, kind, id] = /^(zone|line)_(.+)_[a-z]+$/.exec(key) ?? [];
  return kind === undefined || id === undefined ? undefined : `${kind}/${id}`;
}
