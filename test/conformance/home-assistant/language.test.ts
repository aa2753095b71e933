import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeAlerting, fakeDesk, fakeHousehold } from "#test/fakes/controls.ts";
import { aScene, aSceneLine, aSceneZone } from "#test/live-scene.ts";
import { aHouseIn } from "./house-in.ts";
import { FRONT, HOSTILE, hasHomeAssistant, makeStage, STEP_MS } from "./stage.ts";

const porch = aSceneZone("porch", { name: "Größe $& 🏡" });
const gate = aSceneLine("gate", { name: "Tor" });

/** One Home Assistant for all, as its start takes long: these tests follow one another like a day in a house. */
describe.skipIf(!hasHomeAssistant)(
  "real Home Assistant (script/conformance): in German from the first day",
  () => {
    const controls = { alerting: fakeAlerting(), ai: fakeDesk(), household: fakeHousehold() };
    const stage = makeStage({ controls, homeAssistant: aHouseIn("de-CH", "CHF") });
    const { house, eventually, state, deviceNamed, entityIdsOf } = stage;

    beforeAll(stage.open, STEP_MS);
    afterAll(stage.close, STEP_MS);

    test("names are German and ids English", { timeout: STEP_MS }, async () => {
      await eventually(async () => {
        const named = async (entity: string) => (await state(entity))?.attributes["friendly_name"];
        expect(await named("select.porchlight_mode")).toBe("Porchlight Modus");
        expect(await named("button.porchlight_snooze_notifications")).toBe(
          "Porchlight Benachrichtigungen stummschalten",
        );
        expect(await named("binary_sensor.front_door_motion")).toBe("Front door Bewegung");
        expect(await named("number.front_door_alert_cool_down")).toBe("Front door Alarmpause");
        expect(await named("event.front_door_alert")).toBe("Front door Alarm");
      });
      expect((await state("sensor.porchlight_ai_cost_today"))?.attributes["unit_of_measurement"]).toBe("CHF");
    });

    test("a hostile name has ids too, and its camera as many entities", { timeout: STEP_MS }, async () => {
      await eventually(async () => {
        const hostile = await entityIdsOf(await deviceNamed(HOSTILE));
        expect(hostile).toHaveLength((await entityIdsOf(await deviceNamed("Front door"))).length);
        expect(hostile.filter((id) => !/_(\d+)$/.test(id))).toEqual(hostile);
      });
    });

    test("zones and lines are named with their German words", { timeout: STEP_MS }, async () => {
      house.setLive(FRONT, aScene({ zones: [porch], lines: [gate] }));

      await eventually(async () => {
        const named = async (entity: string) => (await state(entity))?.attributes["friendly_name"];
        expect(await named("binary_sensor.front_door_gro_e_occupancy")).toBe(
          "Front door Größe $& 🏡 Anwesenheit",
        );
        expect(await named("event.front_door_tor_crossing")).toBe("Front door Tor Überquerung");
      });
    });

    test("Home Assistant had nothing to complain about", () => {
      expect(stage.complaints()).toEqual([]);
    });
  },
);
