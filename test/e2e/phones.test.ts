import { expect, test } from "vitest";
import { z } from "zod";
import type { AlertingStateWire } from "#api/alerting-wire.ts";
import { CameraSlug, HappeningId } from "#domain/ids.ts";
import { phoneActionId } from "#domain/phone-action.ts";
import { startHomeAssistant } from "#test/servers/home-assistant.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { startApp } from "./app.ts";
import { drawnPorch } from "./porch.ts";
import { untilTrue } from "./until.ts";

const WAIT_MS = 150_000;
const Push = z.object({
  type: z.literal("call_service"),
  domain: z.literal("notify"),
  service: z.literal("mobile_app_pixel"),
  service_data: z.object({
    title: z.string(),
    message: z.string(),
    data: z.object({ tag: z.string() }).loose(),
  }),
});

test("with Home Assistant's API and no broker, phones are told, obeyed, and the missing broker is said", async () => {
  const { scene, model } = await drawnPorch();
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir());
  const house = stack.use(await startHomeAssistant());
  house.answer("get_services", () => ({ result: { notify: { mobile_app_pixel: {} } } }));
  const rtsp = await startRtspServer({ streams: [{ path: "/porch", file: scene }] });
  stack.defer(() => rtsp.stop());
  const app = await startApp(dir.path, {
    cameras: [{ name: "Front door", url: rtsp.url("/porch", false), pre_roll_s: 3, post_roll_s: 3 }],
    home_assistant: { url: house.url, token: house.token },
    detector: { model },
    storage: { backend: "local" },
  });
  stack.defer(async () => void (await app.stop("SIGKILL")));
  const pushes = () => house.requests.flatMap((request) => Push.safeParse(request).data ?? []);

  await untilTrue(
    () => pushes().length > 0,
    () => `a push: ${app.log()}`,
    WAIT_MS,
  );
  const [first] = pushes();
  const alert = HappeningId.parse(first?.service_data.data.tag);
  house.fire("mobile_app_notification_action", {
    action: phoneActionId({ kind: "snooze", camera: CameraSlug.parse("front_door"), minutes: 30, alert }),
  });
  const state = async () => await app.get<AlertingStateWire>("alerting/state");
  await untilTrue(
    async () => (await state()).cameras[0]?.snoozed_until !== null,
    () => `the snooze: ${app.log()}`,
    WAIT_MS,
  );

  expect(first?.service_data.title).toContain("Front door");
  expect((await state()).cameras).toMatchObject([{ camera: "front_door" }]);
  expect((await app.problems()).join("\n")).toMatch(/MQTT|broker/i);
  expect(app.log()).not.toContain(house.token);
}, 300_000);
