import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aFilteredClip, alertOf } from "#test/fakes/house.ts";
import { byText, FRONT, HOSTILE, hasHomeAssistant, makeStage, STEP_MS } from "./stage.ts";

const camera = { slug: FRONT, name: "Front door" };

/** One Home Assistant for all, as its start takes long: these tests follow one another like a day in a house. */
describe.skipIf(!hasHomeAssistant)("real Home Assistant (script/conformance): what it sees", () => {
  const stage = makeStage();
  const { house, eventually, state, deviceNamed, entityIdsOf, deviceNames, registry } = stage;

  beforeAll(stage.open, STEP_MS);
  afterAll(stage.close, STEP_MS);

  test("devices and entities appear under the names that the owner gave", {
    timeout: STEP_MS,
  }, async () => {
    await eventually(async () => {
      expect(await deviceNames()).toEqual(["Front door", "Motion", HOSTILE, "Porchlight"]);
      expect(await entityIdsOf(await deviceNamed("Motion"))).toHaveLength(17);
    });
    const hub = await deviceNamed("Porchlight");
    const front = await deviceNamed("Front door");

    expect(front).toMatchObject({ via_device_id: hub.id, manufacturer: "Porchlight", sw_version: "1.2.3" });
    expect(await entityIdsOf(hub)).toEqual([
      "binary_sensor.porchlight_problem",
      "button.porchlight_test_the_alerts",
      "event.porchlight_alert",
      "image.porchlight_last_alert",
      "sensor.porchlight_alert_test",
      "sensor.porchlight_alerts_today",
      "sensor.porchlight_last_alert",
      "sensor.porchlight_last_alert_test",
    ]);
    expect(await entityIdsOf(front)).toEqual([
      "binary_sensor.front_door_animal",
      "binary_sensor.front_door_connection",
      "binary_sensor.front_door_motion",
      "binary_sensor.front_door_person",
      "binary_sensor.front_door_picture_problem",
      "binary_sensor.front_door_tampering",
      "binary_sensor.front_door_vehicle",
      "event.front_door_alert",
      "event.front_door_detection",
      "image.front_door_last_alert",
      "sensor.front_door_activity",
      "sensor.front_door_last_alert",
      "sensor.front_door_last_person",
      "sensor.front_door_severity",
      "switch.front_door_detection",
      "switch.front_door_notifications",
      "switch.front_door_recording",
    ]);
    expect(await entityIdsOf(await deviceNamed(HOSTILE))).toHaveLength(17);
  });

  test("states and attributes are what the house knows", { timeout: STEP_MS }, async () => {
    house.setMotion(FRONT, true);
    house.setPresent(FRONT, ["person"]);
    house.setProblems({ disk: "The disk is full." });

    await eventually(async () => {
      expect((await state("binary_sensor.front_door_motion"))?.state).toBe("on");
      expect((await state("binary_sensor.front_door_person"))?.state).toBe("on");
      expect((await state("binary_sensor.front_door_vehicle"))?.state).toBe("off");
      expect((await state("binary_sensor.front_door_connection"))?.state).toBe("on");
      expect((await state("switch.front_door_recording"))?.state).toBe("on");
      expect((await state("sensor.porchlight_alerts_today"))?.state).toBe("0");
      expect((await state("sensor.front_door_last_alert"))?.state).toBe("unknown");
      const problem = await state("binary_sensor.porchlight_problem");
      expect(problem?.state).toBe("on");
      expect(problem?.attributes["problems"]).toMatchObject([{ sentence: "The disk is full." }]);
    });
    expect((await state("binary_sensor.front_door_connection"))?.attributes).toMatchObject({
      stream: "live",
      reason: "The camera is connected.",
    });
  });

  test("an alert is an event with attributes, a sentence and a picture", { timeout: STEP_MS }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "conformance-"));
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(5000, 7)]);
    await writeFile(join(folder, "a.jpg"), jpeg);
    const clip = aFilteredClip(camera, ["person"], join(folder, "a.jpg"));
    const summary = "Somebody with a ladder. ".repeat(50);
    const title = `Somebody with a ladder {{ 1 }} "🪜"`;

    house.filtered(clip);
    house.raise(alertOf(clip, { risk_level: "high", title, summary }));

    await eventually(async () => {
      const alert = await state("event.front_door_alert");
      expect(alert?.attributes).toMatchObject({ event_type: "high", objects: ["person"], update: false });
      expect((await state("event.porchlight_alert"))?.attributes).toMatchObject({
        event_type: "high",
        camera: "Front door",
      });
      expect((await state("sensor.front_door_severity"))?.state).toBe("high");
      expect((await state("event.front_door_detection"))?.attributes["event_type"]).toBe("person");
      const last = await state("sensor.front_door_last_alert");
      expect(last?.state).toBe(title);
      expect(last?.attributes["summary"]).toBe(summary);
      expect((await state("sensor.porchlight_last_alert"))?.state).toMatch(
        /^Front door: Somebody with a ladder/,
      );
    });
    for (const image of ["image.front_door_last_alert", "image.porchlight_last_alert"]) {
      const response = await stage.hass().get(`/api/image_proxy/${image}`);
      expect(response.headers.get("content-type")).toBe("image/jpeg");
      expect(Buffer.from(await response.arrayBuffer())).toEqual(jpeg);
    }
    await rm(folder, { recursive: true });
  });

  test("a switch that is switched in Home Assistant is switched in the house", {
    timeout: STEP_MS,
  }, async () => {
    await stage.hass().call("call_service", {
      domain: "switch",
      service: "turn_off",
      target: { entity_id: "switch.front_door_recording" },
    });

    await eventually(async () => {
      expect(house.switched).toEqual([{ camera: "front_door", name: "recording", on: false }]);
      expect((await state("switch.front_door_recording"))?.state).toBe("off");
    });
  });

  test("the device offers triggers", { timeout: STEP_MS }, async () => {
    const { id } = await deviceNamed("Front door");

    const triggers = (await stage.hass().call("device_automation/trigger/list", { device_id: id })) as {
      domain: string;
      type: string;
      subtype?: string;
    }[];

    const ours = triggers
      .filter(({ domain }) => domain === "mqtt")
      .map(({ type, subtype }) => `${type} ${subtype}`);
    expect(ours.sort(byText)).toEqual([
      "alert any",
      "alert critical",
      "alert high",
      "detected animal",
      "detected person",
      "detected vehicle",
    ]);
  });

  test("an offline camera hides what tells of now and keeps the rest", { timeout: STEP_MS }, async () => {
    house.setStatus(FRONT, { state: "unreachable", reason: "The camera does not answer." });

    await eventually(async () => {
      expect((await state("binary_sensor.front_door_motion"))?.state).toBe("unavailable");
      expect((await state("binary_sensor.front_door_connection"))?.state).toBe("off");
      expect((await state("event.front_door_alert"))?.state).not.toBe("unavailable");
      expect((await state("switch.front_door_recording"))?.state).toBe("off");
    });
    house.setStatus(FRONT, { state: "live", reason: "The camera is connected." });
    await eventually(async () => expect((await state("binary_sensor.front_door_motion"))?.state).toBe("on"));
  });

  test("after a restart of Home Assistant everything is as before", { timeout: STEP_MS }, async () => {
    const before = (await registry().entities()).map(({ entity_id }) => entity_id).sort(byText);

    await stage.hass().restart();

    await eventually(async () => {
      expect((await registry().entities()).map(({ entity_id }) => entity_id).sort(byText)).toEqual(before);
      expect((await state("binary_sensor.front_door_motion"))?.state).toBe("on");
      expect((await state("sensor.front_door_last_alert"))?.state).toMatch(/^Somebody with a ladder/);
      expect((await state("event.front_door_alert"))?.attributes["event_type"]).toBe("high");
    });
  });

  test("a restart of the broker does no harm", { timeout: STEP_MS }, async () => {
    await stage.mosquitto().stop();
    await eventually(async () =>
      expect((await state("binary_sensor.front_door_motion"))?.state).toBe("unavailable"),
    );
    await stage.mosquitto().start();

    await eventually(async () => expect((await state("binary_sensor.front_door_motion"))?.state).toBe("on"));
    expect(stage.home().hidden()).toEqual({ hub: false, cameras: [] });
  });

  test("when we stop, everything is unavailable", { timeout: STEP_MS }, async () => {
    const entities = (await registry().entities()).map(({ entity_id }) => entity_id);

    await stage.stopPorchlight();

    await eventually(async () => {
      const states = await registry().states();
      expect(
        entities
          .map((id) => states.get(id)?.state)
          .filter((now) => now !== "unavailable" && now !== undefined),
      ).toEqual([]);
    });
  });

  test("Home Assistant had nothing to complain about", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
