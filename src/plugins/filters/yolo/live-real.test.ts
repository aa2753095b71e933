import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Box, iou } from "#domain/geometry.ts";
import { slugOf } from "#domain/ids.ts";
import { systemClock } from "#platform/clock.ts";
import { openOnnx } from "#platform/onnx.ts";
import type { LiveDetector, LiveFrame } from "#ports/live-detector.ts";
import { copyOf, greyFrame, paste, readLiveFrames } from "#test/live-frames.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { wholeOf } from "#vision/frame-part.ts";
import { type Detector, openDetector } from "./detector.ts";
import { makeLiveDetector } from "./live.ts";
import { makeTurns } from "./live-turns.ts";
import { LIVE_WORKER } from "./yolo.ts";

const running = new AbortController().signal;
const wanted = { labels: ["person"], minScore: 0.4 };
const SLOW_MS = 300_000;

describe.skipIf(isTestdataMissing)("a closer look at real pictures", () => {
  const onnx = openOnnx({ worker: LIVE_WORKER });
  let detector: Detector;
  let live: LiveDetector;

  beforeAll(async () => {
    const path = testdata("models", "yolox_nano_416_apache.onnx");
    detector = await openDetector({ name: "nano", path, provider: "cpu" }, onnx, running);
    live = makeLiveDetector({
      clock: systemClock,
      turns: makeTurns(),
      detector: () => detector,
      closing: running,
    });
  });
  afterAll(() => onnx[Symbol.asyncDispose]());

  const whole = async (frame: LiveFrame) =>
    (await detector.lookAt(copyOf(frame), wholeOf(frame), { ...wanted, atMs: 0 }, running)).detections;

  const closer = async (frame: LiveFrame, regions: readonly Box[], camera = "Porch") => {
    const look = { ...wanted, isTracking: regions.length > 0, regions };
    return (await live.look(slugOf(camera), copyOf(frame), look, running)) ?? [];
  };

  test("walkers far away are found that the whole frame does not show", { timeout: SLOW_MS }, async () => {
    const scenes = await distantWalkers(100);
    const hits = { whole: 0, closer: 0, truth: 0 };
    for (const [at, { frame, truth }] of scenes.entries()) {
      const [first = { x: 0, y: 0, width: 1, height: 1 }] = truth;
      const plain = await whole(frame);
      const found = await closer(frame, [withRoom(first)], `Camera ${at}`);
      const seen = (boxes: readonly { readonly box: Box }[]) =>
        truth.filter((walker) => boxes.some(({ box }) => iou(box, walker) >= 0.45)).length;
      hits.truth += truth.length;
      hits.whole += seen(plain);
      hits.closer += seen(found);
      // Nothing that the whole frame showed is lost or less sure.
      for (const { score } of plain) expect(found.some((other) => other.score >= score - 0.001)).toBe(true);
    }

    console.info("walkers of 60 of 1080 lines", hits);
    expect(hits.truth).toBeGreaterThan(20);
    expect(hits.whole).toBeLessThan(hits.truth * 0.2);
    expect(hits.closer).toBeGreaterThan(hits.truth * 0.5);
  });

  test.each([
    ["fp_brightness_change_cctv.avi", { width: 960, height: 1080 }, 0],
    ["indoor_person_one_by_one_intel.mp4", { width: 768, height: 432 }, 45.2],
    ["indoor_person_one_by_one_intel.mp4", { width: 768, height: 432 }, 87.2],
  ])("nobody is seen in %s where nobody is, wherever one looks closer", async (file, size, fromS) => {
    const frames = await readLiveFrames(testdata("videos", file), size, { fps: 5, fromS, frames: 20 });
    for (const frame of frames) expect(await closer(frame, [], file)).toEqual([]);

    expect(frames).toHaveLength(20);
  });
});

interface Scene {
  readonly frame: LiveFrame;
  readonly truth: readonly Box[];
}

/** Every so many frames of the campus, small in a picture of 1080p; its walkers are 60 lines high. */
async function distantWalkers(every: number): Promise<readonly Scene[]> {
  const small = { width: 480, height: 360 };
  const size = { width: 1920, height: 1080 };
  const [left, top] = [720, 360];
  const [field] = await readLiveFrames(testdata("stills", "empty_field_Cat_20200523-075100.jpg"), size);
  const frames = await readLiveFrames(testdata("videos", "pets09_vtest_480x360.mp4"), small, { frames: 795 });
  const text = await readFile(testdata("mot", "PETS09-S2L1", "det_sort_frcnn.txt"), "utf8");
  const rows = text.split("\n").map((line) => line.split(",").map(Number));
  return frames.flatMap((walkers, at) => {
    if (at % every !== 0) return [];
    const frame = copyOf(field ?? greyFrame(size));
    paste(frame, walkers, left, top);
    // The references are in pixels of 768 x 576.
    const truth = rows.flatMap(([number, , x = 0, y = 0, width = 0, height = 0, score = 0]) => {
      if (number !== at + 1 || score < 0.9) return [];
      const scale = 480 / 768;
      const box = { x: left + x * scale, y: top + y * scale, width: width * scale, height: height * scale };
      return [{ x: box.x / 1920, y: box.y / 1080, width: box.width / 1920, height: box.height / 1080 }];
    });
    return [{ frame, truth }];
  });
}

/** As a tracker asks for it. */
const withRoom = ({ x, y, width, height }: Box): Box => ({
  x: x - width,
  y: y - height,
  width: 3 * width,
  height: 3 * height,
});
