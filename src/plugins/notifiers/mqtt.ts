import { z } from "zod";
import { Alert } from "#domain/alert.ts";
import { definePlugin } from "#ports/plugin.ts";

const CAMERA_NAME = "{camera_name}";

export const MqttNotifierSettings = z.object({
  /** `{camera_name}` becomes the camera's slug. */
  topic: z
    .string()
    .regex(/^[^#+\s\0]+$/)
    .max(200)
    .default(`homecam/alerts/${CAMERA_NAME}`),
});

/**
 * Publishes the alert as HomeSec's listeners expect it: QoS 1, not retained. It throws while there is no broker;
 * the pipeline tries again.
 */
export const mqttNotifier = definePlugin({
  kind: "notifier",
  backend: "mqtt",
  config: MqttNotifierSettings,
  async open({ topic }, { broker }) {
    return {
      name: "mqtt",
      title: "MQTT",
      async notify(alert, signal) {
        await broker.publish(
          {
            topic: topic.replaceAll(CAMERA_NAME, alert.camera_name),
            payload: JSON.stringify(Alert.parse(alert)),
          },
          signal,
        );
      },
      async [Symbol.asyncDispose]() {},
    };
  },
});
