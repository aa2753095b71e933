import type { ObjectGroup } from "#domain/detection.ts";
import { crossingDirections } from "#domain/line.ts";
import type { EntityRow } from "./entity-row.ts";
import { type Place, placeKey, placeLeaf, type ZonePlace } from "./places.ts";

/** What somebody does in a zone. */
export const visitTypes = ["enter", "exit", "dwell"] as const;
export type VisitType = (typeof visitTypes)[number];

/** Below the document of a zone, and of a line. */
export const VISITS = "activity";
export const CROSSINGS = "crossing";

const WHO = "{{ {'labels': value_json.labels, 'count': value_json.count} | tojson }}";

/** How many of each group are in the picture, for those who want to know. */
export const OBJECT_COUNTS = "objects";
export const countEntities = [
  count("person", "people"),
  count("vehicle", "vehicles"),
  count("animal", "animals"),
] as const satisfies readonly EntityRow[];

function count(group: ObjectGroup, unit: string) {
  return {
    key: `${group}_count`,
    name: `${group}_count`,
    group,
    config: {
      platform: "sensor",
      icon: "mdi:counter",
      state_class: "measurement",
      unit_of_measurement: unit,
      enabled_by_default: false,
      state_topic: OBJECT_COUNTS,
      value_template: `{{ value_json.${group} }}`,
    },
  } as const satisfies EntityRow;
}

/** The entities of a zone or a line. Ids follow its id, names its name. */
export function placeEntities(place: Place): readonly EntityRow[] {
  return place.kind === "zone" ? zoneEntities(place) : lineEntities(place);
}

type BinarySensor = Extract<EntityRow["config"], { platform: "binary_sensor" }>;

function zoneEntities(zone: ZonePlace): readonly EntityRow[] {
  const state_topic = placeLeaf(zone);
  const { name: place } = zone;
  const binary = (
    what: "occupancy" | "loitering" | ObjectGroup,
    more: Partial<BinarySensor> = {},
  ): EntityRow => ({
    key: placeKey(zone, what),
    name: `zone_${what}`,
    place,
    config: {
      platform: "binary_sensor",
      device_class: "occupancy",
      state_topic,
      value_template: `{{ value_json.${what} }}`,
      ...more,
    },
  });
  return [
    binary("occupancy", { json_attributes_topic: state_topic, json_attributes_template: WHO }),
    ...zone.groups.map((group) => ({ ...binary(group, { enabled_by_default: false }), group })),
    {
      key: placeKey(zone, "count"),
      name: "zone_count",
      place,
      config: {
        platform: "sensor",
        icon: "mdi:counter",
        state_class: "measurement",
        unit_of_measurement: "objects",
        enabled_by_default: false,
        state_topic,
        value_template: "{{ value_json.count }}",
      },
    },
    ...(zone.can_loiter ? [binary("loitering")] : []),
    {
      key: placeKey(zone, VISITS),
      name: "zone_activity",
      place,
      outlivesCamera: true,
      config: {
        platform: "event",
        icon: "mdi:vector-polygon",
        event_types: [...visitTypes],
        state_topic: `${state_topic}/${VISITS}`,
      },
    },
  ];
}

function lineEntities(line: Place): readonly EntityRow[] {
  const leaf = placeLeaf(line);
  return [
    {
      key: placeKey(line, CROSSINGS),
      name: "line_crossing",
      place: line.name,
      outlivesCamera: true,
      config: {
        platform: "event",
        icon: "mdi:vector-line",
        event_types: [...crossingDirections],
        state_topic: `${leaf}/${CROSSINGS}`,
      },
    },
    ...crossingDirections.map(
      (direction): EntityRow => ({
        key: placeKey(line, direction),
        name: `line_${direction}_today`,
        place: line.name,
        outlivesCamera: true,
        config: {
          platform: "sensor",
          icon: "mdi:counter",
          // Home Assistant takes midnight's fall to 0 for a new beginning; `last_reset` is not for this class.
          state_class: "total_increasing",
          unit_of_measurement: "crossings",
          enabled_by_default: false,
          state_topic: leaf,
          value_template: `{{ value_json.${direction}_today }}`,
        },
      }),
    ),
  ];
}
