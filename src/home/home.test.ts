import { expect, test, vi } from "vitest";
import { z } from "zod";
import { CameraSlug } from "#domain/ids.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openHomeBench, openWitness, PATIENT, type Witness } from "#test/home-bench.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { DeviceConfig } from "./discovery-schema.ts";

const FRONT = CameraSlug.parse("front_door");
const YARD = CameraSlug.parse("yard");

function twoCameras() {
  return makeFakeHouse(["Front door", "Yard"]);
}

test("hub first, then cameras, then their states, and online last", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);

  await using bench = await openHomeBench(mosquitto, twoCameras());
  await online(witness, bench.base);

  const topics = witness.heard.map(({ topic }) => topic);
  const first = (topic: string) => topics.indexOf(topic);
  expect(first(bench.config("hub"))).toBe(0);
  expect(first(bench.config("000001"))).toBeLessThan(first(bench.config("000002")));
  for (const leaf of ["status", "motion", "person", "switch/recording", "connection"]) {
    expect(topics).toContain(`${bench.base}/000002/${leaf}`);
  }
  expect(topics.at(-1)).toBe(`${bench.base}/status`);
  for (const device of ["hub", "000001", "000002"]) configOf(witness, bench.config(device));
});

test("everything that Home Assistant needs is retained for its next start", async () => {
  await using mosquitto = await openMosquitto();
  await using bench = await openHomeBench(mosquitto, twoCameras());
  await vi.waitFor(async () => {
    await using early = await openWitness(mosquitto);
    await vi.waitFor(() => expect(early.last.get(`${bench.base}/status`)).toBe("online"), { timeout: 500 });
  }, PATIENT);

  await using late = await openWitness(mosquitto);

  await vi.waitFor(() => {
    for (const topic of [bench.config("hub"), bench.config("000001"), `${bench.base}/000001/motion`]) {
      expect(late.last.has(topic)).toBe(true);
    }
  }, PATIENT);
});

test("a clean stop says offline, a killed connection leaves it to the will, and the next start says online", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  const { settings } = fakeStore();

  const bench = await openHomeBench(mosquitto, twoCameras(), { settings });
  await online(witness, bench.base);
  await bench[Symbol.asyncDispose]();
  await bench[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(witness.last.get(`${bench.base}/status`)).toBe("offline"), PATIENT);

  await using _again = await openHomeBench(mosquitto, twoCameras(), { settings });
  await online(witness, bench.base);
});

test("somebody who says that we are offline while we are not is put right", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  await using bench = await openHomeBench(mosquitto, twoCameras());
  await online(witness, bench.base);

  await witness.say(`${bench.base}/status`, "offline", true);

  await vi.waitFor(() => {
    expect(said(witness, `${bench.base}/status`)).toEqual(["online", "offline", "online"]);
  }, PATIENT);
});

test("after Home Assistant's start all is said again, with the same payloads", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  await using bench = await openHomeBench(mosquitto, twoCameras());
  await online(witness, bench.base);

  await witness.say("homeassistant/status", "online");

  await vi.waitFor(() => {
    expect(said(witness, `${bench.base}/000002/motion`)).toEqual(["OFF", "OFF"]);
  }, PATIENT);
  const configs = said(witness, bench.config("000001"));
  expect(configs).toHaveLength(2);
  expect(configs[1]).toBe(configs[0]);
});

test("after the broker lost everything all is said again", async () => {
  await using mosquitto = await openMosquitto();
  const house = twoCameras();
  await using bench = await openHomeBench(mosquitto, house);
  await using before = await openWitness(mosquitto);
  await online(before, bench.base);

  await mosquitto.stop("SIGKILL");
  house.setMotion(FRONT, true);
  await mosquitto.start();
  await using witness = await openWitness(mosquitto);

  await online(witness, bench.base);
  await vi.waitFor(() => expect(witness.last.has(bench.config("000002"))).toBe(true), PATIENT);
  expect(witness.last.get(`${bench.base}/000001/motion`)).toBe("ON");
  expect(bench.home.hidden()).toEqual({ hub: false, cameras: [] });
});

test("a camera that was deleted in Home Assistant stays away, over restarts, until it is restored", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  const { settings } = fakeStore();
  const bench = await openHomeBench(mosquitto, twoCameras(), { settings });
  await online(witness, bench.base);

  await witness.say(bench.config("000001"), "", true);
  await vi.waitFor(() => expect(bench.home.hidden()).toEqual({ hub: false, cameras: [FRONT] }), PATIENT);
  await witness.say("homeassistant/status", "online");
  await vi.waitFor(() => expect(said(witness, bench.config("000002"))).toHaveLength(2), PATIENT);
  await bench[Symbol.asyncDispose]();
  await using again = await openHomeBench(mosquitto, twoCameras(), { settings });
  await online(witness, bench.base);

  expect(again.home.hidden().cameras).toEqual([FRONT]);
  expect(witness.last.has(bench.config("000001"))).toBe(false);
  expect(witness.last.has(bench.config("000002"))).toBe(true);
  await again.home.restore(FRONT);
  await vi.waitFor(() => expect(witness.last.has(bench.config("000001"))).toBe(true), PATIENT);
  expect(again.home.hidden().cameras).toEqual([]);
});

