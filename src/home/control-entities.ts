import { COOLDOWN_MAX_S, houseModes } from "#domain/alert-settings.ts";
import { NOTE_CHARS_MAX } from "#domain/briefing.ts";
import { aiHubEntities } from "./ai-entities.ts";
import type { ControlTraits } from "./controls.ts";
import type { EntityRow } from "./entity-row.ts";
import { switchEntity } from "./switch-entity.ts";

export const SNOOZE_MINUTES_MIN = 5;
export const SNOOZE_MINUTES_MAX = 480;

/** The hub's, as far as there is something behind them. */
export function hubControls({ alerting, household, ai }: ControlTraits): readonly EntityRow[] {
  return [
    ...(alerting ? alertingHub : []),
    ...(ai === undefined ? [] : aiHubEntities(ai)),
    ...(household ? householdEntities : []),
  ];
}

/** The same of each camera. */
export function cameraControls({ alerting, ai }: ControlTraits): readonly EntityRow[] {
  return [
    ...(alerting ? alertingCamera : []),
    ...(ai === undefined ? [] : [switchEntity("analysis", "ai_analysis", "mdi:creation", "config")]),
  ];
}

const UNTIL = "{{ value_json.until }}";

const alertingHub: readonly EntityRow[] = [
  {
    key: "mode",
    name: "mode",
    config: {
      platform: "select",
      icon: "mdi:shield-home",
      options: [...houseModes],
      state_topic: "mode",
      command_topic: "mode/set",
    },
  },
  {
    key: "snooze",
    name: "snooze_notifications",
    config: { platform: "button", icon: "mdi:bell-sleep", command_topic: "snooze/press" },
  },
  {
    key: "resume",
    name: "resume_notifications",
    config: { platform: "button", icon: "mdi:bell-ring", command_topic: "resume/press" },
  },
  {
    key: "snoozed_until",
    name: "notifications_snoozed_until",
    config: {
      platform: "sensor",
      icon: "mdi:bell-sleep",
      device_class: "timestamp",
      state_topic: "snooze",
      value_template: UNTIL,
    },
  },
  {
    key: "snooze_minutes",
    name: "snooze_length",
    config: {
      platform: "number",
      icon: "mdi:timer-outline",
      device_class: "duration",
      entity_category: "config",
      unit_of_measurement: "min",
      min: SNOOZE_MINUTES_MIN,
      max: SNOOZE_MINUTES_MAX,
      step: 5,
      mode: "box",
      state_topic: "snooze_minutes",
      command_topic: "snooze_minutes/set",
    },
  },
];

const alertingCamera: readonly EntityRow[] = [
  {
    key: "snooze",
    name: "snooze",
    outlivesCamera: true,
    config: { platform: "button", icon: "mdi:bell-sleep", command_topic: "snooze/press" },
  },
  {
    key: "resume",
    name: "resume",
    outlivesCamera: true,
    config: { platform: "button", icon: "mdi:bell-ring", command_topic: "resume/press" },
  },
  {
    key: "snoozed_until",
    name: "snoozed_until",
    outlivesCamera: true,
    config: {
      platform: "sensor",
      icon: "mdi:bell-sleep",
      device_class: "timestamp",
      state_topic: "snooze",
      value_template: UNTIL,
    },
  },
  {
    key: "cooldown",
    name: "alert_cooldown",
    outlivesCamera: true,
    config: {
      platform: "number",
      icon: "mdi:timer-sand",
      device_class: "duration",
      entity_category: "config",
      unit_of_measurement: "s",
      min: 0,
      max: COOLDOWN_MAX_S,
      step: 1,
      mode: "box",
      state_topic: "cooldown",
      command_topic: "cooldown/set",
    },
  },
];

const householdEntities: readonly EntityRow[] = [
  {
    key: "context",
    name: "household_context",
    config: {
      platform: "text",
      icon: "mdi:home-edit",
      entity_category: "config",
      min: 0,
      max: NOTE_CHARS_MAX,
      state_topic: "household",
      value_template: "{{ value_json.text }}",
      json_attributes_topic: "household",
      json_attributes_template: "{{ {'notes': value_json.notes} | tojson }}",
      command_topic: "household/set",
    },
  },
  {
    key: "tell",
    name: "note",
    config: { platform: "notify", icon: "mdi:note-plus", command_topic: "note/set" },
  },
];
