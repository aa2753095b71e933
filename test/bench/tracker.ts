import { scoreTracks } from "#test/mot/score.ts";
import { readMot } from "#test/mot/sequence.ts";
import { framesAt, rowsOf, trackSequence } from "#test/mot/track-sequence.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { makeRandom } from "#vision/motion/test-scene.ts";
import type { Sighting } from "#vision/tracking/track.ts";
import { makeTracker } from "#vision/tracking/tracker.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const CAMPUS = { width: 640, height: 480, fps: 25 };
const CAMPUS_FRAMES = 71;
const FPS = 10;
const FRAMES = 300;
const ROUNDS = 5;

/** How often the tracker mistakes one person for another. */
export const tracks: BenchPart = {
  name: "tracks",
  title: "Tracks against the truth",
  why: "TUD-Campus with the detections of SORT and the defaults of the tracker, by CLEAR MOT and the ID measures at IoU 0.5; at fewer frames a second the mean over all frames to begin with. Goals at 25: MOTA 63, IDF1 72, 4 switches. PETS09 has no truth here.",
  run: async () => (isTestdataMissing ? [] : [25, 10, 5].map(scoreAt)),
};

/** What a frame costs. */
export const tracker: BenchPart = {
  name: "tracker",
  title: "Tracker: time for a frame",
  why: `One frame at ${FPS} a second of things that walk about at random and are missed in every tenth frame, ${ROUNDS} rounds of ${FRAMES}. Processor time is the mean of a round, garbage collection included; wall time is the median and the slow end of single frames, on whatever else the machine does. The goal is 0.5 ms with 50.`,
  run: async () =>
    [
      ...[10, 50, 100, 200].map((count) => ({ name: `${count} walking about`, count, size: 0.08 })),
      { name: "200 in one knot", count: 200, size: 0.8 },
    ].map(measure),
};

function scoreAt(fps: number): Row {
  const truth = readMot(testdata("mot", "TUD-Campus", "gt.txt"));
  const detections = readMot(testdata("mot", "TUD-Campus", "det_sort_frcnn.txt"));
  const scores = Array.from({ length: Math.round(CAMPUS.fps / fps) }, (_, first) => {
    const frames = framesAt(fps, CAMPUS_FRAMES, CAMPUS.fps, first + 1);
    return scoreTracks(rowsOf(truth, frames), trackSequence(detections, frames, CAMPUS));
  });
  const mean = (of: (score: (typeof scores)[number]) => number): string =>
    (scores.reduce((sum, score) => sum + of(score), 0) / scores.length).toFixed(1);
  return {
    "frames a second": String(fps),
    MOTA: mean(({ mota }) => mota),
    IDF1: mean(({ idf1 }) => idf1),
    "identity switches": mean(({ switches }) => switches),
    "false positives": mean(({ falsePositives }) => falsePositives),
    misses: mean(({ misses }) => misses),
  };
}

function measure({ name, count, size }: { name: string; count: number; size: number }): Row {
  const frames = wander(count, size);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const { next } = makeTracker({ aspect: 16 / 9 });
    const before = process.threadCpuUsage();
    const costs = frames.map((sightings, i) => {
      const startedAt = performance.now();
      const { tracks: all } = next(sightings, (i * 1000) / FPS);
      return { ms: performance.now() - startedAt, followed: all.length };
    });
    const { user, system } = process.threadCpuUsage(before);
    return { costs, cpuMs: (user + system) / 1000 / FRAMES };
  });
  const costs = rounds.flatMap((round) => round.costs.slice(3 * FPS));
  const ms = costs.map((cost) => cost.ms);
  return {
    scene: name,
    "processor ms per frame": quantileOf(rounds.map(({ cpuMs }) => cpuMs)).toFixed(2),
    "wall ms": quantileOf(ms).toFixed(2),
    "wall p99": quantileOf(ms, 0.99).toFixed(2),
    "tracks at most": String(Math.max(...costs.map(({ followed }) => followed))),
  };
}

/** Things of about `size` of the frame's height that bounce off its edges. */
function wander(count: number, size: number): readonly (readonly Sighting[])[] {
  const random = makeRandom(17);
  const things = Array.from({ length: count }, () => ({
    x: random(),
    y: random(),
    vx: (random() - 0.5) * 0.2,
    vy: (random() - 0.5) * 0.2,
    height: size * (0.7 + 0.3 * random()),
  }));
  const bounce = (at: number, room: number): number => {
    const phase = ((at % 2) + 2) % 2;
    return (phase > 1 ? 2 - phase : phase) * room;
  };
  return Array.from({ length: FRAMES }, (_, i) =>
    things.flatMap(({ x, y, vx, vy, height }) => {
      const width = height * 0.25;
      const box = {
        x: bounce(x + (vx * i) / FPS, 1 - width),
        y: bounce(y + (vy * i) / FPS, 1 - height),
        width,
        height,
      };
      return random() < 0.1 ? [] : [{ label: "person", score: 0.7 + 0.3 * random(), box }];
    }),
  );
}
