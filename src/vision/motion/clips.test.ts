import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { beforeEach, describe, expect, it } from "vitest";
import type { Polygon } from "#domain/geometry.ts";
import { makeMotionDetector } from "./detector.ts";
import { motionSize, type Size } from "./size.ts";

const VIDEOS = resolve("../shared/testdata/videos");
const RAW_MAX = 256 * 1024 * 1024;
const FPS = 5;

interface Seen {
  readonly atS: number;
  readonly active: boolean;
}

type Span = readonly [number, number];

const decoded = new Map<string, Promise<Buffer>>();

/** A clip as gray pictures at 5 frames a second; decoded once. */
function decode(clip: string, { width, height }: Size): Promise<Buffer> {
  const known = decoded.get(clip);
  if (known !== undefined) return known;
  const filter = `fps=${FPS},scale=${width}:${height}:flags=fast_bilinear`;
  const raw = promisify(execFile)(
    "ffmpeg",
    [
      "-v",
      "error",
      "-i",
      resolve(VIDEOS, clip),
      "-an",
      "-vf",
      filter,
      "-f",
      "rawvideo",
      "-pix_fmt",
      "gray",
      "-",
    ],
    { encoding: "buffer", maxBuffer: RAW_MAX },
  ).then(({ stdout }) => stdout);
  decoded.set(clip, raw);
  return raw;
}

/** Every `every`-th of the pictures, from the `from`-th on, through the detector. */
async function watch(
  clip: string,
  video: Size,
  { every = 1, from = 0, masks = [] as readonly Polygon[] } = {},
): Promise<readonly Seen[]> {
  const size = motionSize(video);
  const raw = await decode(clip, size);
  const bytes = size.width * size.height;
  const detector = makeMotionDetector({ ...size, fps: FPS / every, masks });
  const seen: Seen[] = [];
  for (let i = from; (i + 1) * bytes <= raw.length; i += every) {
    const { active } = detector.next(raw.subarray(i * bytes, (i + 1) * bytes), (i * 1000) / FPS);
    seen.push({ atS: i / FPS, active });
  }
  return seen;
}

const within = (seen: readonly Seen[], [fromS, toS]: Span): readonly Seen[] =>
  seen.filter(({ atS }) => atS >= fromS && atS <= toS);
const activeShare = (seen: readonly Seen[]): number =>
  seen.filter((frame) => frame.active).length / seen.length;

describe("real clips", () => {
  beforeEach((context) => {
    if (!existsSync(VIDEOS)) context.skip("../shared/testdata is not here");
  });

  describe("people who come into a room one by one", () => {
    const clip = "indoor_person_one_by_one_intel.mp4";
    const size = { width: 768, height: 432 };
    // By YOLOX-nano at 5 fps: a person from 0.35 on, gaps up to 1 s closed; empty: none from 0.15 on within 1.4 s.
    const people: readonly Span[] = [
      [6.4, 19.4],
      [22.8, 44.6],
      [50.6, 69.6],
      [74.6, 86.4],
      [92.8, 119.6],
      [123.8, 135.8],
    ];
    const empty: readonly Span[] = [
      [0, 4.4],
      [21.2, 21.2],
      [46.2, 48.6],
      [71.2, 73],
      [88.2, 91.2],
      [121.2, 122.2],
      [137.4, 139.2],
    ];

    it("are each seen within half a second, and nobody in between", async () => {
      const seen = await watch(clip, size);

      for (const [fromS, toS] of people) {
        const first = within(seen, [fromS - 1.5, toS]).find((frame) => frame.active);
        expect(first?.atS).toBeLessThanOrEqual(fromS + 0.5);
      }
      expect(activeShare(empty.flatMap((span) => within(seen, span)))).toBeLessThanOrEqual(0.01);
      expect(activeShare(seen)).toBeLessThanOrEqual(0.3);
    });

    it.each([
      [2, 10],
      [4, 20],
    ])("are all seen by one key frame in %i s, whenever it falls", async (everyS, every) => {
      for (let from = 0; from < every; from += every / 5) {
        const seen = await watch(clip, size, { every, from });

        for (const [fromS, toS] of people) {
          const first = within(seen, [fromS - 1.5, toS]).find((frame) => frame.active);
          expect(first?.atS).toBeLessThanOrEqual(fromS + 2 * everyS);
        }
        // What left since the last key frame is news.
        const quiet = empty.flatMap(([fromS, toS]) => within(seen, [fromS - 1.4 + everyS, toS]));
        expect(quiet.filter((frame) => frame.active)).toEqual([]);
      }
    });
  });

  it("people on a campus are seen nearly all the time", async () => {
    const seen = await watch("pets09_vtest_480x360.mp4", { width: 480, height: 360 });

    expect(activeShare(seen)).toBeGreaterThan(0.97);
  });

  it("the sun coming out over a lane is no motion", async () => {
    const seen = await watch("fp_brightness_change_cctv.avi", { width: 960, height: 1080 });

    expect(seen.length).toBeGreaterThan(20);
    expect(activeShare(seen)).toBe(0);
  });

  it("an empty picture is no motion", async () => {
    const seen = await watch("codec_emptyvideoaudio.mkv", { width: 1920, height: 1080 });

    expect(seen.length).toBeGreaterThan(290);
    expect(activeShare(seen)).toBe(0);
  });

  it("cars in a small part of the picture are seen through masks over the rest", async () => {
    const [left, top, right, bottom] = [631 / 1280, 532 / 720, 841 / 1280, 659 / 720];
    const masks = [rectangle(0, 0, 1, top), rectangle(0, bottom, 1, 1), rectangle(0, top, left, bottom)];

    const seen = await watch(
      "traffic_camera_720p.mp4",
      { width: 1280, height: 720 },
      { masks: [...masks, rectangle(right, top, 1, bottom)] },
    );

    // traffic_camera.txt, with the frame before and after that its author's margins leave out.
    const cars: readonly Span[] = [
      [0.4, 6],
      [14.2, 19.8],
      [21.6, 23],
    ];
    for (const span of cars) expect(activeShare(within(seen, span))).toBeGreaterThan(0);
    const outside = seen.filter(({ atS }) => !cars.some(([fromS, toS]) => atS >= fromS && atS <= toS));
    expect(activeShare(outside)).toBe(0);
  });

  it("three cars cross a car park, and its exposure changes in between", async () => {
    const seen = await watch("parking_cars_topdown_intel.mp4", { width: 768, height: 432 });

    expect(activeShare(within(seen, [0, 4.4]))).toBe(0);
    expect(activeShare(within(seen, [4.6, 9]))).toBe(1);
    expect(activeShare(within(seen, [9.6, 14.2]))).toBe(0);
    expect(activeShare(within(seen, [14.6, 19]))).toBe(1);
    expect(activeShare(within(seen, [20, 25]))).toBe(0);
    expect(activeShare(within(seen, [25.6, 27.6]))).toBe(1);
    expect(activeShare(within(seen, [28.4, 31]))).toBe(0);
  });

  it("a motorway with a pedestrian is never quiet for long", async () => {
    const seen = await watch("motorway_pedestrian_cctv_320x240.avi", { width: 320, height: 240 });

    expect(activeShare(seen)).toBeGreaterThan(0.9);
  });
});

const rectangle = (left: number, top: number, right: number, bottom: number): Polygon => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
];
