import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { AlertingStateWire } from "#api/alerting-wire.ts";
import { type RunningApp, startApp } from "#test/e2e/app.ts";
import { drawnPorch } from "#test/e2e/porch.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { openWebhookServer, type WebhookServer } from "#test/servers/webhook.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { phoneConfiguration, registerPhone } from "./blueprint-house.ts";
import { type Hass, openHass } from "./hass.ts";
import { registryOf } from "./registry.ts";
import { byText, complaintsOf, hasHomeAssistant, STEP_MS } from "./stage.ts";

const PATIENT = { timeout: 150_000, interval: 250 };
const ALERT = "event.front_door_alert";
const Told = z.array(z.object({ notification_id: z.string(), message: z.string() }));
const Pushed = z.object({ title: z.string(), data: z.looseObject({ tag: z.string() }) });

interface Stage {
  readonly hass: Hass;
  readonly push: WebhookServer;
  readonly options: object;
  readonly folder: string;
  app: RunningApp;
}

/** The app as it is shipped, a camera with a drawn scene, a broker and a phone: these tests follow one another. */
describe.skipIf(!hasHomeAssistant)("real Home Assistant (script/conformance): the whole app", () => {
  const owned = new AsyncDisposableStack();
  let opened: Stage | undefined;
  const stage = () => {
    if (opened === undefined) throw new Error("not open");
    return opened;
  };
  const state = async (id: string) => (await registryOf(stage().hass).states()).get(id);
  const eventually = (check: () => Promise<void>) => vi.waitFor(check, PATIENT);
  const entityIds = async () =>
    (await registryOf(stage().hass).entities()).map(({ entity_id }) => entity_id).sort(byText);

  beforeAll(async () => {
    const { scene, model } = await drawnPorch();
    const { path: folder } = owned.use(await makeTempDir());
    const mosquitto = owned.use(await openMosquitto({ persistent: true }));
    const push = owned.use(await openWebhookServer());
    push.reply = { status: 201, headers: { "Content-Type": "application/json" }, body: "{}" };
    const files = { "automations.yaml": "[]" };
    const root = process.env["HOME_ASSISTANT_ROOT"] ?? "";
    const hass = owned.use(
      await openHass(root, mosquitto.port, { configuration: phoneConfiguration, files }),
    );
    await registerPhone(hass, push.port);
    await rememberTitles(hass);
    const rtsp = await startRtspServer({ streams: [{ path: "/porch", file: scene }] });
    owned.defer(() => rtsp.stop());
    const options = {
      cameras: [{ name: "Front door", url: rtsp.url("/porch", false), pre_roll_s: 3, post_roll_s: 3 }],
      mqtt: { host: "127.0.0.1", port: mosquitto.port },
      home_assistant: hass.address,
      detector: { model },
      storage: { backend: "local" },
    };
    opened = { hass, push, options, folder, app: await startApp(folder, options) };
    owned.defer(async () => void (await stage().app.stop("SIGKILL")));
  }, STEP_MS);

  afterAll(() => owned.disposeAsync(), STEP_MS);

  test("somebody at the door is an event, an automation, a picture and a push", {
    timeout: STEP_MS,
  }, async () => {
    const { hass, push } = stage();

    await eventually(async () => expect((await state(ALERT))?.state).toMatch(/^20/));

    const alert = await state(ALERT);
    expect(alert?.attributes).toMatchObject({ event_type: expect.any(String), objects: ["person"] });
    await eventually(async () => {
      expect(Told.parse(await hass.call("persistent_notification/get"))).toContainEqual({
        notification_id: "conformance",
        message: expect.stringMatching(/[Pp]erson/),
      });
      const picture = await hass.get("/api/image_proxy/image.front_door_last_alert");
      expect(picture.headers.get("content-type")).toBe("image/jpeg");
      expect(push.posts.map(({ body }) => Pushed.parse(JSON.parse(body)).title).join()).toContain(
        "Front door",
      );
    });
  });

  test("what is set in Home Assistant is set in the app", { timeout: STEP_MS }, async () => {
    const { hass, app } = stage();

    await hass.call("call_service", {
      domain: "select",
      service: "select_option",
      service_data: { option: "night" },
      target: { entity_id: "select.porchlight_mode" },
    });

    await eventually(async () => {
      expect((await app.get<AlertingStateWire>("alerting/state")).mode).toBe("night");
      expect((await state("select.porchlight_mode"))?.state).toBe("night");
    });
  });

  test("an app that is killed is unavailable, and the next one is the same devices with the same mode", {
    timeout: STEP_MS,
  }, async () => {
    const { folder, options, app } = stage();
    const before = await entityIds();

    await app.stop("SIGKILL");
    await eventually(async () => expect((await state("select.porchlight_mode"))?.state).toBe("unavailable"));
    stage().app = await startApp(folder, options);

    await eventually(async () => expect((await state("select.porchlight_mode"))?.state).toBe("night"));
    await eventually(async () =>
      expect((await state("binary_sensor.front_door_connection"))?.state).toBe("on"),
    );
    expect(await entityIds()).toEqual(before);
  });

  test("Home Assistant had nothing to complain about, nor had the app", async () => {
    expect(complaintsOf(stage().hass)).toEqual([]);
    expect(await stage().app.problems()).toEqual([]);
  });
});

/** An automation as an owner writes it. */
async function rememberTitles(hass: Hass): Promise<void> {
  const saved = await hass.post("/api/config/automation/config/conformance", {
    alias: "conformance",
    triggers: [{ trigger: "state", entity_id: ALERT, not_from: ["unavailable"] }],
    actions: [
      {
        action: "persistent_notification.create",
        data: {
          notification_id: "conformance",
          message: "{{ trigger.to_state.attributes.title | default('', true) }}",
        },
      },
    ],
  });
  if (!saved.ok) throw new Error(await saved.text());
}
