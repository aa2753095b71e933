import { expect, test, vi } from "vitest";
import { Failure } from "#domain/failure.ts";
import { CameraId } from "#domain/ids.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeFakeHomeAssistant } from "#test/fakes/home-assistant.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { cameraDevice, type Device, hubDevice } from "./devices.ts";
import { openOrphans } from "./orphans.ts";
import { makeTopics } from "./topics.ts";

const PATIENT = { timeout: 30_000, interval: 10 };
const OURS = "porchlight_abc123";
const topics = makeTopics("abc123", "homeassistant");
const context = { topics, version: "1.0.0" };
const hub = hubDevice(context);
const camera = cameraDevice(context, { id: CameraId.parse("a1b2c3"), name: "Porch" }, ["person"], true);

interface Entry {
  readonly entity_id: string;
  readonly platform: string;
  readonly unique_id: string;
}

test("what we announce no more goes, and all else stays", async () => {
  await using bench = openBench([
    ...entriesOf([hub, camera]),
    { entity_id: "binary_sensor.old", platform: "mqtt", unique_id: `${OURS}_01KGONE_motion` },
    { entity_id: "switch.moved", platform: "mqtt", unique_id: aUniqueId("sensor") },
    { entity_id: "sensor.neighbour", platform: "mqtt", unique_id: "porchlight_ffffff_hub_alerts" },
    { entity_id: "sensor.longer", platform: "mqtt", unique_id: "porchlight_abc1234_hub_alerts" },
    { entity_id: "sensor.other", platform: "zha", unique_id: `${OURS}_hub_zigbee` },
    { entity_id: "sensor.strange", platform: "mqtt", unique_id: "0x00158d" },
  ]);

  bench.orphans.announced();
  await bench.pass();

  expect(bench.removed()).toEqual(["binary_sensor.old", "switch.moved"]);
  expect(bench.log.lines).toEqual(["info orphaned entities taken out of home assistant"]);
});

test("nothing is asked or removed before everything was announced", async () => {
  await using bench = openBench([
    { entity_id: "sensor.old", platform: "mqtt", unique_id: `${OURS}_01KGONE_x` },
  ]);

  bench.fake.disconnect();
  bench.fake.connect();
  await bench.clock.advance(60_000);

  expect(bench.fake.commands).toEqual([]);
});

test("whoever connects after the announcement is tidied then, and a quiet house is not written about", async () => {
  await using bench = openBench(entriesOf([hub, camera]), { connected: false });
  bench.orphans.announced();
  expect(bench.clock.sleepers()).toBe(0);

  bench.fake.connect();
  await bench.pass();

  expect(bench.fake.commands).toEqual([{ type: "config/entity_registry/list" }]);
  expect(bench.log.lines).toEqual([]);
});

test("one that still lives stays, as its whole device would go with it", async () => {
  await using bench = openBench(
    ["sensor.alive", "sensor.dead", "sensor.disabled"].map((entity_id) => ({
      entity_id,
      platform: "mqtt",
      unique_id: `${OURS}_01KGONE_${entity_id}`,
    })),
    { alive: ["sensor.alive", "sensor.disabled"] },
  );
  bench.fake.setState("sensor.alive", "unavailable", { friendly_name: "Alive" });

  bench.orphans.announced();
  await bench.pass();

  expect(bench.removed()).toEqual(["sensor.dead"]);
});

test("at most fifty go in a round, the rest at the next", async () => {
  await using bench = openBench(
    Array.from({ length: 60 }, (_, index) => ({
      entity_id: `sensor.old_${index}`,
      platform: "mqtt",
      unique_id: `${OURS}_01KGONE_${index}`,
    })),
  );

  bench.orphans.announced();
  await bench.pass();
  expect(bench.removed()).toHaveLength(50);
  bench.orphans.announced();
  await bench.pass(2);

  expect(bench.removed()).toHaveLength(60);
});

test("an unknown house is not cleared", async () => {
  await using bench = openBench(
    [{ entity_id: "sensor.old", platform: "mqtt", unique_id: `${OURS}_01KGONE_x` }],
    { devices: [] },
  );

  bench.orphans.announced();
  await bench.pass();

  expect(bench.removed()).toEqual([]);
});

test("one that is gone already does not keep the others", async () => {
  await using bench = openBench([
    { entity_id: "sensor.refused", platform: "mqtt", unique_id: `${OURS}_01KGONE_a` },
    { entity_id: "sensor.old", platform: "mqtt", unique_id: `${OURS}_01KGONE_b` },
  ]);

  bench.orphans.announced();
  await bench.pass();

  expect(bench.removed()).toEqual(["sensor.old"]);
});

test("a registry that cannot be read is tried again at the next connection", async () => {
  await using bench = openBench([
    { entity_id: "sensor.old", platform: "mqtt", unique_id: `${OURS}_01KGONE_a` },
  ]);
  bench.fake.answerCommand("config/entity_registry/list", new Failure("unavailable", "Not now."));
  bench.orphans.announced();
  await bench.pass();
  expect(bench.log.lines).toEqual(["debug orphaned entities not looked for"]);

  bench.relist();
  bench.fake.disconnect();
  bench.fake.connect();
  await bench.pass(2);

  expect(bench.removed()).toEqual(["sensor.old"]);
});

function openBench(
  entries: readonly Entry[],
  { connected = true, devices = [hub, camera] as readonly Device[], alive = [] as readonly string[] } = {},
) {
  const fake = makeFakeHomeAssistant({ connected });
  const clock = makeManualClock();
  const log = keptLog();
  let registry = entries;
  const removed: string[] = [];
  const relist = () => fake.answerCommand("config/entity_registry/list", () => registry);
  relist();
  fake.answerCommand("config/entity_registry/remove", (message) => {
    const id = String(message["entity_id"]);
    if (id === "sensor.refused") return new Failure("rejected", "Entity not found");
    removed.push(id);
    registry = registry.filter(({ entity_id }) => entity_id !== id);
    return null;
  });
  for (const { entity_id } of entries) {
    if (!alive.includes(entity_id)) fake.setState(entity_id, "unavailable", { restored: true });
  }
  const orphans = openOrphans({ homeAssistant: fake, topics, devices: () => devices, clock, log });
  const rounds = () => fake.commands.filter(({ type }) => type === "config/entity_registry/list").length;
  return {
    fake,
    clock,
    log,
    orphans,
    relist,
    removed: () => removed,
    /** Until so many rounds are over. */
    async pass(count = 1): Promise<void> {
      await vi.waitFor(() => expect(clock.sleepers()).toBe(1), PATIENT);
      await clock.advance(10_000);
      await vi.waitFor(() => expect(rounds()).toBe(count), PATIENT);
      // What follows a list is done within a few turns of the event loop.
      for (let turn = 0; turn < 5; turn++) await clock.advance(0);
    },
    [Symbol.asyncDispose]: () => orphans[Symbol.asyncDispose](),
  };
}

function entriesOf(devices: readonly Device[]): readonly Entry[] {
  return devices.flatMap(({ config }) =>
    Object.values(config.components).flatMap((component) =>
      "unique_id" in component
        ? [
            {
              entity_id: `${component.platform}.${component.unique_id}`,
              platform: "mqtt",
              unique_id: component.unique_id,
            },
          ]
        : [],
    ),
  );
}

function aUniqueId(platform: string): string {
  const found = entriesOf([hub, camera]).find(({ entity_id }) => entity_id.startsWith(`${platform}.`));
  if (found === undefined) throw new Error(`nothing is a ${platform}`);
  return found.unique_id;
}
