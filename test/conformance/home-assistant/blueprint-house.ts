import { join } from "node:path";
import { vi } from "vitest";
import { z } from "zod";
import type { Hass } from "./hass.ts";

const PHONE = "Pixel 9";
export const BLUEPRINTS = join(import.meta.dirname, "../../../addon/blueprints/automation/porchlight");
const STARTED = { timeout: 60_000, interval: 250 };

/** What the app says of itself when somebody logs in. */
const appOn = (pushPort: number) => ({
  device_id: "phone-1",
  app_id: "io.homeassistant.companion.android",
  app_name: "Home Assistant",
  app_version: "2026.9.1",
  device_name: PHONE,
  manufacturer: "Google",
  model: "Pixel 9",
  os_name: "Android",
  os_version: "16",
  supports_encryption: false,
  app_data: { push_token: "token", push_url: `http://127.0.0.1:${pushPort}/push` },
});

/** A house with an alarm panel, and where phones and automations may be. */
export const phoneConfiguration = `
mobile_app:
automation: !include automations.yaml
alarm_control_panel:
  - platform: manual
    name: House
    code_arm_required: false
    arming_time: 0
    delay_time: 0
`;

/**
 * Registers a phone as the app does, whose pushes go to a port of ours. Resolves to what its buttons do.
 */
export async function registerPhone(
  hass: Hass,
  pushPort: number,
): Promise<(action: string) => Promise<void>> {
  // It answers before all of it has started.
  const answer = await vi.waitFor(async () => {
    const said = await hass.post("/api/mobile_app/registrations", appOn(pushPort));
    if (!said.ok) throw new Error(`no phone can be registered: ${said.status} ${hass.log()}`);
    return said;
  }, STARTED);
  const { webhook_id } = z.object({ webhook_id: z.string() }).parse(await answer.json());
  return async (action) => {
    const data = {
      event_type: "mobile_app_notification_action",
      event_data: { action, device_id: "phone-1" },
    };
    const said = await hass.post(`/api/webhook/${webhook_id}`, { type: "fire_event", data });
    if (!said.ok) throw new Error(`the button was not taken: ${said.status}`);
  };
}

async function deviceOf(hass: Hass): Promise<string> {
  const Devices = z.array(z.object({ id: z.string(), name: z.string().nullable() }));
  return await vi.waitFor(async () => {
    const devices = Devices.parse(await hass.call("config/device_registry/list"));
    const phone = devices.find(({ name }) => name === PHONE);
    if (phone === undefined) throw new Error("the phone is not there");
    return phone.id;
  }, STARTED);
}

/** An automation of each blueprint, as the editor of automations saves them. */
export async function automateAll(hass: Hass): Promise<void> {
  const phone = await deviceOf(hass);
  const inputs = {
    notify: {
      alerts: ["event.front_door_alert"],
      phones: [phone],
      risks: ["unrated", "medium", "high", "critical"],
      objects: ["person"],
      app_path: "/app/a1b2c3_porchlight",
    },
    snooze: {
      alert: "event.front_door_alert",
      snooze: "button.front_door_snooze",
      resume: "button.front_door_resume",
      phones: [phone],
    },
    arm: { mode: "select.porchlight_mode", panel: ["alarm_control_panel.house"] },
  };
  for (const [name, input] of Object.entries(inputs)) await automate(hass, name, `with ${name}`, input);
}

/** One automation, which is `automation.{alias}`. */
export async function automate(hass: Hass, blueprint: string, alias: string, input: object): Promise<void> {
  const id = alias.replaceAll(" ", "_");
  const saved = await hass.post(`/api/config/automation/config/${id}`, {
    alias,
    use_blueprint: { path: `porchlight/${blueprint}.yaml`, input },
  });
  if (!saved.ok) throw new Error(`${alias}: ${await saved.text()}`);
}
