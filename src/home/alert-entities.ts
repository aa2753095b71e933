import { riskLevels } from "#domain/analysis.ts";
import type { EntityRow } from "./entity-row.ts";

/** The alert without a risk level, where no vision model has judged it. */
export const UNRATED = "unrated";
export const alertTypes = [UNRATED, ...riskLevels] as const;
export type AlertType = (typeof alertTypes)[number];

export const EVENT_TYPE = "{{ value_json.event_type }}";
/** Updates of an alert repeat the event only when it got worse; the trigger "any" fires once per alert. */
const FIRST_OR_UPDATE = "{{ 'update' if value_json.update else 'first' }}";

/** The same on the hub and on each camera, each under its own topics. */
export const alertEntities = [
  {
    key: "alert",
    name: "alert",
    outlivesCamera: true,
    config: {
      platform: "event",
      icon: "mdi:shield-alert",
      event_types: [...alertTypes],
      state_topic: "alert",
    },
  },
  {
    key: "last_alert",
    name: "last_alert",
    outlivesCamera: true,
    config: {
      platform: "sensor",
      icon: "mdi:shield-alert",
      state_topic: "last_alert",
      value_template: "{{ value_json.title }}",
      json_attributes_topic: "last_alert",
    },
  },
  {
    key: "last_alert_image",
    name: "last_alert",
    outlivesCamera: true,
    config: { platform: "image", image_topic: "image/alert", content_type: "image/jpeg" },
  },
  alerted("any", FIRST_OR_UPDATE, "first"),
  alerted("high", EVENT_TYPE, "high"),
  alerted("critical", EVENT_TYPE, "critical"),
] satisfies readonly EntityRow[];

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
