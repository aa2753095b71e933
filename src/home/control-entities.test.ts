import { expect, test } from "vitest";
import { CameraId } from "#domain/ids.ts";
import { aScene, aSceneZone } from "#test/live-scene.ts";
import type { ControlTraits } from "./controls.ts";
import { cameraDevice, type DeviceContext, hubDevice } from "./devices.ts";
import { placesOf } from "./places.ts";
import { makeTopics } from "./topics.ts";

const topics = makeTopics("a1b2c3", "homeassistant");
const all: ControlTraits = {
  alerting: true,
  household: true,
  ai: { hasPrices: true, hasLimits: true, currency: "EUR" },
};
const context: DeviceContext = { topics, version: "1.2.3", traits: all };
const frontDoor = { id: CameraId.parse("00c7f3"), name: "Front door" };

function hub(more: Partial<DeviceContext> = {}) {
  return hubDevice({ ...context, ...more }).config.components;
}

function camera(more: Partial<DeviceContext> = {}, name = "Front door") {
  const places = placesOf(aScene({ zones: [aSceneZone("porch", { name: "Porch" })] }));
  return cameraDevice({ ...context, ...more }, { ...frontDoor, name }, ["person"], true, places).config
    .components;
}

test("with everything behind them the hub has all its knobs", () => {
  const plain = Object.keys(hub({ traits: undefined }));

  expect(Object.keys(hub()).filter((key) => !plain.includes(key))).toEqual([
    "mode",
    "snooze",
    "resume",
    "snoozed_until",
    "snooze_minutes",
    "analysis_switch",
    "ai_provider",
    "ai_requests_today",
    "ai_cost_today",
    "ai_budget_used",
    "ai_latency",
    "ai_queue",
    "context",
    "tell",
  ]);
  expect(hub()["mode"]).toMatchObject({
    options: ["home", "away", "night", "privacy"],
    command_topic: "porchlight/a1b2c3/hub/mode/set",
  });
});

test("with everything behind them a camera has all its knobs, also while it is offline", () => {
  const plain = Object.keys(camera({ traits: undefined }));
  const knobs = Object.entries(camera()).filter(([key]) => !plain.includes(key));

  expect(knobs.map(([key]) => key)).toEqual([
    "snooze",
    "resume",
    "snoozed_until",
    "cooldown",
    "analysis_switch",
  ]);
  for (const [, knob] of knobs) {
    expect(knob).toMatchObject({ availability: [{ topic: "porchlight/a1b2c3/status" }] });
  }
});

test("what is not there has no knobs", () => {
  const keys = Object.keys(hub({ traits: { alerting: false, household: false, ai: undefined } }));

  expect(keys).toEqual(Object.keys(hub({ traits: undefined })));
});

test("money is shown with prices, its class with a currency, a budget with a limit", () => {
  const ai = (more: object) => hub({ traits: { ...all, ai: { ...all.ai, ...more } as ControlTraits["ai"] } });

  expect(hub()["ai_cost_today"]).toMatchObject({
    device_class: "monetary",
    unit_of_measurement: "EUR",
    state_class: "total",
  });
  expect(ai({ currency: undefined })["ai_cost_today"]).not.toHaveProperty("device_class");
  expect(ai({ currency: undefined })["ai_cost_today"]).not.toHaveProperty("unit_of_measurement");
  expect(ai({ hasPrices: false })).not.toHaveProperty("ai_cost_today");
  expect(ai({ hasLimits: false })).not.toHaveProperty("ai_budget_used");
});

test("in another language the names are others, and nothing else but the ids to begin with", () => {
  const english = { ...hub(), ...camera() };
  const german = { ...hub({ language: "de" }), ...camera({ language: "de" }) };

  expect(german["mode"]).toMatchObject({ name: "Modus", default_entity_id: "select.porchlight_mode" });
  expect(german["zone_porch_occupancy"]).toMatchObject({
    name: "Porch Anwesenheit",
    default_entity_id: "binary_sensor.front_door_porch_occupancy",
  });
  const plain = (components: object) =>
    Object.entries(components).map(([key, component]) => [
      key,
      { ...(component as object), name: "", default_entity_id: "" },
    ]);
  expect(plain(german)).toEqual(plain(english));
  expect(Object.values(english).filter((component) => "default_entity_id" in component)).toEqual([]);
});

test.each([`🏡👨‍👩‍👧‍👦`, "{{ states('sensor.x') }}", "監視カメラ", "x".repeat(64), "a/+/b/#", "…"])(
  "a camera called %s has ids that Home Assistant takes",
  (name) => {
    const ids = Object.values(camera({ language: "fr" }, name)).flatMap((component) =>
      "default_entity_id" in component ? [component.default_entity_id] : [],
    );

    expect(ids.length).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z_]+\.[a-z0-9]+(_[a-z0-9]+)*$/);
  },
);
