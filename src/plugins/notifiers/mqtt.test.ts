import { expect, test } from "vitest";
import { Alert } from "#domain/alert.ts";
import { anAlert } from "#test/builders.ts";
import { makeFakeBroker } from "#test/fakes/broker.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeLogger } from "#test/fakes/logger.ts";
import { MqttNotifierSettings, mqttNotifier } from "./mqtt.ts";

const running = new AbortController().signal;

test("an alert is published on the camera's topic, whole and not retained", async () => {
  const { broker, notifier } = await openNotifier();
  const alert = anAlert({ risk_level: "high", summary: `"{{ quotes }}" 🏡` });

  await notifier.notify(alert, running);

  const [message] = broker.published;
  expect(message).toMatchObject({ topic: "homecam/alerts/front_door", retain: false });
  expect(Alert.parse(JSON.parse(message?.text ?? ""))).toEqual(alert);
});

test("the owner's own topic is used, wherever the camera's name stands in it", async () => {
  const { broker, notifier } = await openNotifier("my/{camera_name}/alert/{camera_name}");

  await notifier.notify(anAlert(), running);

  expect(broker.published.map(({ topic }) => topic)).toEqual(["my/front_door/alert/front_door"]);
});

test("without a broker it fails as something that may pass, and works once there is one", async () => {
  const { broker, notifier } = await openNotifier();
  broker.disconnect();

  await expect(notifier.notify(anAlert(), running)).rejects.toMatchObject({ kind: "unavailable" });
  broker.connect();
  await notifier.notify(anAlert(), running);

  expect(broker.published).toHaveLength(1);
});

test.each(["", "a/#", "a/+/b", "a b", "x".repeat(201)])("the topic %j is refused", (topic) => {
  expect(MqttNotifierSettings.safeParse({ topic }).success).toBe(false);
});

async function openNotifier(topic?: string) {
  const broker = makeFakeBroker();
  const notifier = await mqttNotifier.open(MqttNotifierSettings.parse({ topic }), {
    log: makeLogger(),
    clock: makeManualClock(),
    ffmpeg: { ffmpeg: "ffmpeg", ffprobe: "ffprobe" },
    dataDir: "/nowhere",
    mediaDir: "/nowhere",
    broker,
    problem: () => undefined,
  });
  return { broker, notifier };
}
