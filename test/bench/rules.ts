import { LiveRules } from "#domain/live-rules.ts";
import type { TrackSeen } from "#domain/track-seen.ts";
import { makeRuleEngine } from "#vision/rules/engine.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const FRAMES = 300;
const ROUNDS = 7;
const FRAME_MS = 100;
const ZONES = 16;
const LINES = 8;

/** What zones, lines and their explanations cost the main loop. */
export const rules: BenchPart = {
  name: "rules",
  title: "Zones and lines",
  why: `Processor time of one thread for one frame, mean of a round of ${FRAMES}, and the median of ${ROUNDS} rounds, with ${ZONES} zones of 12 corners and ${LINES} lines, all things walking to and fro through all of them, their verdicts kept. The goal is well under 1 ms for 64 tracks.`,
  run: async () => [
    ...[1, 8, 64, 200].map((count) => measure(`${count} at once`, count, false)),
    measure("64, each evaluation heard", 64, true),
  ],
};

function measure(name: string, count: number, isHeard: boolean): Row {
  let heard = 0;
  const engine = makeRuleEngine({
    rules: someRules(),
    objects: ["person"],
    minScore: 0.5,
    frame: { width: 1920, height: 1080 },
    ...(isHeard ? { onEvaluation: () => heard++ } : {}),
  });
  let frame = 0;
  let events = 0;
  const round = () => {
    let spentMs = 0;
    for (let i = 0; i < FRAMES; i++, frame++) {
      const tracks = tracksAt(frame, count);
      const before = process.threadCpuUsage();
      events += engine.next(tracks, frame * FRAME_MS).length;
      const { user, system } = process.threadCpuUsage(before);
      spentMs += (user + system) / 1000;
    }
    return spentMs / FRAMES;
  };
  round();
  const costs = Array.from({ length: ROUNDS }, round);
  return {
    things: name,
    "ms a frame": quantileOf(costs).toFixed(3),
    "worst round": quantileOf(costs, 1).toFixed(3),
    "events a frame": (events / frame).toFixed(1),
    "evaluations heard": isHeard ? (heard / frame).toFixed(0) : "none",
  };
}

/** Each at its own pace and height through the picture and back. */
function tracksAt(frame: number, count: number): TrackSeen[] {
  return Array.from({ length: count }, (_, id) => {
    const phase = (frame * (0.004 + 0.0001 * id) + id * 0.37) % 2;
    const x = phase < 1 ? phase : 2 - phase;
    const y = 0.2 + 0.8 * ((id * 0.618) % 1);
    return {
      id: id + 1,
      label: "person",
      score: 0.9,
      box: { x: x * 0.95, y: y - 0.15, width: 0.05, height: 0.15 },
      state: "confirmed",
      bornAtMs: 0,
      seenAtMs: frame * FRAME_MS,
      isStationary: false,
    };
  });
}

function someRules(): LiveRules {
  const zones = Array.from({ length: ZONES }, (_, i) => ({
    id: `z${i}`,
    name: `Zone ${i}`,
    loiter_s: 2,
    polygon: Array.from({ length: 12 }, (_corner, k) => {
      const angle = (k / 12) * 2 * Math.PI;
      const far = k % 2 === 0 ? 0.3 : 0.18;
      return {
        x: 0.3 + 0.13 * (i % 4) + far * Math.cos(angle),
        y: 0.3 + 0.13 * Math.floor(i / 4) + far * Math.sin(angle),
      };
    }),
  }));
  const lines = Array.from({ length: LINES }, (_, i) => ({
    id: `l${i}`,
    name: `Line ${i}`,
    a: { x: 0.1 + i * 0.1, y: 0 },
    b: { x: 0.15 + i * 0.1, y: 1 },
  }));
  return LiveRules.parse({ zones, lines });
}
