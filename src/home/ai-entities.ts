import type { AiTraits } from "./controls.ts";
import type { EntityRow } from "./entity-row.ts";
import { switchEntity } from "./switch-entity.ts";

/** All but the switch stand in one retained document. */
export const AI = "ai";

/** What the hub has to say of the vision models. */
export function aiHubEntities({ hasPrices, hasLimits, currency }: AiTraits): readonly EntityRow[] {
  return [
    switchEntity("analysis", "ai_analysis", "mdi:creation", "config"),
    provider,
    requestsToday,
    ...(hasPrices ? [costToday(currency)] : []),
    ...(hasLimits ? [budgetUsed] : []),
    latency,
    queue,
  ];
}

const provider: EntityRow = {
  key: "ai_provider",
  name: "ai_provider",
  config: {
    platform: "binary_sensor",
    device_class: "connectivity",
    entity_category: "diagnostic",
    state_topic: AI,
    value_template: "{{ value_json.provider }}",
    json_attributes_topic: AI,
    json_attributes_template: "{{ {'models': value_json.models} | tojson }}",
  },
};

const requestsToday: EntityRow = {
  key: "ai_requests_today",
  name: "ai_requests_today",
  config: {
    platform: "sensor",
    icon: "mdi:counter",
    entity_category: "diagnostic",
    state_class: "total_increasing",
    unit_of_measurement: "requests",
    state_topic: AI,
    value_template: "{{ value_json.requests_today }}",
  },
};

/** Money has a class only with its currency, and Home Assistant wants to be told when such a sum begins anew. */
function costToday(currency: string | undefined): EntityRow {
  return {
    key: "ai_cost_today",
    name: "ai_cost_today",
    config: {
      platform: "sensor",
      icon: "mdi:cash",
      entity_category: "diagnostic",
      state_class: "total",
      ...(currency === undefined ? {} : { device_class: "monetary", unit_of_measurement: currency }),
      suggested_display_precision: 2,
      state_topic: AI,
      value_template: "{{ value_json.cost_today }}",
      last_reset_value_template: "{{ value_json.since }}",
    },
  };
}

const budgetUsed: EntityRow = {
  key: "ai_budget_used",
  name: "ai_budget_used",
  config: {
    platform: "sensor",
    icon: "mdi:gauge",
    entity_category: "diagnostic",
    state_class: "measurement",
    unit_of_measurement: "%",
    suggested_display_precision: 0,
    state_topic: AI,
    value_template: "{{ value_json.budget_used }}",
    json_attributes_topic: AI,
    json_attributes_template: "{{ {'limits': value_json.limits} | tojson }}",
  },
};

const latency: EntityRow = {
  key: "ai_latency",
  name: "ai_latency",
  config: {
    platform: "sensor",
    device_class: "duration",
    entity_category: "diagnostic",
    enabled_by_default: false,
    state_class: "measurement",
    unit_of_measurement: "s",
    suggested_display_precision: 1,
    state_topic: AI,
    value_template: "{{ value_json.latency_s }}",
  },
};

const queue: EntityRow = {
  key: "ai_queue",
  name: "ai_queue",
  config: {
    platform: "sensor",
    icon: "mdi:tray-full",
    entity_category: "diagnostic",
    enabled_by_default: false,
    state_class: "measurement",
    unit_of_measurement: "clips",
    state_topic: AI,
    value_template: "{{ value_json.waiting }}",
  },
};
