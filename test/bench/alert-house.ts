import { stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { z } from "zod";
import { Alert } from "#domain/alert.ts";
import { type RunningApp, startApp } from "#test/e2e/app.ts";
import { untilTrue } from "#test/e2e/until.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import type { CameraFiles } from "./alert-scene.ts";
import { NANO } from "./bench-detector.ts";

/** Motion detectors learn what is empty. */
const LEARN_MS = 15_000;
const NAME = /^camera_\d+$/;

/** What the broker heard of one camera, or its server did. Unix ms. */
export interface Heard {
  readonly camera: string;
  readonly atMs: number;
}

export interface HeardAlert extends Heard {
  /** When that was which made the alert. */
  readonly shownMs: number;
  /** When its picture was on the disk. */
  readonly pictureMs: number;
}

export interface Record {
  /** The first frame with somebody in it was sent. */
  readonly visits: readonly Heard[];
  readonly motions: readonly Heard[];
  readonly appearances: readonly Heard[];
  readonly alerts: readonly HeardAlert[];
}

/** The real app, broker and cameras, for so long after all cameras are live. */
export async function watchVisits(
  cameras: readonly CameraFiles[],
  mode: "main" | "sub",
  forMs: number,
): Promise<Record> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir());
  const broker = stack.use(await openMosquitto());
  const server = stack.use(await startRtspServer({ streams: cameras.flatMap(streamsOf) }));
  const listener = await connectAsync({ host: broker.host, port: broker.port, protocolVersion: 5 });
  stack.defer(() => listener.endAsync());
  const app = stack.use(
    await startApp(dir.path, {
      cameras: cameras.map((_, i) => ({
        name: `Camera ${i}`,
        url: server.url(`/main${i}`),
        ...(mode === "sub" && { substream_url: server.url(`/sub${i}`) }),
        pre_roll_s: 3,
        post_roll_s: 1,
      })),
      mqtt: { host: broker.host, port: broker.port },
      detector: { model: NANO },
      analyzer: { backend: "none" },
      storage: { backend: "local" },
    }),
  );
  const ids = await liveCameras(app, cameras.length);
  await sleep(LEARN_MS);
  const fromMs = Date.now();
  const heard = await listen(listener, ids, join(dir.path, "data", "media"));
  await sleep(forMs);
  const visits: Heard[] = [];
  for (const i of cameras.keys()) {
    const sent = await server.sent(`/${mode}${i}`);
    visits.push(...sent.filter((atMs) => atMs > fromMs).map((atMs) => ({ camera: `camera_${i}`, atMs })));
  }
  return { ...heard, visits };
}

const streamsOf = ({ main, sub, visitsS }: CameraFiles, i: number) => [
  { path: `/main${i}`, file: main, marks: visitsS },
  { path: `/sub${i}`, file: sub, marks: visitsS },
];

const Cameras = z.object({
  cameras: z.array(z.object({ id: z.string(), slug: z.string(), state: z.string() })),
});

/** Slugs by the ids that topics have. */
async function liveCameras(app: RunningApp, count: number): Promise<ReadonlyMap<string, string>> {
  const read = async () => Cameras.parse(await app.get("cameras")).cameras;
  await untilTrue(
    async () => (await read()).filter(({ state }) => state === "live").length === count,
    () => `all cameras to be live: ${app.log()}`,
  );
  return new Map((await read()).map(({ id, slug }) => [id, slug]));
}

const Appeared = z.object({
  event_type: z.literal("OBJECT_APPEARED"),
  source: z.object({ camera_id: z.string() }),
});

async function listen(listener: MqttClient, ids: ReadonlyMap<string, string>, mediaDir: string) {
  const motions: Heard[] = [];
  const appearances: Heard[] = [];
  const alerts: HeardAlert[] = [];
  const hear = async (topic: string, text: string, atMs: number) => {
    const parts = topic.split("/");
    const leaf = parts.at(-1) ?? "";
    if (topic.startsWith("homecam/alerts/") && NAME.test(leaf)) {
      const alert = Alert.parse(JSON.parse(text));
      if (alert.phase !== "detected") return;
      const picture = join(mediaDir, "clips", leaf, `${alert.clip_id}.jpg`);
      const { mtimeMs } = await stat(picture);
      alerts.push({ camera: leaf, atMs, shownMs: Date.parse(alert.ts), pictureMs: mtimeMs });
    } else if (leaf === "motion") {
      if (text === "ON") motions.push({ camera: ids.get(parts.at(-2) ?? "") ?? "", atMs });
    } else if (leaf === "events") {
      const appeared = Appeared.safeParse(JSON.parse(text));
      if (appeared.success) appearances.push({ camera: appeared.data.source.camera_id, atMs });
    }
  };
  listener.on("message", (topic, payload) => void hear(topic, payload.toString(), Date.now()));
  await listener.subscribeAsync(["homecam/alerts/+", "porchlight/+/+/motion", "porchlight/+/+/events"], {
    qos: 1,
  });
  return { motions, appearances, alerts };
}
