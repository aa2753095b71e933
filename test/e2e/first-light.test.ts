import { access } from "node:fs/promises";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Alert } from "#domain/alert.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { chromiumPath, openChromium } from "#test/servers/chromium.ts";
import { openIngress } from "#test/servers/ingress.ts";
import { type Mosquitto, openMosquitto } from "#test/servers/mosquitto.ts";
import { type RtspServer, startRtspServer } from "#test/servers/rtsp.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { type RunningApp, startApp } from "./app.ts";
import { drawnPorch } from "./porch.ts";
import { untilTrue } from "./until.ts";

const PASSWORD = "pa55-w0rd";

/** One camera with a password, the real servers, the real app: from the first picture to the alert. */
describe("first light", () => {
  let dir: TempDir;
  let broker: Mosquitto;
  let rtsp: RtspServer;
  let app: RunningApp;
  let listener: MqttClient;
  const heard = new Map<string, string[]>();
  const alerts = () =>
    (heard.get("homecam/alerts/front_door") ?? []).map((text) => Alert.parse(JSON.parse(text)));

  beforeAll(async () => {
    const { scene, model } = await drawnPorch();
    dir = await makeTempDir();
    broker = await openMosquitto();
    rtsp = await startRtspServer({
      streams: [{ path: "/porch", file: scene, auth: { user: "admin", password: PASSWORD } }],
    });
    listener = await connectAsync({ host: "127.0.0.1", port: broker.port, protocolVersion: 5 });
    listener.on("message", (topic, payload) => {
      heard.set(topic, [...(heard.get(topic) ?? []), payload.toString("latin1")]);
    });
    await listener.subscribeAsync(["homeassistant/#", "porchlight/#", "homecam/#"]);
    app = await startApp(dir.path, {
      cameras: [
        {
          name: "Front door",
          url: rtsp.url("/porch", false),
          username: "admin",
          password: PASSWORD,
          pre_roll_s: 3,
          post_roll_s: 3,
        },
      ],
      mqtt: { host: "127.0.0.1", port: broker.port },
      detector: { model },
      analyzer: { backend: "none" },
      storage: { backend: "local" },
      log_level: "debug",
    });
    await untilTrue(
      () => alerts().some(({ phase }) => phase === "confirmed"),
      () => `an alert: ${app.log()}`,
      150_000,
    );
  }, 240_000);

  afterAll(async () => {
    await listener?.endAsync();
    await app?.stop("SIGKILL");
    await rtsp?.stop();
    await broker?.[Symbol.asyncDispose]();
    await dir?.[Symbol.asyncDispose]();
  });

  test("while the visitor is still there it is told who, with a picture of it", async () => {
    const [live, later] = alerts();
    const { clip } = await app.get<{ clip: ClipState }>(`clips/${live?.clip_id}`);

    expect(live).toMatchObject({
      phase: "detected",
      objects: ["person"],
      notify_reason: "object=person",
      summary: "Person at Front door.",
      storage_uri: null,
      upload_failed: false,
      late: false,
    });
    expect(live?.alert_id).toBe(later?.alert_id);
    expect(Date.parse(live?.ts ?? "")).toBeLessThan(Date.parse(clip.end_ts));
    expect(clip.live).toMatchObject({ alert: { reason: "object=person" }, needs_place: false });
    expect(clip.live?.objects[0]).toMatchObject({ label: "person" });
  });

  test("the visitor makes one alert with everything that HomeSec's listeners expect", () => {
    const alert = alerts().find(({ phase }) => phase === "confirmed");

    expect(alert).toMatchObject({
      camera_name: "front_door",
      camera_title: "Front door",
      notify_reason: "object=person",
      objects: ["person"],
      risk_level: null,
      upload_failed: false,
      storage_uri: `local:clips/front_door/${alert?.clip_id}.mp4`,
      dedupe_key: alert?.alert_id,
    });
    expect(alert?.summary).toMatch(/^Person at Front door for \d+ s\.$/);
  });

  test("Home Assistant was told of two devices and of what the camera saw", async () => {
    const devices = [...heard.keys()].filter((topic) => topic.endsWith("/config"));

    expect(devices).toHaveLength(2);
    expect(heard.get([...heard.keys()].find((topic) => topic.endsWith("/person")) ?? "")).toContain("ON");
    expect(heard.get([...heard.keys()].find((topic) => topic.endsWith("/motion")) ?? "")).toContain("ON");
  });

  test("the clip is an ordinary file with picture and note beside it", async () => {
    const id = alerts()[0]?.clip_id;

    for (const ending of ["mp4", "jpg", "json"]) {
      await access(join(dir.path, `data/media/clips/front_door/${id}.${ending}`));
    }
    const { disk } = await app.get<{ disk: { clips: number; clips_bytes: number } }>("diagnostics");
    expect(disk.clips).toBeGreaterThan(0);
    expect(disk.clips_bytes).toBeGreaterThan(0);
    const { events } = await app.get<{ events: { type: string; stage?: string }[] }>(`clips/${id}`);
    expect(events.map(({ type, stage }) => (stage ? `${stage} ${type}` : type))).toEqual(
      expect.arrayContaining([
        "clip_captured",
        "upload stage_completed",
        "filter stage_completed",
        "decided",
      ]),
    );
  });

  test("the password is in no log, answer or message", async () => {
    const answers = await Promise.all(
      ["cameras", "config", "diagnostics", "clips", "problems"].map((path) => app.get(path)),
    );

    expect(JSON.stringify([app.log(), answers, ...heard])).not.toContain(PASSWORD);
  });

  test.skipIf(chromiumPath === undefined)("the clip plays in the panel behind ingress", async () => {
    const browser = await openChromium();
    try {
      await using ingress = await openIngress({ target: app.url });
      const page = await browser.newPage();
      await page
        .context()
        .addCookies([
          { name: "ingress_session", value: ingress.cookie.split("=")[1] ?? "", url: ingress.origin },
        ]);
      await page.goto(ingress.url);
      await page.locator(".happening:not(.now)").first().click();

      const video = page.locator("video");
      await video.waitFor();
      await video.evaluate(async (element: { muted: boolean; play(): Promise<void> }) => {
        element.muted = true;
        await element.play();
      });
      const time = async () =>
        await video.evaluate((element: { currentTime: number }) => element.currentTime);
      await expect.poll(time, { timeout: 60_000 }).toBeGreaterThan(1);
    } finally {
      await browser.close();
    }
  });

  test("a switch in Home Assistant is obeyed and echoed", async () => {
    const state = [...heard.keys()].find((topic) => topic.endsWith("/switch/recording"));
    expect(state).toBeDefined();

    await listener.publishAsync(`${state}/set`, "OFF");

    await untilTrue(
      () => heard.get(state ?? "")?.at(-1) === "OFF",
      () => "the echo",
    );
    const { switches } = await app.get<{ switches: object }>("cameras/front_door");
    expect(switches).toMatchObject({ recording: false });
  });

  test("SIGTERM ends it with exit code 0, and Home Assistant sees it offline", async () => {
    expect(await app.stop()).toBe(0);

    const hub = [...heard.keys()].find((topic) => /^porchlight\/[0-9a-f]{6}\/status$/.test(topic)) ?? "";
    await untilTrue(
      () => heard.get(hub)?.at(-1) === "offline",
      () => "offline",
    );
  });
});
