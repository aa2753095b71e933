import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aFilteredClip } from "#test/fakes/house.ts";
import { aLiveHappening, aScene, aSceneLine, aSceneTrack, aSceneZone } from "#test/live-scene.ts";
import { byText, FRONT, hasHomeAssistant, makeStage, STEP_MS } from "./stage.ts";

const NAME = `Porch "{{ x }}" 🏡`;
const porch = aSceneZone("porch", { name: NAME });
const gate = aSceneLine("gate", { name: "Gate" });
const ofPlaces = /occupancy|loitering|event\..*activity|crossing|today|_count|porch/;

/** One Home Assistant for all, as its start takes long: these tests follow one another like a day in a house. */
describe.skipIf(!hasHomeAssistant)("real Home Assistant (script/conformance): zones and lines", () => {
  const stage = makeStage();
  const { house, eventually, state, deviceNamed, registry } = stage;
  const front = (entity: string) => state(entity.replace(".", ".front_door_"));
  const enabled = async () =>
    (await stage.entityIdsOf(await deviceNamed("Front door"))).filter((entity) => ofPlaces.test(entity));

  beforeAll(stage.open, STEP_MS);
  afterAll(stage.close, STEP_MS);

  test("what is drawn appears while everything runs", { timeout: STEP_MS }, async () => {
    await eventually(async () => expect((await state("binary_sensor.front_door_motion"))?.state).toBe("off"));

    house.setLive(FRONT, aScene({ zones: [porch], lines: [gate] }));

    await eventually(async () => {
      expect(await enabled()).toEqual([
        "binary_sensor.front_door_porch_x_loitering",
        "binary_sensor.front_door_porch_x_occupancy",
        "event.front_door_gate_crossing",
        "event.front_door_porch_x_activity",
      ]);
      expect((await front("binary_sensor.porch_x_occupancy"))?.state).toBe("off");
    });
    expect((await front("binary_sensor.porch_x_occupancy"))?.attributes["friendly_name"]).toBe(
      `Front door ${NAME} occupancy`,
    );
    const { id } = await deviceNamed("Front door");
    const disabled = (await registry().entities()).filter(
      (entity) => entity.device_id === id && entity.disabled_by === "integration",
    );
    expect(disabled.map(({ original_name }) => String(original_name)).sort(byText)).toEqual(
      [
        "Animal count",
        "Gate in today",
        "Gate out today",
        "Person count",
        `${NAME} animal`,
        `${NAME} count`,
        `${NAME} person`,
        `${NAME} vehicle`,
        "Vehicle count",
      ].sort(byText),
    );
  });

  test("who is in a zone, how many and whether they loiter", { timeout: STEP_MS }, async () => {
    const inside = { zones: ["porch"] };
    const tracks = [aSceneTrack(1, "person", inside), aSceneTrack(2, "dog", inside)];
    const busy = { ...porch, count: 2, labels: { person: 1, dog: 1 }, isLoitering: true };

    house.setLive(FRONT, aScene({ tracks, zones: [busy], lines: [gate] }));

    await eventually(async () => {
      const occupancy = await front("binary_sensor.porch_x_occupancy");
      expect(occupancy?.state).toBe("on");
      expect(occupancy?.attributes).toMatchObject({ labels: { person: 1, dog: 1 }, count: 2 });
      expect((await front("binary_sensor.porch_x_loitering"))?.state).toBe("on");
    });
  });

  test("a crossing and a visit are events with attributes", { timeout: STEP_MS }, async () => {
    const { happening_id: happening } = aFilteredClip({ slug: FRONT, name: "Front door" }, ["person"]);

    house.seeLive(
      aLiveHappening(FRONT, { type: "LINE_CROSS", line: "gate", direction: "out" }, { happening }),
    );
    house.seeLive(aLiveHappening(FRONT, { type: "ZONE_DWELL", zone: "porch", insideMs: 12_500 }));
    house.seeLive(aLiveHappening(FRONT, { type: "OBJECT_APPEARED" }, { happening }));

    await eventually(async () => {
      expect((await front("event.gate_crossing"))?.attributes).toMatchObject({
        event_type: "out",
        object: "person",
        alert_id: happening,
      });
      expect((await front("event.porch_x_activity"))?.attributes).toMatchObject({
        event_type: "dwell",
        dwell_s: 12.5,
      });
      expect((await front("event.detection"))?.attributes).toMatchObject({
        event_type: "person",
        live: true,
      });
    });
  });

  test("counters are there for those who switch them on, and count on after midnight's nothing", {
    timeout: STEP_MS,
  }, async () => {
    const counter = "sensor.front_door_gate_out_today";
    house.setLive(FRONT, aScene({ zones: [porch], lines: [{ ...gate, out: 3, outToday: 3 }] }));

    await stage.hass().call("config/entity_registry/update", { entity_id: counter, disabled_by: null });
    await stage.hass().restart();

    await eventually(async () => expect((await state(counter))?.state).toBe("3"));
    expect((await state(counter))?.attributes).toMatchObject({
      state_class: "total_increasing",
      unit_of_measurement: "crossings",
    });
    house.setLive(FRONT, aScene({ zones: [porch], lines: [{ ...gate, out: 3 }] }));
    await eventually(async () => expect((await state(counter))?.state).toBe("0"));
  });

  test("after a restart of ours a zone is unknown until somebody has looked, with the same ids", {
    timeout: STEP_MS,
  }, async () => {
    const before = await enabled();
    house.forgetLive(FRONT);

    await stage.restartPorchlight(["person", "vehicle", "animal"]);

    await eventually(async () =>
      expect((await front("binary_sensor.porch_x_occupancy"))?.state).toBe("unknown"),
    );
    expect(await enabled()).toEqual(before);
  });

  test("a renamed zone keeps its entities under its new name", { timeout: STEP_MS }, async () => {
    const before = await enabled();

    house.setLive(FRONT, aScene({ zones: [{ ...porch, name: "Veranda" }], lines: [gate] }));

    await eventually(async () =>
      expect((await front("binary_sensor.porch_x_occupancy"))?.attributes["friendly_name"]).toBe(
        "Front door Veranda occupancy",
      ),
    );
    expect(await enabled()).toEqual(before);
    await eventually(async () => expect((await front("binary_sensor.porch_x_occupancy"))?.state).toBe("off"));
  });

  test("a deleted zone leaves Home Assistant, its line and its camera stay", {
    timeout: STEP_MS,
  }, async () => {
    house.setLive(FRONT, aScene({ lines: [gate] }));

    await eventually(async () =>
      expect(await enabled()).toEqual(["event.front_door_gate_crossing", "sensor.front_door_gate_out_today"]),
    );
    expect(stage.home().hidden()).toEqual({ hub: false, cameras: [] });
  });

  test("Home Assistant had nothing to complain about", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