test("a camera that was deleted while we were away stays away too", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  const { settings } = fakeStore();
  const bench = await openHomeBench(mosquitto, twoCameras(), { settings });
  await online(witness, bench.base);
  await bench[Symbol.asyncDispose]();

  await witness.say(bench.config("000002"), "", true);
  await using again = await openHomeBench(mosquitto, twoCameras(), { settings });
  await online(witness, bench.base);

  expect(again.home.hidden()).toEqual({ hub: false, cameras: [YARD] });
  expect(witness.last.has(bench.config("000002"))).toBe(false);
});

test("a camera that is deleted while everything is being announced stays away", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  await using bench = await openHomeBench(mosquitto, twoCameras(), { pace: { afterBirthMs: 500 } });
  await online(witness, bench.base);

  await witness.say("homeassistant/status", "online");
  await witness.say(bench.config("000001"), "", true);
  await vi.waitFor(() => expect(said(witness, bench.config("000002"))).toHaveLength(2), PATIENT);

  expect(witness.last.has(bench.config("000001"))).toBe(false);
  expect(bench.home.hidden().cameras).toEqual([FRONT]);
});

test("without the hub the cameras stay, and no longer name it", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  await using bench = await openHomeBench(mosquitto, twoCameras());
  await online(witness, bench.base);
  expect(configOf(witness, bench.config("000001")).device.via_device).toBe(bench.nodeId);

  await witness.say(bench.config("hub"), "", true);

  await vi.waitFor(() => {
    expect(configOf(witness, bench.config("000001")).device.via_device).toBeUndefined();
    expect(configOf(witness, bench.config("000002")).device.via_device).toBeUndefined();
  }, PATIENT);
  expect(bench.home.hidden()).toEqual({ hub: true, cameras: [] });
  await bench.home.restore();
  await vi.waitFor(() => {
    expect(configOf(witness, bench.config("000001")).device.via_device).toBe(bench.nodeId);
  }, PATIENT);
});

test("a camera that is in the options no longer is taken away with all its states", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  const { settings } = fakeStore();
  const bench = await openHomeBench(mosquitto, twoCameras(), { settings });
  await online(witness, bench.base);
  await bench[Symbol.asyncDispose]();
  const fewer = twoCameras();
  fewer.remove(YARD);

  await using again = await openHomeBench(mosquitto, fewer, { settings });
  await online(witness, bench.base);

  await vi.waitFor(() => {
    expect([...witness.last.keys()].filter((topic) => topic.includes("000002"))).toEqual([]);
  }, PATIENT);
  expect(witness.last.has(bench.config("000001"))).toBe(true);
  expect(again.home.hidden().cameras).toEqual([]);
});

test("what a camera no longer looks for is buried first and left out later", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  const { settings } = fakeStore();
  const bench = await openHomeBench(mosquitto, twoCameras(), { settings });
  await online(witness, bench.base);
  await bench[Symbol.asyncDispose]();
  const before = witness.heard.length;

  await using _again = await openHomeBench(mosquitto, twoCameras(), { settings, objects: ["person"] });
  await online(witness, bench.base);

  const [burial, final] = witness.heard
    .slice(before)
    .filter(({ topic }) => topic === bench.config("000001"))
    .map(({ text }) => DeviceConfig.parse(JSON.parse(text)).components);
  expect(burial?.["vehicle"]).toEqual({ platform: "binary_sensor" });
  expect(burial?.["trigger_detected_vehicle"]).toEqual({ platform: "device_automation" });
  expect(Object.keys(final ?? {})).not.toContain("vehicle");
  expect(Object.keys(final ?? {})).toContain("person");
});

test("a renamed camera is the same device with the same entities", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  const { settings } = fakeStore();
  const bench = await openHomeBench(mosquitto, twoCameras(), { settings });
  await online(witness, bench.base);
  const before = configOf(witness, bench.config("000001"));
  await bench[Symbol.asyncDispose]();
  const house = twoCameras();
  house.rename(FRONT, "Porch 🏡");

  await using _again = await openHomeBench(mosquitto, house, { settings });
  await online(witness, bench.base);

  const after = configOf(witness, bench.config("000001"));
  expect(after).toEqual({ ...before, device: { ...before.device, name: "Porch 🏡" } });
});

async function online(witness: Witness, base: string): Promise<void> {
  await vi.waitFor(() => expect(witness.last.get(`${base}/status`)).toBe("online"), PATIENT);
}

function said(witness: Witness, topic: string): readonly string[] {
  return witness.heard.filter((message) => message.topic === topic).map(({ text }) => text);
}

function configOf(witness: Witness, topic: string): z.output<typeof DeviceConfig> {
  return DeviceConfig.parse(JSON.parse(witness.last.get(topic) ?? "null"));
}
