import { setImmediate as settled } from "node:timers/promises";
import { expect, test } from "vitest";
import { CameraId } from "#domain/ids.ts";
import { makeFakeBroker } from "#test/fakes/broker.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeLogger } from "#test/fakes/logger.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { makeConfigSender } from "./config-sender.ts";
import { cameraDevice } from "./devices.ts";
import { openMemory } from "./memory.ts";
import { PACE } from "./pace.ts";
import { makeTopics } from "./topics.ts";

const running = new AbortController().signal;
const topics = makeTopics("a1b2c3", "homeassistant");
const id = CameraId.parse("00c7f3");

test("a different payload of the same device waits two seconds, the same one does not", async () => {
  const { sender, clock, configs } = await openBench();
  await sender.send(device("Front door", ["person"]), true, running);

  await sender.send(device("Front door", ["person"]), true, running);
  const later = sender.send(device("Porch", ["person"]), false, running);
  await clock.advance(1_999);
  expect(configs()).toHaveLength(2);
  await clock.advance(1);
  await later;

  expect(configs()).toHaveLength(3);
});

test("what was buried is left out five seconds later", async () => {
  const { sender, clock, configs } = await openBench();
  await sender.send(device("Front door", ["person", "dog"]), true, running);

  const later = sender.send(device("Front door", ["person"]), false, running);
  await clock.advance(2_000);
  await settled();
  expect(configs().at(-1)?.["animal"]).toEqual({ platform: "binary_sensor" });
  await clock.advance(4_999);
  expect(configs()).toHaveLength(2);
  await clock.advance(1);
  await later;

  expect(configs()).toHaveLength(3);
  expect(configs().at(-1)).not.toHaveProperty("animal");
});

test("a device that is deleted while its payload waits does not come back", async () => {
  const { sender, clock, configs, memory } = await openBench();
  await sender.send(device("Front door", ["person"]), true, running);

  const later = sender.send(device("Porch", ["person"]), false, running);
  memory.hide(id);
  await clock.advance(2_000);
  await later;

  expect(configs()).toHaveLength(1);
  expect(memory.announced(id)).toBeUndefined();
});

function device(name: string, labels: readonly string[]) {
  return cameraDevice({ topics, version: "1.0.0" }, { id, name }, labels, true);
}

async function openBench() {
  const broker = makeFakeBroker();
  const clock = makeManualClock();
  const memory = await openMemory(fakeStore().settings, makeLogger());
  const sender = makeConfigSender({
    broker,
    topics,
    memory,
    clock,
    pace: PACE,
    onBuried: () => undefined,
    onAnnounced: () => undefined,
  });
  const configs = () =>
    broker.published
      .filter(({ topic }) => topic === topics.config(id))
      .map(({ text }) => (JSON.parse(text) as { components: Record<string, unknown> }).components);
  return { sender, clock, configs, memory };
}
