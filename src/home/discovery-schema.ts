import { z } from "zod";

/*
 * Home Assistant's schema of a device discovery payload (components/mqtt/schemas.py and the platforms' own),
 * as far as we use it, and stricter: an unknown key is an error everywhere. One bad component makes Home Assistant
 * refuse the whole device, so every payload is checked here before it is published.
 */

/** All zones and lines that a camera can have, with long names, fit in it. */
const CONFIG_BYTES_MAX = 262_144;

const Topic = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^+#\0]+$/);
const Template = z.string().min(1).max(250);
const UniqueId = z.string().regex(/^porchlight_[a-z0-9_]+$/);
/** A zone's name and a word more. */
const Name = z.string().min(1).max(96);
const Availability = z.array(z.strictObject({ topic: Topic })).min(1);

const common = {
  unique_id: UniqueId,
  name: Name,
  /** Only looked at when the entity is made. */
  default_entity_id: z
    .string()
    .regex(/^[a-z_]+\.[a-z0-9_]+$/)
    .max(250)
    .optional(),
  icon: z
    .string()
    .regex(/^mdi:[a-z0-9-]+$/)
    .optional(),
  entity_category: z.enum(["config", "diagnostic"]).optional(),
  enabled_by_default: z.boolean().optional(),
  json_attributes_topic: Topic.optional(),
  json_attributes_template: Template.optional(),
  availability: Availability.optional(),
  qos: z.literal(1),
};

const BinarySensor = z.strictObject({
  ...common,
  platform: z.literal("binary_sensor"),
  state_topic: Topic,
  value_template: Template.optional(),
  device_class: z.enum(["motion", "occupancy", "connectivity", "problem", "tamper"]),
  payload_on: z.string().optional(),
  payload_off: z.string().optional(),
});

const Sensor = z.strictObject({
  ...common,
  platform: z.literal("sensor"),
  state_topic: Topic,
  value_template: Template.optional(),
  state_class: z.enum(["measurement", "total", "total_increasing"]).optional(),
  device_class: z.enum(["enum", "timestamp", "duration", "monetary"]).optional(),
  /** Only with the device class `enum`. */
  options: z.array(z.string().min(1)).min(1).optional(),
  unit_of_measurement: z.string().optional(),
  suggested_display_precision: z.int().min(0).optional(),
  /** Only with the state class `total`. */
  last_reset_value_template: Template.optional(),
});

const Event = z.strictObject({
  ...common,
  platform: z.literal("event"),
  state_topic: Topic,
  event_types: z.array(z.string().min(1)).min(1),
});

const Image = z.strictObject({
  ...common,
  platform: z.literal("image"),
  image_topic: Topic,
  content_type: z.literal("image/jpeg"),
});

const Switch = z.strictObject({
  ...common,
  platform: z.literal("switch"),
  state_topic: Topic,
  command_topic: Topic,
});

const Button = z.strictObject({
  ...common,
  platform: z.literal("button"),
  command_topic: Topic,
});

const Select = z.strictObject({
  ...common,
  platform: z.literal("select"),
  state_topic: Topic,
  command_topic: Topic,
  options: z.array(z.string().min(1)).min(1),
});

const NumberEntity = z.strictObject({
  ...common,
  platform: z.literal("number"),
  state_topic: Topic,
  command_topic: Topic,
  device_class: z.literal("duration"),
  unit_of_measurement: z.string(),
  min: z.number(),
  max: z.number(),
  step: z.number().positive(),
  mode: z.enum(["box", "slider"]),
});

const Text = z.strictObject({
  ...common,
  platform: z.literal("text"),
  state_topic: Topic,
  value_template: Template,
  command_topic: Topic,
  min: z.int().min(0),
  max: z.int().max(255),
});

/** From Home Assistant to us: it hands over the message alone. */
const Notify = z.strictObject({
  ...common,
  platform: z.literal("notify"),
  command_topic: Topic,
});

/** Appears in the automation editor as a trigger of the device. */
const DeviceTrigger = z.strictObject({
  platform: z.literal("device_automation"),
  automation_type: z.literal("trigger"),
  type: z.string().min(1),
  subtype: z.string().min(1),
  topic: Topic,
  value_template: Template,
  payload: z.string().min(1),
  qos: z.literal(1),
});

export const Component = z.discriminatedUnion("platform", [
  BinarySensor,
  Sensor,
  Event,
  Image,
  Switch,
  Button,
  Select,
  NumberEntity,
  Text,
  Notify,
  DeviceTrigger,
]);
export type Component = z.output<typeof Component>;

/** Takes an entity away that was announced before: leaving it out does not. */
const Tombstone = z.strictObject({
  platform: z.enum(Component.options.map((option) => option.shape.platform.value)),
});

const Entry = z.union([Component, Tombstone]);

const Url = z.url({ protocol: /^(https?|homeassistant)$/ });

export const DeviceConfig = z
  .strictObject({
    device: z.strictObject({
      identifiers: z.array(z.string().min(1)).length(1),
      name: Name,
      manufacturer: z.string(),
      model: z.string(),
      sw_version: z.string(),
      configuration_url: Url.optional(),
      via_device: z.string().min(1).optional(),
    }),
    origin: z.strictObject({ name: z.string(), sw_version: z.string() }),
    availability: Availability,
    availability_mode: z.literal("all"),
    components: z.record(z.string().regex(/^[a-z0-9_]+$/), Entry),
  })
  .refine(({ components }) => areUnique(Object.values(components).map(identityOf)), {
    error: "two components are the same entity or trigger",
  })
  .refine((config) => Buffer.byteLength(JSON.stringify(config)) <= CONFIG_BYTES_MAX, {
    error: "the payload is too large",
  });
export type DeviceConfig = z.output<typeof DeviceConfig>;

function areUnique(ids: readonly (string | undefined)[]): boolean {
  const known = ids.filter((id) => id !== undefined);
  return new Set(known).size === known.length;
}

/** What Home Assistant tells components of one device apart by; tombstones name none. */
function identityOf(component: z.output<typeof Entry>): string | undefined {
  if ("unique_id" in component) return `${component.platform} ${component.unique_id}`;
  return "type" in component ? `trigger ${component.type} ${component.subtype}` : undefined;
}
