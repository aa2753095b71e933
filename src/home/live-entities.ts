import type { ObjectGroup } from "#domain/detection.ts";
import { crossingDirections } from "#domain/line.ts";
import type { EntityRow } from "./entities.ts";
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
  count("person", "Person count", "people"),
  count("vehicle", "Vehicle count", "vehicles"),
  count("animal", "Animal count", "animals"),
] as const satisfies readonly EntityRow[];

function count(group: ObjectGroup, name: string, unit: string) {
  return {
    key: `${group}_count`,
    group,
    config: {
      platform: "sensor",
      name,
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
  const binary = (what: string, more: Partial<BinarySensor> = {}): EntityRow => ({
    key: placeKey(zone, what),
    config: {
      platform: "binary_sensor",
      name: `${zone.name} ${what}`,
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
      config: {
        platform: "sensor",
        name: `${zone.name} count`,
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
      outlivesCamera: true,
      config: {
        platform: "event",
        name: `${zone.name} ${VISITS}`,
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
      outlivesCamera: true,
      config: {
        platform: "event",
        name: `${line.name} ${CROSSINGS}`,
        icon: "mdi:vector-line",
        event_types: [...crossingDirections],
        state_topic: `${leaf}/${CROSSINGS}`,
      },
    },
    ...crossingDirections.map(
      (direction): EntityRow => ({
        key: placeKey(line, direction),
        outlivesCamera: true,
        config: {
          platform: "sensor",
          name: `${line.name} ${direction} today`,
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
