import type { Detection } from "#domain/detection.ts";
import { openFrames } from "#platform/frames.ts";
import type { Detector } from "#plugins/filters/yolo/detector.ts";
import { testdata } from "#test/testdata.ts";
import { letterbox } from "#vision/letterbox.ts";
import { makeTracker } from "#vision/tracking/tracker.ts";
import { openBenchDetector } from "./bench-detector.ts";
import type { BenchPart, Row } from "./table.ts";

const FPS = 10;
const MIN_SCORE = 0.5;
const LOW_SCORE = 0.1;
const LABELS = ["person", "car", "truck", "bus"];

const films = [
  { file: "indoor_person_one_by_one_intel.mp4", width: 768, height: 432, people: "6, one after the other" },
  { file: "pets09_vtest_480x360.mp4", width: 480, height: 360, people: "no truth; 3 to 10 at once" },
] as const;
type Film = (typeof films)[number];

/** Detector and tracker together: how many people become how many tracks. */
export const people: BenchPart = {
  name: "people",
  title: "Tracks by our own detector",
  why: `YOLOX-Nano at ${FPS} frames a second and at half of them, a minimum score of ${MIN_SCORE}: how many tracks come of it. Stood still: how many were stationary at some time.`,
  run,
};

async function run(): Promise<readonly Row[]> {
  await using bench = await openBenchDetector();
  if (!bench) return [];
  const rows: Row[] = [];
  for (const film of films) {
    const frames = await detect(bench.detector, film);
    for (const every of [1, 2]) {
      const chosen = frames.filter((_, i) => i % every === 0);
      rows.push({
        clip: film.file,
        people: film.people,
        "frames a second": String(FPS / every),
        ...count(film, chosen),
      });
    }
  }
  return rows;
}

interface Found {
  readonly atMs: number;
  readonly detections: readonly Detection[];
}

async function detect(detector: Detector, { file, ...size }: Film): Promise<readonly Found[]> {
  const signal = new AbortController().signal;
  const { fit: way, padding } = detector.preparation;
  const fit = letterbox(size, detector.input, way);
  await using frames = await openFrames(
    { ffmpeg: "ffmpeg", path: testdata("videos", file), fps: FPS, fit, padding },
    signal,
  );
  const found: Found[] = [];
  for (let frame = await frames.next(); frame; frame = await frames.next()) {
    const wanted = { labels: LABELS, minScore: LOW_SCORE, atMs: frame.atMs };
    found.push({ atMs: frame.atMs, detections: await detector.look(frame.picture, fit, wanted, signal) });
  }
  return found;
}

function count({ width, height }: Film, frames: readonly Found[]): Row {
  const { next } = makeTracker({ aspect: width / height, minScore: MIN_SCORE });
  const updates = frames.map(({ detections, atMs }) => next(detections, atMs));
  const confirmed = updates.flatMap(({ tracks }) => tracks.filter(({ state }) => state === "confirmed"));
  const ids = (label: string, isStanding: boolean): string =>
    String(
      new Set(
        confirmed
          .filter(
            (track) =>
              (track.label === "person") === (label === "person") && (track.isStationary || !isStanding),
          )
          .map(({ id }) => id),
      ).size,
    );
  return {
    "tracks of people": ids("person", false),
    "stood still": ids("person", true),
    "tracks of vehicles": ids("vehicle", false),
    parked: ids("vehicle", true),
  };
}
