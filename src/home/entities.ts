import { alertTestOutcomes } from "#domain/alert-test.ts";
import { riskLevels } from "#domain/analysis.ts";
import type { ObjectGroup } from "#domain/detection.ts";
import type { Component } from "./discovery-schema.ts";
import { OFFLINE, ONLINE } from "./topics.ts";

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** One entity or device trigger. Keys are Home Assistant's; topics are the part after the device's own. */
export interface EntityRow {
  /** Part of the unique id: never changes, or the entity is lost to its owner. */
  readonly key: string;
  /** Only for cameras that look for this group. */
  readonly group?: ObjectGroup;
  /**
   * Stays available while the camera is offline. Events do: the alert of the last clip before a cable is cut
   * must not arrive at an entity that is unavailable.
   */
  readonly outlivesCamera?: true;
  readonly config: DistributiveOmit<Component, "unique_id" | "qos" | "availability">;
}

/** The alert without a risk level, where no vision model has judged it. */
export const UNRATED = "unrated";
export const alertTypes = [UNRATED, ...riskLevels] as const;
export type AlertType = (typeof alertTypes)[number];

/** Something outside the three groups that the owner asked for by name. */
export const OTHER_OBJECT = "object";
export type DetectionType = ObjectGroup | typeof OTHER_OBJECT;

const TITLE = "{{ value_json.title }}";

/** The same on the hub and on each camera, each under its own topics. */
const LAST_ALERT = {
  platform: "sensor",
  name: "Last alert",
  icon: "mdi:shield-alert",
  state_topic: "last_alert",
  value_template: TITLE,
  json_attributes_topic: "last_alert",
} as const satisfies EntityRow["config"];
const LAST_ALERT_IMAGE = {
  platform: "image",
  name: "Last alert",
  image_topic: "image/alert",
  content_type: "image/jpeg",
} as const satisfies EntityRow["config"];
const EVENT_TYPE = "{{ value_json.event_type }}";
/** Updates of an alert repeat the event only when it got worse; the trigger "any" fires once per alert. */
const FIRST_OR_UPDATE = "{{ 'update' if value_json.update else 'first' }}";

/** Where the hub's button for the alert test speaks to us. */
export const TEST_BUTTON = "alert_test/press";

export const hubEntities = [
  {
    key: "problem",
    config: {
      platform: "binary_sensor",
      name: "Problem",
      device_class: "problem",
      entity_category: "diagnostic",
      state_topic: "problem",
      value_template: "{{ value_json.problem }}",
      json_attributes_topic: "problem",
    },
  },
  {
    key: "last_alert",
    config: LAST_ALERT,
  },
  {
    key: "last_alert_image",
    config: LAST_ALERT_IMAGE,
  },
  {
    key: "alerts_today",
    config: {
      platform: "sensor",
      name: "Alerts today",
      icon: "mdi:counter",
      state_class: "total_increasing",
      unit_of_measurement: "alerts",
      state_topic: "alerts_today",
    },
  },
  {
    key: "alert_test",
    config: {
      platform: "sensor",
      name: "Alert test",
      icon: "mdi:bell-check",
      device_class: "enum",
      options: [...alertTestOutcomes],
      entity_category: "diagnostic",
      state_topic: "alert_test",
      value_template: "{{ value_json.outcome }}",
      json_attributes_topic: "alert_test",
    },
  },
  {
    key: "alert_test_time",
    config: {
      platform: "sensor",
      name: "Last alert test",
      device_class: "timestamp",
      entity_category: "diagnostic",
      state_topic: "alert_test",
      value_template: "{{ value_json.at }}",
    },
  },
  {
    key: "test_alerts",
    config: {
      platform: "button",
      name: "Test the alerts",
      icon: "mdi:bell-cog",
      entity_category: "diagnostic",
      command_topic: TEST_BUTTON,
    },
  },
] as const satisfies readonly EntityRow[];

export const cameraEntities = [
  {
    key: "motion",
    config: { platform: "binary_sensor", name: "Motion", device_class: "motion", state_topic: "motion" },
  },
  {
    key: "person",
    group: "person",
    config: { platform: "binary_sensor", name: "Person", device_class: "occupancy", state_topic: "person" },
  },
  {
    key: "vehicle",
    group: "vehicle",
    config: { platform: "binary_sensor", name: "Vehicle", device_class: "occupancy", state_topic: "vehicle" },
  },
  {
    key: "animal",
    group: "animal",
    config: { platform: "binary_sensor", name: "Animal", device_class: "occupancy", state_topic: "animal" },
  },
  {
    key: "connection",
    outlivesCamera: true,
    config: {
      platform: "binary_sensor",
      name: "Connection",
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
    outlivesCamera: true,
    config: {
      platform: "binary_sensor",
      name: "Picture problem",
      device_class: "problem",
      entity_category: "diagnostic",
      state_topic: "picture",
      value_template: "{{ value_json.problem }}",
      json_attributes_topic: "picture",
    },
  },
  {
    key: "tampering",
    outlivesCamera: true,
    config: {
      platform: "binary_sensor",
      name: "Tampering",
      device_class: "tamper",
      entity_category: "diagnostic",
      state_topic: "picture",
      value_template: "{{ value_json.tampering }}",
    },
  },
  {
    key: "detection",
    outlivesCamera: true,
    config: {
      platform: "event",
      name: "Detection",
      icon: "mdi:eye",
      event_types: ["person", "vehicle", "animal", OTHER_OBJECT],
      state_topic: "detection",
    },
  },
  {
    key: "alert",
    outlivesCamera: true,
    config: {
      platform: "event",
      name: "Alert",
      icon: "mdi:shield-alert",
      event_types: [...alertTypes],
      state_topic: "alert",
    },
  },
  {
    key: "last_alert",
    outlivesCamera: true,
    config: LAST_ALERT,
  },
  {
    key: "last_alert_image",
    outlivesCamera: true,
    config: LAST_ALERT_IMAGE,
  },
  cameraSwitch("detection", "Detection", "mdi:eye", "config"),
  cameraSwitch("recording", "Recording", "mdi:record-rec", "config"),
  cameraSwitch("notifications", "Notifications", "mdi:bell"),
  detected("person"),
  detected("vehicle"),
  detected("animal"),
  alerted("any", FIRST_OR_UPDATE, "first"),
  alerted("high", EVENT_TYPE, "high"),
  alerted("critical", EVENT_TYPE, "critical"),
] satisfies readonly EntityRow[];

function cameraSwitch(name: string, title: string, icon: string, category?: "config"): EntityRow {
  return {
    key: `${name}_switch`,
    outlivesCamera: true,
    config: {
      platform: "switch",
      name: title,
      icon,
      ...(category === undefined ? {} : { entity_category: category }),
      state_topic: `switch/${name}`,
      command_topic: `switch/${name}/set`,
    },
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

function alerted(subtype: string, template: string, payload: string): EntityRow {
  return {
    key: `trigger_alert_${subtype}`,
    config: {
      platform: "device_automation",
      automation_type: "trigger",
      type: "alert",
      subtype,
      topic: "alert",
      value_template: template,
      payload,
    },
  };
}
