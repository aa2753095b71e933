import { riskLevels } from "#domain/analysis.ts";
import type { ObjectGroup } from "#domain/detection.ts";
import { alertEntities, EVENT_TYPE } from "./alert-entities.ts";
import type { EntityRow } from "./entity-row.ts";
import { switchEntity } from "./switch-entity.ts";
import { OFFLINE, ONLINE } from "./topics.ts";

/** Something outside the three groups that the owner asked for by name. */
export const OTHER_OBJECT = "object";
export type DetectionType = ObjectGroup | typeof OTHER_OBJECT;

/** How bad the last alert was; nothing once that is a while ago. */
export const NO_SEVERITY = "none";
export const severities = [NO_SEVERITY, ...riskLevels] as const;
export type Severity = (typeof severities)[number];

/** What goes on at a camera, and what is done about it. In rising order. */
export const activities = ["idle", "motion", "tracking", "analyzing", "alert"] as const;
export type Activity = (typeof activities)[number];

/** What every camera has; what depends on the box's options is in the tables of `control-entities.ts`. */
export const cameraEntities: readonly EntityRow[] = [
  {
    key: "motion",
    name: "motion",
    config: { platform: "binary_sensor", device_class: "motion", state_topic: "motion" },
  },
  present("person"),
  present("vehicle"),
  present("animal"),
  {
    key: "connection",
    name: "connection",
    outlivesCamera: true,
    config: {
      platform: "binary_sensor",
      device_class: "connectivity",
      entity_category: "diagnostic",
      state_topic: "status",
      payload_on: ONLINE,
      payload_off: OFFLINE,
      json_attributes_topic: "connection",
    },
  },
  {
    key: "picture_problem",
    name: "picture_problem",
    outlivesCamera: true,
    config: {
      platform: "binary_sensor",
      device_class: "problem",
      entity_category: "diagnostic",
      state_topic: "picture",
      value_template: "{{ value_json.problem }}",
      json_attributes_topic: "picture",
    },
  },
  {
    key: "tampering",
    name: "tampering",
    outlivesCamera: true,
    config: {
      platform: "binary_sensor",
      device_class: "tamper",
      entity_category: "diagnostic",
      state_topic: "picture",
      value_template: "{{ value_json.tampering }}",
    },
  },
  {
    key: "detection",
    name: "detection",
    outlivesCamera: true,
    config: {
      platform: "event",
      icon: "mdi:eye",
      event_types: ["person", "vehicle", "animal", OTHER_OBJECT],
      state_topic: "detection",
    },
  },
  ...alertEntities,
  {
    key: "severity",
    name: "severity",
    outlivesCamera: true,
    config: {
      platform: "sensor",
      icon: "mdi:alert-octagon",
      device_class: "enum",
      options: [...severities],
      state_topic: "severity",
    },
  },
  {
    key: "activity",
    name: "activity",
    config: {
      platform: "sensor",
      icon: "mdi:motion-sensor",
      device_class: "enum",
      options: [...activities],
      state_topic: "activity",
    },
  },
  {
    key: "last_person",
    name: "last_person",
    group: "person",
    outlivesCamera: true,
    config: {
      platform: "sensor",
      icon: "mdi:account-clock",
      device_class: "timestamp",
      state_topic: "last_person",
    },
  },
  switchEntity("detection", "detection", "mdi:eye", "config"),
  switchEntity("recording", "recording", "mdi:record-rec", "config"),
  switchEntity("notifications", "notifications", "mdi:bell"),
  detected("person"),
  detected("vehicle"),
  detected("animal"),
];

function present(group: ObjectGroup): EntityRow {
  return {
    key: group,
    name: group,
    group,
    config: { platform: "binary_sensor", device_class: "occupancy", state_topic: group },
  };
}

function detected(group: ObjectGroup): EntityRow {
  return {
    key: `trigger_detected_${group}`,
    group,
    config: {
      platform: "device_automation",
      automation_type: "trigger",
      type: "detected",
      subtype: group,
      topic: "detection",
      value_template: EVENT_TYPE,
      payload: group,
    },
  };
}
