import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import type { SuppressionPreviewWire, SuppressionsWire } from "#api/suppressions-wire.ts";
import { Alert } from "#domain/alert.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { type RunningApp, startApp } from "./app.ts";
import { drawnPorch } from "./porch.ts";
import { untilTrue } from "./until.ts";

const WAIT_MS = 150_000;

test("after its alert was called not interesting, the same visitor is recorded and nobody is told, also after a restart", async () => {
  const { scene, model } = await drawnPorch();
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir());
  const broker = stack.use(await openMosquitto());
  const rtsp = await startRtspServer({ streams: [{ path: "/porch", file: scene }] });
  stack.defer(() => rtsp.stop());
  const listener = await connectAsync({ host: "127.0.0.1", port: broker.port, protocolVersion: 5 });
  stack.defer(() => listener.endAsync());
  const alerts: Alert[] = [];
  listener.on("message", (_, payload) => alerts.push(Alert.parse(JSON.parse(payload.toString()))));
  await listener.subscribeAsync("homecam/alerts/front_door");
  const start = async () =>
    await startApp(dir.path, {
      cameras: [{ name: "Front door", url: rtsp.url("/porch", false), pre_roll_s: 3, post_roll_s: 3 }],
      mqtt: { host: "127.0.0.1", port: broker.port },
      detector: { model },
      analyzer: { backend: "none" },
      storage: { backend: "local" },
    });
  const app = await start();
  stack.defer(async () => void (await app.stop("SIGKILL")));
  await untilTrue(
    () => alerts.some(({ phase }) => phase === "confirmed"),
    () => `an alert: ${app.log()}`,
    WAIT_MS,
  );

  const [first] = alerts;
  const { draft, hidden } = await app.get<SuppressionPreviewWire>(`clips/${first?.clip_id}/suppression`);
  // The visitor walks, so that another frame may be its best the next time.
  const anywhere = { ...draft, places: null, height: null, hours: null };
  const said = await fetch(`${app.url}/api/v1/cameras/front_door/suppressions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(anywhere),
  });
  const { start_ts: since } = (await newest(app)) ?? { start_ts: "" };
  const quiet = await suppressedAfter(app, since);
  const code = await app.stop();
  const again = await start();
  stack.defer(async () => void (await again.stop("SIGKILL")));
  const { suppressions } = await again.get<SuppressionsWire>("cameras/front_door/suppressions");
  const later = await suppressedAfter(again, quiet.start_ts);

  expect(said.status).toBe(200);
  expect(hidden).toBe(1);
  expect(quiet).toMatchObject({
    status: "done",
    filter_result: { detected_classes: ["person"], stopped_early: false },
    alert_decision: { notify: false, suppressed_by: [suppressions[0]?.id] },
  });
  expect(quiet.alert_decision?.explanation).toContain("you said that this is not interesting: People");
  expect(code).toBe(0);
  expect(suppressions).toMatchObject([{ labels: ["person"], places: null }]);
  expect(suppressions[0]?.hits).toBeGreaterThanOrEqual(1);
  expect(alerts.map(({ alert_id }) => alert_id)).not.toContain(quiet.happening_id);
  expect(alerts.map(({ alert_id }) => alert_id)).not.toContain(later.happening_id);
}, 480_000);

async function newest(app: RunningApp): Promise<ClipState | undefined> {
  return (await app.get<{ clips: ClipState[] }>("clips?limit=1")).clips[0];
}

/** The first finished clip that began later and of which nobody was told as it is not interesting. */
async function suppressedAfter(app: RunningApp, since: string): Promise<ClipState> {
  let found: ClipState | undefined;
  await untilTrue(
    async () => {
      const { clips } = await app.get<{ clips: ClipState[] }>("clips?limit=20");
      found = clips.findLast(
        ({ start_ts, status, alert_decision }) =>
          start_ts > since && status === "done" && alert_decision?.notify_reason === "suppressed",
      );
      return found !== undefined;
    },
    () => `a clip that is not interesting after ${since}: ${app.log()}`,
    WAIT_MS,
  );
  if (!found) throw new Error("it was found and is gone");
  return found;
}
