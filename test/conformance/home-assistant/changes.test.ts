import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { openWitness } from "#test/home-bench.ts";
import { FRONT, HOSTILE, hasHomeAssistant, makeStage, STEP_MS } from "./stage.ts";

/** One Home Assistant for all, as its start takes long: these tests follow one another like a day in a house. */
describe.skipIf(!hasHomeAssistant)("real Home Assistant (script/conformance): what changes", () => {
  const stage = makeStage();
  const { house, eventually, state, deviceNamed, entityIdsOf, deviceNames, registry } = stage;

  beforeAll(async () => {
    await stage.open();
    house.setMotion(FRONT, true);
    house.setProblems({ disk: "The disk is full." });
  }, STEP_MS);
  afterAll(stage.close, STEP_MS);

  test("entities that are buried go, the device stays and is not taken for deleted", {
    timeout: STEP_MS,
  }, async () => {
    await eventually(async () => {
      for (const name of ["Front door", "Motion"]) {
        expect(await entityIdsOf(await deviceNamed(name))).toHaveLength(17);
      }
    });

    await stage.restartPorchlight(["person"]);

    await eventually(async () => {
      const ids = await entityIdsOf(await deviceNamed("Front door"));
      expect(ids).not.toContain("binary_sensor.front_door_vehicle");
      expect(ids).toHaveLength(15);
      expect((await state("binary_sensor.front_door_motion"))?.state).toBe("on");
    });
    expect(stage.home().hidden()).toEqual({ hub: false, cameras: [] });
  });

  test("a renamed camera keeps its entities", { timeout: STEP_MS }, async () => {
    const before = await entityIdsOf(await deviceNamed("Front door"));
    house.rename(FRONT, "Porch");

    await stage.restartPorchlight(["person"]);

    await eventually(async () => expect(await entityIdsOf(await deviceNamed("Porch"))).toEqual(before));
    await eventually(async () => expect((await state("binary_sensor.front_door_motion"))?.state).toBe("on"));
  });

  test("a camera that left the options leaves Home Assistant", { timeout: STEP_MS }, async () => {
    house.remove(CameraSlug.parse("motion"));

    await stage.restartPorchlight(["person"]);

    await eventually(async () => {
      expect(await deviceNames()).toEqual([HOSTILE, "Porch", "Porchlight"]);
    });
    expect(stage.home().hidden()).toEqual({ hub: false, cameras: [] });
  });

  test("a device that is deleted in Home Assistant stays deleted until it is restored", {
    timeout: STEP_MS,
  }, async () => {
    const ids = await entityIdsOf(await deviceNamed("Porch"));

    await registry().deleteDevice(await deviceNamed("Porch"));
    await eventually(async () => expect(stage.home().hidden().cameras).toEqual([FRONT]));
    await stage.hass().restart();
    await stage.restartPorchlight(["person"]);
    await eventually(async () => expect((await state("binary_sensor.porchlight_problem"))?.state).toBe("on"));
    expect(await deviceNames()).not.toContain("Porch");
    await stage.home().restore(FRONT);

    await eventually(async () => expect(await entityIdsOf(await deviceNamed("Porch"))).toEqual(ids));
    await eventually(async () => expect((await state("binary_sensor.front_door_motion"))?.state).toBe("on"));
  });

  test("without the hub the cameras stay, and no nameless device takes its place", {
    timeout: STEP_MS,
  }, async () => {
    await registry().deleteDevice(await deviceNamed("Porchlight"));
    await using witness = await openWitness(stage.mosquitto());
    await eventually(async () => {
      expect(stage.home().hidden().hub).toBe(true);
      expect(witness.last.get(stage.config("000001"))).not.toContain("via_device");
    });

    await stage.hass().restart();

    await eventually(async () => expect((await state("binary_sensor.front_door_motion"))?.state).toBe("on"));
    expect(await deviceNames()).toEqual([HOSTILE, "Porch"]);
  });

  test("one entity that is deleted leaves its device alone, and is back with the next start", {
    timeout: STEP_MS,
  }, async () => {
    const before = await entityIdsOf(await deviceNamed("Porch"));
    const deleted = "switch.front_door_notifications";

    await stage.hass().call("config/entity_registry/remove", { entity_id: deleted });

    await eventually(async () =>
      expect(await entityIdsOf(await deviceNamed("Porch"))).toEqual(before.filter((id) => id !== deleted)),
    );
    await stage.hass().restart();
    await eventually(async () => {
      expect(await entityIdsOf(await deviceNamed("Porch"))).toEqual(before);
      expect((await state(deleted))?.state).toBe("on");
    });
    expect(stage.home().hidden()).toEqual({ hub: true, cameras: [] });
  });

  test("Home Assistant had nothing to complain about", () => {
    expect(stage.complaints()).toEqual([]);
  });
});
