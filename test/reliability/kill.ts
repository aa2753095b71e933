import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { Alert } from "#domain/alert.ts";
import { runProcess } from "#platform/process.ts";
import { scanFragments } from "#stream/mp4-file.ts";
import { startApp } from "#test/e2e/app.ts";
import { busyPorch } from "#test/e2e/porch.ts";
import { untilTrue } from "#test/e2e/until.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { hasRclone } from "#test/servers/webdav.ts";
import { cameraOf, isDescribed, openOutside } from "./kill-places.ts";

/** From the first moments of a start to some seconds into a capture. */
const LIFE_MIN_MS = 4000;
const LIFE_MAX_MS = 14_000;
/** In the end, and on top for each kill: what was interrupted is still to be sent and told. */
const FINISH_MS = 120_000;
const FINISH_EACH_MS = 5000;
const DECODE_MS = 60_000;
const PART = ".part.mp4";

export interface KillReport {
  readonly kills: number;
  /** Captures with a picture on disk in the moment of a kill, or finished. */
  readonly captures: number;
  readonly clips: number;
  /** Begun, and neither a clip nor anything left of it. */
  readonly lost: readonly string[];
  readonly unplayable: readonly string[];
  /** Not at their end although the app had time. */
  readonly stuck: readonly string[];
  /** Without their description here, or with a copy at the second place that is not whole or lacks it. */
  readonly undescribed: readonly string[];
  readonly uncopied: readonly string[];
  /** What was told more than once in the same words, and clips that were sent more than once. */
  readonly toldTwice: number;
  readonly sentTwice: number;
}

interface ClipRow {
  readonly clip_id: string;
  readonly status: string;
}

/**
 * Kills the app with SIGKILL at random moments while two cameras record, store and alert; then lets it finish and
 * counts what is missing. Everything real: RTSP server, broker, ffmpeg, SQLite, detector.
 */
export async function killAgainAndAgain(
  folder: string,
  kills: number,
  random: () => number,
  onRound: (round: number, begun: number) => void = () => {},
): Promise<KillReport> {
  await using stack = new AsyncDisposableStack();
  const { scene, model } = await busyPorch();
  const broker = stack.use(await openMosquitto());
  const rtsp = await startRtspServer({ streams: ["/a", "/b"].map((path) => ({ path, file: scene })) });
  stack.defer(rtsp.stop);
  const told = await countAlerts(broker.port, stack);
  const outside = hasRclone ? await openOutside(stack) : undefined;
  const options = {
    // Everything that moves alerts, so that alerts are on their way at every moment.
    cameras: ["a", "b"].map((name) => ({
      name,
      url: rtsp.url(`/${name}`),
      pre_roll_s: 2,
      post_roll_s: 1,
      max_clip_s: 10,
      notify_on_motion: true,
    })),
    mqtt: { host: "127.0.0.1", port: broker.port },
    detector: { model },
    ...(outside && { storage: outside.settings }),
  };

  const opened = new Set<string>();
  for (let round = 1; round <= kills; round += 1) {
    onRound(round, opened.size);
    const app = await startApp(folder, options);
    await sleep(LIFE_MIN_MS + random() * (LIFE_MAX_MS - LIFE_MIN_MS));
    await app.stop("SIGKILL");
    // Now that nobody writes: what it holds is what must not be lost.
    for (const name of await files(folder)) if (await hasPicture(folder, name)) opened.add(clipName(name));
  }

  const last = await startApp(folder, {
    ...options,
    cameras: options.cameras.map((one) => ({ ...one, enabled: false })),
  });
  const rows = async () => await allClips(last.get);
  const unfinished = async () => (await rows()).filter(({ status }) => status !== "done");
  const isAllTaken = async () => {
    const ids = new Set((await rows()).map(({ clip_id }) => clip_id));
    return (await files(folder)).every((name) => !name.endsWith(PART) && ids.has(clipName(name)));
  };
  await untilTrue(
    async () => (await isAllTaken()) && (await unfinished()).length === 0,
    () => "all clips to be done",
    FINISH_MS + kills * FINISH_EACH_MS,
  ).catch(() => {});
  const [clips, stuck, names] = [await rows(), await unfinished(), await files(folder)];
  await last.stop();

  const whole = new Set(names.filter((name) => name.endsWith(".mp4") && !name.endsWith(PART)).map(clipName));
  const known = new Set(clips.map(({ clip_id }) => clip_id));
  const wrong = async (isRight: (id: string) => Promise<boolean>) => {
    const found: string[] = [];
    for (const id of whole) if (!(await isRight(id))) found.push(id);
    return found;
  };
  return {
    kills,
    captures: opened.size,
    clips: whole.size,
    lost: [...opened].filter((id) => !whole.has(id) || !known.has(id)),
    unplayable: await wrong((id) => isPlayable(folder, id)),
    stuck: stuck.map(({ clip_id }) => clip_id),
    undescribed: await wrong((id) => isDescribed(placeOf(folder, id), id)),
    uncopied: outside ? await wrong((id) => outside.isCopied(placeOf(folder, id), id)) : [],
    toldTwice: [...told.values()].filter((times) => times > 1).length,
    sentTwice: outside?.sentTwice() ?? 0,
  };
}

/** How often each thing was told: an alert comes again when more is known of it, and that is no duplicate. */
async function countAlerts(port: number, stack: AsyncDisposableStack): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>();
  const listener = await connectAsync({ host: "127.0.0.1", port, protocolVersion: 5 });
  stack.defer(async () => await listener.endAsync());
  listener.on("message", (_, payload) => {
    const { alert_id, clip_id, phase, storage_uri, summary } = Alert.parse(JSON.parse(payload.toString()));
    const what = JSON.stringify([alert_id, clip_id, phase, storage_uri, summary]);
    told.set(what, (told.get(what) ?? 0) + 1);
  });
  await listener.subscribeAsync("homecam/alerts/#", { qos: 1 });
  return told;
}

/** A file that was opened in the moment of the kill holds none, and nobody misses it. */
async function hasPicture(folder: string, name: string): Promise<boolean> {
  if (!name.endsWith(PART)) return true;
  const found = await scanFragments(join(folder, "data/media/clips", name)).catch(() => undefined);
  return (found?.videoFrames ?? 0) > 0;
}

/** Videos, finished or not. */
async function files(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, "data/media/clips"), { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith(".mp4"));
}

const clipName = (file: string) => file.replace(/^.*\//, "").replace(/(\.part)?\.mp4$/, "");

async function allClips(get: <Answer>(path: string) => Promise<Answer>): Promise<readonly ClipRow[]> {
  const found: ClipRow[] = [];
  let cursor = "";
  for (;;) {
    const page = await get<{ clips: ClipRow[]; next: string | null }>(`clips?limit=100${cursor}`);
    found.push(...page.clips);
    if (page.next === null) return found;
    cursor = `&cursor=${page.next}`;
  }
}

/** Where a clip's files lie, without their ending. */
const placeOf = (folder: string, id: string) => join(folder, "data/media/clips", cameraOf(id), id);

async function isPlayable(folder: string, id: string): Promise<boolean> {
  const path = `${placeOf(folder, id)}.mp4`;
  const args = ["-nostdin", "-v", "error", "-xerror", "-i", path, "-map", "0:v", "-f", "null", "-"];
  const signal = new AbortController().signal;
  const { code, stderr } = await runProcess("ffmpeg", args, { timeoutMs: DECODE_MS }, signal);
  return code === 0 && stderr.trim() === "";
}
