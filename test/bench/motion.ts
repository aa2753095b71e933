import { makeMotionDetector } from "#vision/motion/detector.ts";
import { type Drawing, makeScene, sceneSize } from "#vision/motion/test-scene.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const FRAMES = 150;
const ROUNDS = 9;
const FPS = 5;

const scenes: Readonly<Record<string, Drawing>> = {
  "empty, day": { noise: 2 },
  "empty, night noise": { noise: 8 },
  "six people walking": {
    noise: 2,
    things: [0, 1, 2, 3, 4, 5].map((i) => ({
      width: 0.06,
      height: 0.25,
      level: 60 + 25 * i,
      at: (s) => ({ x: (0.15 * i + 0.05 * s) % 1, y: 0.1 * i }),
    })),
  },
};

/** What one gray picture costs the main loop. */
export const motion: BenchPart = {
  name: "motion",
  title: "Motion detection",
  why: `Processor time of one thread for one picture of ${sceneSize.width} × ${sceneSize.height}; a camera has 5 of them a second. The goal is 1.2.`,
  run: async () => Object.entries(scenes).map(([name, drawing]) => measure(name, drawing)),
};

function measure(name: string, drawing: Drawing): Row {
  const scene = makeScene(drawing);
  const frames = Array.from({ length: FRAMES }, (_, i) => scene(i / FPS));
  const costs = Array.from({ length: ROUNDS }, () => {
    const detector = makeMotionDetector({ ...sceneSize, fps: FPS });
    const before = process.threadCpuUsage();
    for (const [i, frame] of frames.entries()) detector.next(frame, (i * 1000) / FPS);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000 / FRAMES;
  });
  const median = quantileOf(costs);
  return {
    scene: name,
    "ms per picture": median.toFixed(2),
    "worst round": quantileOf(costs, 1).toFixed(2),
    "of a core at 5 fps": `${((median * FPS) / 10).toFixed(2)} %`,
  };
}
