import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "#platform/clock.ts";
import { openPictureFeed } from "#stream/picture-feed.ts";
import { openRing } from "#stream/ring.ts";
import { openSession } from "#stream/session.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { motionSize } from "#vision/motion/size.ts";
import { type QuietCameras, type QuietName, startQuietCameras } from "./box.ts";
import { cpuSeconds } from "./process-tree.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const WAKES = 10;
/** Spread over the groups, whose lengths are whole seconds. */
const APART_MS = 3_370;
const COST_WINDOW_MS = 15_000;
const DEADLINE_MS = 30_000;
const POLL_MS = 5;
/** A frame that comes so soon after it arrived is live: less than two steps of what is picked at 25 fps. */
const LIVE_MS = 150;

const streams = [
  { name: "h264Gop2", title: "1080p25 H.264, every 2 s" },
  { name: "h264Gop4", title: "1080p25 H.264, every 4 s" },
  { name: "h265Gop4", title: "1080p25 H.265, every 4 s" },
  { name: "sub", title: "360p10 H.264 sub-stream, every 2 s" },
] as const satisfies readonly { name: QuietName; title: string }[];

/** How soon live frames are there, and what they cost. */
export const wake: BenchPart = {
  name: "wake",
  title: "From a trigger to live frames",
  why:
    `${WAKES} wake-ups of an idle camera at places spread over its groups of pictures, ms from the trigger: to the first ` +
    `frame (the key frame before it), to the first one that arrived after it, and to the first that is less than ${LIVE_MS} ms old. ` +
    `Then the processor time while awake, of the decoder and of the whole, over ${COST_WINDOW_MS / 1000} s. ` +
    "Goal: caught up within 400 ms.",
  async run() {
    await using server = await startQuietCameras();
    const rows: Row[] = [];
    for (const { name, title } of streams) rows.push(await measure(server, name, title));
    return rows;
  },
};

interface Seen {
  readonly atMs: number;
  readonly cameAtMs: number;
}

async function measure(server: QuietCameras, name: QuietName, title: string): Promise<Row> {
  await using camera = openCamera(server.url(name), name === "sub");
  await camera.live();
  const wakes: Wake[] = [];
  for (let count = 0; count < WAKES; count += 1) {
    await sleep(APART_MS);
    wakes.push(await wakeOnce(camera));
  }
  const idle = await shareOfCore(server.pid);
  camera.feed.need("frames");
  const awake = await shareOfCore(server.pid);

  const cell = (of: (wake: Wake) => number) => {
    const all = wakes.map(of);
    return `${Math.round(quantileOf(all))} / ${Math.round(Math.max(...all))}`;
  };
  return {
    stream: title,
    "first frame, median / worst": cell(({ firstMs }) => firstMs),
    "the trigger's": cell(({ triggerMs }) => triggerMs),
    "caught up": cell(({ caughtUpMs }) => caughtUpMs),
    "frames/s": camera.frameRate().toFixed(1),
    "idle, of a core": percent(idle),
    awake: percent(awake),
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

interface Wake {
  readonly firstMs: number;
  readonly triggerMs: number;
  readonly caughtUpMs: number;
}

async function wakeOnce({ feed, seen }: Camera): Promise<Wake> {
  const before = seen.length;
  const startedMs = performance.now();
  feed.need("frames");
  const first = (fits: (frame: Seen) => boolean) => until(() => seen.slice(before).find(fits));
  const after = ({ cameAtMs }: Seen) => cameAtMs - startedMs;
  const wakeUp = {
    firstMs: after(await first(() => true)),
    triggerMs: after(await first(({ atMs }) => atMs >= startedMs)),
    caughtUpMs: after(await first(({ atMs, cameAtMs }) => atMs >= startedMs && cameAtMs - atMs < LIVE_MS)),
  };
  feed.need("idle");
  return wakeUp;
}

type Camera = ReturnType<typeof openCamera>;

/** A session, its ring and its feed, in this process. */
function openCamera(url: string, isSub: boolean) {
  const ring = openRing({ maxSeconds: 8, maxBytes: 64 * 1024 * 1024 });
  const empty = openRing({ maxSeconds: 1, maxBytes: 1024 });
  const stop = new AbortController();
  const seen: Seen[] = [];
  let pictures = 0;
  const common = { ffmpeg: "ffmpeg", clock: systemClock, log: keptLog() };
  const running = openSession({ ...common, url, ring, transport: "tcp", onStatus: () => {} }).run(
    stop.signal,
  );
  const feed = openPictureFeed({
    ...common,
    ...(isSub ? { main: empty, sub: ring } : { main: ring }),
    cameraName: "bench",
    sizeOf: motionSize,
    onPicture: () => void (pictures += 1),
    onFrame: ({ atMs }) => void seen.push({ atMs, cameAtMs: performance.now() }),
    onTrouble: (of, sentence) => console.error(of, sentence),
  });
  return {
    feed,
    seen,
    live: async () => void (await until(() => (pictures >= 3 ? true : undefined))),
    /** Of the last second or so. */
    frameRate() {
      const last = seen.slice(-30);
      const spanMs = (last.at(-1)?.atMs ?? 0) - (last[0]?.atMs ?? 0);
      return (1000 * (last.length - 1)) / spanMs;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
      await feed[Symbol.asyncDispose]();
    },
  };
}

async function until<T>(look: () => T | undefined): Promise<T> {
  const deadlineMs = performance.now() + DEADLINE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > deadlineMs) throw new Error("no frame came: try again on a quiet machine");
    await sleep(POLL_MS);
  }
}

/** This process and its children, without the RTSP server, which is one. */
async function shareOfCore(server: number): Promise<number> {
  const usedSeconds = async () => (await cpuSeconds(process.pid)) - (await cpuSeconds(server));
  const startedAt = performance.now();
  const before = await usedSeconds();
  await sleep(COST_WINDOW_MS);
  return ((await usedSeconds()) - before) / ((performance.now() - startedAt) / 1000);
}
