import type { MqttClient } from "mqtt";
import { z } from "zod";
import { Alert } from "#domain/alert.ts";
import type { Screen } from "./screen.ts";

const Discovery = z.object({
  device: z.object({ name: z.string() }),
  components: z.record(z.string(), z.object({ platform: z.string(), name: z.string().nullish() })),
});

/** Prints what the broker hears: each device with its entities, motion, and each alert with its delay; `onAlert` at a complete one. */
export function watchBroker(client: MqttClient, screen: Screen, onAlert: () => void): void {
  const seen = new Map<string, string>();
  let motionAtMs: number | undefined;

  client.on("message", (topic, payload) => {
    const text = payload.toString();
    if (/\/device\/.+\/config$/.test(topic)) {
      if (text !== "" && seen.get(topic) !== text) printDevice(screen, text);
      seen.set(topic, text);
    } else if (/^porchlight\/.+\/motion$/.test(topic)) {
      if (text === seen.get(topic)) return;
      seen.set(topic, text);
      if (text !== "ON" && motionAtMs === undefined) return;
      if (text === "ON") motionAtMs = Date.now();
      screen.event(text === "ON" ? "motion began" : "motion ended");
    } else if (topic.startsWith("homecam/alerts/")) {
      if (printAlert(screen, topic, text, motionAtMs)) onAlert();
    }
  });
  client.subscribe(["homeassistant/device/#", "porchlight/#", "homecam/#"]);
}

function printDevice(screen: Screen, text: string): void {
  const device = Discovery.safeParse(JSON.parse(text));
  if (!device.success) return;
  const entities = Object.values(device.data.components)
    .filter(({ platform }) => platform !== "device_automation")
    .map(({ platform, name }) => `${name ?? device.data.device.name} (${platform.replace("_", " ")})`);
  screen.block(`Home Assistant would show the device "${device.data.device.name}" with`, entities);
}

/** Whether it is complete: the clip was recorded and searched. */
function printAlert(screen: Screen, topic: string, text: string, motionAtMs: number | undefined): boolean {
  const alert = Alert.safeParse(JSON.parse(text));
  if (!alert.success) return false;
  const { summary, notify_reason, clip_id, phase } = alert.data;
  const delay =
    motionAtMs === undefined ? "" : `, ${((Date.now() - motionAtMs) / 1000).toFixed(1)} s after motion began`;
  screen.block(`ALERT (${phase}) on ${topic}${delay}`, [`${summary ?? notify_reason} Clip ${clip_id}`]);
  return phase !== "detected";
}
