import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeAlerting, fakeDesk, fakeHousehold } from "#test/fakes/controls.ts";
import { aFilteredClip, alertOf } from "#test/fakes/house.ts";
import { aHouseIn } from "./house-in.ts";
import { byText, FRONT, hasHomeAssistant, makeStage, STEP_MS } from "./stage.ts";

const MINUTE_MS = 60_000;

/** One Home Assistant for all, as its start takes long: these tests follow one another like a day in a house. */
describe.skipIf(!hasHomeAssistant)("real Home Assistant (script/conformance): what is asked and set", () => {
  const controls = { alerting: fakeAlerting(), ai: fakeDesk(), household: fakeHousehold() };
  const homeAssistant = aHouseIn("en-GB", "EUR");
  const stage = makeStage({ controls, homeAssistant });
  const { house, eventually, state, deviceNamed, registry } = stage;
  const act = (domain: string, service: string, entity: string, data: object = {}) =>
    stage.hass().call("call_service", {
      domain,
      service,
      service_data: data,
      target: { entity_id: entity },
    });
  const becomes = (entity: string, wanted: string) =>
    eventually(async () => expect((await state(entity))?.state).toBe(wanted));

  beforeAll(stage.open, STEP_MS);
  afterAll(stage.close, STEP_MS);

  test("every knob of the hub appears, with its category", { timeout: STEP_MS }, async () => {
    await eventually(async () => {
      const { id } = await deviceNamed("Porchlight");
      const entities = (await registry().entities()).filter(({ device_id }) => device_id === id);
      expect(
        entities
          .map(({ entity_id, entity_category, disabled_by }) =>
            [entity_id, entity_category ?? "-", disabled_by ?? ""].join(" ").trim(),
          )
          .sort(byText),
      ).toEqual([
        "binary_sensor.porchlight_ai_provider diagnostic",
        "binary_sensor.porchlight_problem diagnostic",
        "button.porchlight_resume_notifications -",
        "button.porchlight_snooze_notifications -",
        "button.porchlight_test_the_alerts diagnostic",
        "event.porchlight_alert -",
        "image.porchlight_last_alert -",
        "notify.porchlight_note_to_the_watchman -",
        "number.porchlight_snooze_length config",
        "select.porchlight_mode -",
        "sensor.porchlight_ai_budget_used diagnostic",
        "sensor.porchlight_ai_cost_today diagnostic",
        "sensor.porchlight_ai_latency diagnostic integration",
        "sensor.porchlight_ai_queue diagnostic integration",
        "sensor.porchlight_ai_requests_today diagnostic",
        "sensor.porchlight_alert_test diagnostic",
        "sensor.porchlight_alerts_today -",
        "sensor.porchlight_last_alert -",
        "sensor.porchlight_last_alert_test diagnostic",
        "sensor.porchlight_notifications_snoozed_until -",
        "switch.porchlight_ai_analysis config",
        "text.porchlight_household_context config",
      ]);
    });
  });

  test("and those of a camera", { timeout: STEP_MS }, async () => {
    await eventually(async () => {
      expect(await stage.entityIdsOf(await deviceNamed("Front door"))).toEqual(
        expect.arrayContaining([
          "button.front_door_resume",
          "button.front_door_snooze",
          "number.front_door_alert_cool_down",
          "sensor.front_door_activity",
          "sensor.front_door_last_person",
          "sensor.front_door_severity",
          "sensor.front_door_snoozed_until",
          "switch.front_door_ai_analysis",
        ]),
      );
    });
  });

  test("they have their classes, units and choices", { timeout: STEP_MS }, async () => {
    const wanted: Readonly<Record<string, object>> = {
      "select.porchlight_mode": { options: ["home", "away", "night", "privacy"] },
      "number.porchlight_snooze_length": { min: 5, max: 480, unit_of_measurement: "min" },
      "number.front_door_alert_cool_down": { min: 0, max: 3600, unit_of_measurement: "s" },
      "sensor.porchlight_notifications_snoozed_until": { device_class: "timestamp" },
      "sensor.porchlight_ai_cost_today": {
        device_class: "monetary",
        unit_of_measurement: "EUR",
        state_class: "total",
        last_reset: expect.stringMatching(/^20/) as string,
      },
      "sensor.porchlight_ai_requests_today": { state_class: "total_increasing" },
      "binary_sensor.porchlight_ai_provider": { device_class: "connectivity" },
      "text.porchlight_household_context": { max: 255 },
      "sensor.front_door_severity": {
        device_class: "enum",
        options: ["none", "low", "medium", "high", "critical"],
      },
      "sensor.front_door_last_person": { device_class: "timestamp" },
    };

    await eventually(async () => {
      for (const [entity, attributes] of Object.entries(wanted)) {
        expect((await state(entity))?.attributes).toMatchObject(attributes);
      }
    });
  });

  test("every command comes back as a state", { timeout: STEP_MS }, async () => {
    const { alerting, ai } = controls;

    await act("select", "select_option", "select.porchlight_mode", { option: "night" });
    await becomes("select.porchlight_mode", "night");
    await act("number", "set_value", "number.porchlight_snooze_length", { value: 45 });
    await becomes("number.porchlight_snooze_length", "45");
    await act("number", "set_value", "number.front_door_alert_cool_down", { value: 90 });
    await becomes("number.front_door_alert_cool_down", "90");
    await act("switch", "turn_off", "switch.porchlight_ai_analysis");
    await becomes("switch.porchlight_ai_analysis", "off");
    await act("switch", "turn_off", "switch.front_door_ai_analysis");
    await becomes("switch.front_door_ai_analysis", "off");

    expect(alerting.mode()).toBe("night");
    expect(alerting.settings().snooze_minutes).toBe(45);
    expect(alerting.settings().cameras["000001"]?.cooldown_s).toBe(90);
    expect(ai.analysis.isOn()).toBe(false);
    expect(house.switched).toEqual([{ camera: FRONT, name: "analysis", on: false }]);
  });

  test("a snooze is pressed, shown as a time and taken back", { timeout: STEP_MS }, async () => {
    const shown = "sensor.porchlight_notifications_snoozed_until";
    await becomes(shown, "unknown");

    await act("button", "press", "button.front_door_snooze");
    await act("button", "press", "button.porchlight_snooze_notifications");

    await eventually(async () => {
      const left = Date.parse(String((await state(shown))?.state)) - Date.now();
      expect(left).toBeGreaterThan(40 * MINUTE_MS);
      expect(left).toBeLessThanOrEqual(45 * MINUTE_MS);
      expect((await state("sensor.front_door_snoozed_until"))?.state).toMatch(/^20/);
    });
    await act("button", "press", "button.front_door_resume");
    await becomes("sensor.front_door_snoozed_until", "unknown");
    await act("button", "press", "button.porchlight_resume_notifications");
    await becomes(shown, "unknown");
  });

  test("255 signs about the household survive, and a note is told", { timeout: STEP_MS }, async () => {
    const text = `O'Brien's {{ states('sun.sun') }} 🏡 ${"x".repeat(300)}`.slice(0, 255);
    const entity = "text.porchlight_household_context";

    await act("text", "set_value", entity, { value: text });
    await becomes(entity, text);
    await act("notify", "send_message", "notify.porchlight_note_to_the_watchman", {
      message: `Painter "here" {{ 1 }} 🎨`,
    });

    await eventually(async () =>
      expect((await state(entity))?.attributes["notes"]).toEqual([
        { text, until: null },
        { text: `Painter "here" {{ 1 }} 🎨`, until: expect.stringMatching(/^20/) as string },
      ]),
    );
    await act("text", "set_value", entity, { value: "" });
    await becomes(entity, "");
  });

  test("what the models use up is shown, and why they do not answer", { timeout: STEP_MS }, async () => {
    controls.ai.change({
      requests: 42,
      cost: 0.5,
      lines: [{ window: "day", of: "requests", used: 42, limit: 100 }],
      health: [{ name: "openai", state: "resting", reason: "The server does not answer." }],
    });

    await becomes("sensor.porchlight_ai_requests_today", "42");
    await becomes("sensor.porchlight_ai_cost_today", "0.5");
    await becomes("sensor.porchlight_ai_budget_used", "42");
    await becomes("binary_sensor.porchlight_ai_provider", "off");
    expect((await state("binary_sensor.porchlight_ai_provider"))?.attributes["models"]).toMatchObject([
      { reason: "The server does not answer." },
    ]);
  });

  test("an alert shows what goes on at its camera", { timeout: STEP_MS }, async () => {
    house.setMotion(FRONT, true);
    house.setPresent(FRONT, ["person"]);
    await becomes("sensor.front_door_activity", "tracking");
    const title = "🪜".repeat(40);

    house.raise(
      alertOf(aFilteredClip({ slug: FRONT, name: "Front door" }, ["person"]), {
        risk_level: "critical",
        title,
      }),
    );

    await becomes("sensor.front_door_severity", "critical");
    await becomes("sensor.front_door_activity", "alert");
    await becomes("sensor.front_door_last_alert", title);
    await becomes("sensor.porchlight_last_alert", `Front door: ${title}`);
    expect((await state("sensor.front_door_last_person"))?.state).toMatch(/^20/);
  });

  test("the hub offers triggers of every camera's alerts", { timeout: STEP_MS }, async () => {
    const { id } = await deviceNamed("Porchlight");

    const triggers = (await stage.hass().call("device_automation/trigger/list", { device_id: id })) as {
      domain: string;
      type: string;
      subtype?: string;
    }[];

    const ours = triggers.filter(({ domain }) => domain === "mqtt");
    expect(ours.map(({ type, subtype }) => `${type} ${subtype}`).sort(byText)).toEqual([
      "alert any",
      "alert critical",
      "alert high",
    ]);
  });

  test("in another language the names change, and the ids stay", { timeout: STEP_MS }, async () => {
    const before = (await registry().entities()).map(({ entity_id }) => entity_id).sort(byText);

    homeAssistant.speak("de");

    await eventually(async () =>
      expect((await state("button.front_door_snooze"))?.attributes["friendly_name"]).toBe(
        "Front door Stummschalten",
      ),
    );
    await eventually(async () =>
      expect((await state("select.porchlight_mode"))?.attributes["friendly_name"]).toBe("Porchlight Modus"),
    );
    expect((await registry().entities()).map(({ entity_id }) => entity_id).sort(byText)).toEqual(before);
    await becomes("select.porchlight_mode", "night");
  });

  test("Home Assistant had nothing to complain about", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
