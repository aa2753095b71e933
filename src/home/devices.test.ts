import { expect, test } from "vitest";
import { CameraId } from "#domain/ids.ts";
import { cameraDevice, hubDevice } from "./devices.ts";
import { DeviceConfig } from "./discovery-schema.ts";
import { makeTopics } from "./topics.ts";

const topics = makeTopics("a1b2c3", "homeassistant");
const context = { topics, version: "1.2.3", configurationUrl: "homeassistant://app/porchlight" };
const frontDoor = { id: CameraId.parse("00c7f3"), name: "Front door" };
const everything = ["person", "vehicle", "animal"];

test("the hub has its first set of entities", () => {
  const { config } = hubDevice(context);

  expect(Object.keys(config.components)).toEqual([
    "problem",
    "alert",
    "last_alert",
    "last_alert_image",
    "trigger_alert_any",
    "trigger_alert_high",
    "trigger_alert_critical",
    "alerts_today",
    "alert_test",
    "alert_test_time",
    "test_alerts",
  ]);
  expect(config.device).toEqual({
    identifiers: ["porchlight_a1b2c3"],
    name: "Porchlight",
    manufacturer: "Porchlight",
    model: "AI camera hub",
    sw_version: "1.2.3",
    configuration_url: "homeassistant://app/porchlight",
  });
});

test("a camera has entities, switches and device triggers", () => {
  const { config } = cameraDevice(context, frontDoor, everything, true);

  expect(Object.keys(config.components)).toEqual([
    "motion",
    "person",
    "vehicle",
    "animal",
    "connection",
    "picture_problem",
    "tampering",
    "detection",
    "alert",
    "last_alert",
    "last_alert_image",
    "trigger_alert_any",
    "trigger_alert_high",
    "trigger_alert_critical",
    "severity",
    "activity",
    "last_person",
    "detection_switch",
    "recording_switch",
    "notifications_switch",
    "trigger_detected_person",
    "trigger_detected_vehicle",
    "trigger_detected_animal",
    "person_count",
    "vehicle_count",
    "animal_count",
  ]);
  expect(config.device.via_device).toBe("porchlight_a1b2c3");
});

test("only the groups that a camera looks for become entities, also by one of their labels", () => {
  const { config } = cameraDevice(context, frontDoor, ["person", "dog", "suitcase"], true);

  const keys = Object.keys(config.components);
  expect(keys).toEqual(expect.arrayContaining(["person", "animal", "trigger_detected_animal"]));
  expect(keys).not.toContain("vehicle");
  expect(keys).not.toContain("trigger_detected_vehicle");
});

test("ids and topics stay when the camera is renamed", () => {
  const before = cameraDevice(context, frontDoor, everything, true);
  const after = cameraDevice(context, { ...frontDoor, name: "Porch" }, everything, true);

  expect({ ...after.config, device: { ...after.config.device, name: "Front door" } }).toEqual(before.config);
  expect(after.config.components["motion"]).toMatchObject({
    unique_id: "porchlight_a1b2c3_00c7f3_motion",
    state_topic: "porchlight/a1b2c3/00c7f3/motion",
  });
});

test("what tells of the past stays available while the camera is offline, what tells of now does not", () => {
  const { config } = cameraDevice(context, frontDoor, everything, true);

  const hubOnly = Object.entries(config.components)
    .filter(([, component]) => "availability" in component)
    .map(([key]) => key);

  expect(hubOnly).toEqual([
    "connection",
    "picture_problem",
    "tampering",
    "detection",
    "alert",
    "last_alert",
    "last_alert_image",
    "severity",
    "last_person",
    "detection_switch",
    "recording_switch",
    "notifications_switch",
  ]);
  expect(config.availability).toEqual([
    { topic: "porchlight/a1b2c3/status" },
    { topic: "porchlight/a1b2c3/00c7f3/status" },
  ]);
});

test.each([
  ["quotes", `O'Brien's "best" \\ camera`],
  ["a template", "{{ states('sensor.x') }} {% raw %}"],
  ["emoji", "🏡👨‍👩‍👧‍👦 Haustür"],
  ["64 characters", "x".repeat(64)],
  ["something like a topic", "a/+/b/#"],
  ["a single space around", "-"],
])("a name with %s changes nothing but the name", (_, name) => {
  const plain = cameraDevice(context, frontDoor, everything, true).config;

  const { config } = cameraDevice(context, { ...frontDoor, name }, everything, true);

  expect(config).toEqual({ ...plain, device: { ...plain.device, name } });
  expect(DeviceConfig.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
});

const valid = cameraDevice(context, frontDoor, everything, true).config;
const { motion, trigger_alert_any: trigger } = valid.components;
const { unique_id: _, ...withoutId } = { unique_id: "", ...motion };
const components = (more: object) => ({ ...valid, components: { ...valid.components, ...more } });

test.each<[string, object]>([
  ["an unknown root key", { ...valid, "~": "base" }],
  ["an unknown device key", { ...valid, device: { ...valid.device, colour: "red" } }],
  ["a nameless device", { ...valid, device: { ...valid.device, name: "" } }],
  ["no unique id", components({ motion: withoutId })],
  ["an unknown platform", components({ x: { platform: "infrared" } })],
  ["both forms of availability", components({ motion: { ...motion, availability_topic: "a" } })],
  ["a misspelt option", components({ motion: { ...motion, statetopic: "a" } })],
  ["a wildcard in a topic", components({ motion: { ...motion, state_topic: "a/#" } })],
  ["the same entity twice", components({ motion2: motion })],
  ["the same trigger twice", components({ again: trigger })],
])("a payload with %s is refused before it is published", (_title, config) => {
  expect(DeviceConfig.safeParse(valid).success).toBe(true);
  expect(DeviceConfig.safeParse(config).success).toBe(false);
});
