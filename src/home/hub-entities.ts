import { alertTestOutcomes } from "#domain/alert-test.ts";
import { alertEntities } from "./alert-entities.ts";
import type { EntityRow } from "./entity-row.ts";

/** Where the hub's button for the alert test speaks to us. */
export const TEST_BUTTON = "alert_test/press";

/** What every box has; what depends on its options is in the tables of `control-entities.ts`. */
export const hubEntities: readonly EntityRow[] = [
  {
    key: "problem",
    name: "problem",
    config: {
      platform: "binary_sensor",
      device_class: "problem",
      entity_category: "diagnostic",
      state_topic: "problem",
      value_template: "{{ value_json.problem }}",
      json_attributes_topic: "problem",
    },
  },
  ...alertEntities,
  {
    key: "alerts_today",
    name: "alerts_today",
    config: {
      platform: "sensor",
      icon: "mdi:counter",
      state_class: "total_increasing",
      unit_of_measurement: "alerts",
      state_topic: "alerts_today",
    },
  },
  {
    key: "alert_test",
    name: "alert_test",
    config: {
      platform: "sensor",
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
    name: "last_alert_test",
    config: {
      platform: "sensor",
      device_class: "timestamp",
      entity_category: "diagnostic",
      state_topic: "alert_test",
      value_template: "{{ value_json.at }}",
    },
  },
  {
    key: "test_alerts",
    name: "test_alerts",
    config: {
      platform: "button",
      icon: "mdi:bell-cog",
      entity_category: "diagnostic",
      command_topic: TEST_BUTTON,
    },
  },
];
