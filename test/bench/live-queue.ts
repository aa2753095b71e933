import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { slugOf } from "#domain/ids.ts";
import { systemClock } from "#platform/clock.ts";
import { openOnnx } from "#platform/onnx.ts";
import { openDetector } from "#plugins/filters/yolo/detector.ts";
import { makeLiveDetector } from "#plugins/filters/yolo/live.ts";
import { makeTurns } from "#plugins/filters/yolo/live-turns.ts";
import { LIVE_WORKER } from "#plugins/filters/yolo/yolo.ts";
import { greyFrame } from "#test/live-frames.ts";
import { isTestdataMissing } from "#test/testdata.ts";
import { NANO } from "./bench-detector.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const CAMERAS = 16;
/** Of them so many have something tracked. */
const TRACKING = 4;
const FPS = 15;
const SECONDS = 20;
const FRAME = { width: 640, height: 360 };
const MIB = 1024 * 1024;
const NS_PER_MS = 1e6;

const signal = new AbortController().signal;

export const liveQueue: BenchPart = {
  name: "live-queue",
  title: "Live queue: sixteen cameras, one detector",
  why:
    `${CAMERAS} cameras offer ${FPS} frames a second of ${FRAME.width} × ${FRAME.height} for ${SECONDS} s, ${TRACKING} of ` +
    "them with something tracked, which get three looks for one; YOLOX-Nano 416 on one thread, and a clip's picture asks for the model without a pause.",
  run,
};

async function run(): Promise<readonly Row[]> {
  if (isTestdataMissing) {
    console.log("The test data are missing: this part is left out.");
    return [];
  }
  await using onnx = openOnnx({ worker: LIVE_WORKER });
  const detector = await openDetector({ name: "nano", path: NANO, provider: "cpu" }, onnx, signal);
  const turns = makeTurns();
  const live = makeLiveDetector({ clock: systemClock, turns, detector: () => detector, closing: signal });
  const looked = new Map<number, number>();
  const pending = new Set<Promise<void>>();
  const flood = { isOver: false, clipPictures: 0 };

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const clip = scan();
  const before = process.memoryUsage().rss;
  let peak = 0;
  for (let tick = 0; tick < FPS * SECONDS; tick++) {
    for (let camera = 0; camera < CAMERAS; camera++) offer(camera);
    peak = Math.max(peak, process.memoryUsage().rss);
    await sleep(1000 / FPS);
  }
  delay.disable();
  flood.isOver = true;
  await Promise.all([...pending, clip]);

  function offer(camera: number): void {
    const one = lookOnce(camera);
    pending.add(one);
    void one.finally(() => pending.delete(one));
  }

  async function lookOnce(camera: number): Promise<void> {
    const look = { labels: ["person"], minScore: 0.1, isTracking: camera < TRACKING, regions: [] };
    const seen = await live.look(slugOf(`Camera ${camera}`), greyFrame(FRAME), look, signal);
    if (seen) looked.set(camera, (looked.get(camera) ?? 0) + 1);
  }

  /** Somebody looks through clips meanwhile. */
  async function scan(): Promise<void> {
    const picture = () => ({ ...detector.input, planes: new Uint8Array(3 * 416 * 416) });
    const fit = { input: detector.input, scaled: detector.input, x: 0, y: 0 };
    const wanted = { labels: ["person"], minScore: 0.5, atMs: 0 };
    for (; !flood.isOver; flood.clipPictures++) {
      await turns.take("clip", () => detector.look(picture(), fit, wanted, signal), signal);
    }
  }

  const shares = Array.from({ length: CAMERAS }, (_, camera) => looked.get(camera) ?? 0);
  const range = (of: readonly number[]) => `${Math.min(...of)} to ${Math.max(...of)}`;
  const load = live.load();
  return [
    {
      looked: String(load.looked),
      dropped: String(load.dropped),
      "per camera that tracks": range(shares.slice(0, TRACKING)),
      "per other camera": range(shares.slice(TRACKING)),
      "of clips": String(flood.clipPictures),
      "offer to answer, median": `${quantileOf([load.lookMs]).toFixed(0)} ms`,
      "main loop p99": `${(delay.percentile(99) / NS_PER_MS).toFixed(1)} ms`,
      "memory before, most": `${(before / MIB).toFixed(0)}, ${(peak / MIB).toFixed(0)} MiB`,
    },
  ];
}
