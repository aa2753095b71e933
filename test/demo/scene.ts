import { spawn } from "node:child_process";
import { once } from "node:events";
import { type Canvas, ellipse, glow, limb, makeCanvas, paint, rectangle } from "./canvas.ts";

export const SCENE = { width: 1280, height: 720, fps: 10, seconds: 48 } as const;

/** When the visitor is in the picture, seconds into the loop. */
export const VISIT = { fromS: 12, untilS: 32 } as const;

/** The colour that the demo's own tiny model knows as a person: see test/models. */
const COAT = [255, 0, 255] as const;

/**
 * Draws a porch at dusk: nothing for a while, then a visitor in a magenta coat comes to the door, waits and leaves.
 * Encodes it as H.264 with a key frame every 2 s. Calls `onProgress` with 0 to 1.
 */
export async function drawScene(
  ffmpeg: string,
  file: string,
  onProgress: (done: number) => void,
): Promise<void> {
  const { width, height, fps, seconds } = SCENE;
  const input = [
    "-f",
    "rawvideo",
    "-pix_fmt",
    "rgb24",
    "-s",
    `${width}x${height}`,
    "-r",
    String(fps),
    "-i",
    "pipe:0",
  ];
  const codec = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-pix_fmt", "yuv420p", "-bf", "0"];
  const groups = ["-g", String(fps * 2), "-keyint_min", String(fps * 2), "-sc_threshold", "0"];
  const args = ["-hide_banner", "-loglevel", "error", "-y"].concat(input, codec, groups, file);
  const child = spawn(ffmpeg, args, { stdio: ["pipe", "ignore", "inherit"] });
  const exit = once(child, "exit");
  const porch = drawPorch();
  const frame = makeCanvas(width, height);
  for (let index = 0; index < fps * seconds; index += 1) {
    drawFrame(frame, porch, index / fps);
    if (!child.stdin.write(Uint8Array.from(frame.bytes))) await once(child.stdin, "drain");
    onProgress((index + 1) / (fps * seconds));
  }
  child.stdin.end();
  const [code] = (await exit) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg could not encode the demo's scene (exit ${code}).`);
}

/** One picture of the loop, for tests and screenshots. */
export function drawFrame(frame: Canvas, porch: Canvas, atS: number): void {
  frame.bytes.set(porch.bytes);
  const twinkle = 0.02 * Math.sin(atS * 2.1);
  glow(frame, 905, 215, 120, [255, 205, 120], 0.1 + twinkle);
  addNoise(frame, Math.round(atS * SCENE.fps));
  if (atS >= VISIT.fromS && atS < VISIT.untilS) drawVisitor(frame, atS - VISIT.fromS);
}

const HORIZON = 470;

export function drawPorch(): Canvas {
  const canvas = makeCanvas(SCENE.width, SCENE.height);
  const { width, height } = canvas;
  paint(canvas, [0, 0, width, HORIZON], (x, y) => {
    const low = y / HORIZON;
    return [34 + 120 * low ** 2, 44 + 62 * low ** 2, 84 + 20 * low - 12 * (x / width), 1];
  });
  paint(canvas, [0, HORIZON - 20, width, height], (x, y) => {
    const near = (y - HORIZON) / (height - HORIZON);
    const blade = ((x * 7919 + y * 104729) % 13) / 13;
    return [30 + 16 * near + 6 * blade, 46 + 18 * near + 10 * blade, 34 + 8 * near, 1];
  });
  for (const [x, size] of [
    [70, 120],
    [190, 90],
    [300, 105],
  ] as const) {
    ellipse(canvas, x, HORIZON - 10, size, size * 0.8, [22, 40, 32]);
    ellipse(canvas, x + 40, HORIZON - 40, size * 0.6, size * 0.6, [26, 48, 36]);
  }
  drawPath(canvas);
  drawHouse(canvas);
  return canvas;
}

function drawPath(canvas: Canvas): void {
  paint(canvas, [0, HORIZON, canvas.width, canvas.height], (x, y) => {
    const near = (y - HORIZON) / (canvas.height - HORIZON);
    const middle = 820 - 260 * near;
    const stone = ((Math.floor(x / 38) + Math.floor(y / 16)) % 2) * 6;
    return Math.abs(x - middle) < 60 + 120 * near ? [96 + stone, 92 + stone, 92 + stone, 0.9] : undefined;
  });
}

function drawHouse(canvas: Canvas): void {
  paint(canvas, [520, 90, 1280, HORIZON + 10], (_, y) => {
    const plank = y % 26 < 2 ? -14 : 0;
    return [116 + plank, 104 + plank, 98 + plank, 1];
  });
  rectangle(canvas, 500, 70, 780, 26, [58, 44, 44]);
  rectangle(canvas, 740, 200, 150, HORIZON - 192, [70, 38, 32]);
  rectangle(canvas, 752, 212, 126, HORIZON - 206, [126, 52, 40]);
  rectangle(canvas, 764, 226, 102, 90, [98, 38, 30]);
  ellipse(canvas, 862, 352, 6, 6, [220, 190, 110]);
  for (const x of [570, 1010]) {
    rectangle(canvas, x - 8, 200, 146, 166, [222, 214, 202]);
    rectangle(canvas, x, 208, 130, 150, [240, 196, 112]);
    rectangle(canvas, x + 62, 208, 6, 150, [222, 214, 202]);
    rectangle(canvas, x, 280, 130, 6, [222, 214, 202]);
  }
  rectangle(canvas, 899, 190, 12, 12, [40, 34, 32]);
  ellipse(canvas, 905, 218, 13, 17, [255, 226, 150]);
  glow(canvas, 905, 220, 230, [255, 200, 120], 0.5);
  rectangle(canvas, 700, HORIZON, 240, 16, [92, 86, 84]);
}

/** Comes from the left edge up the path, waits at the door, goes back. `t` in seconds of the visit. */
function drawVisitor(canvas: Canvas, t: number): void {
  const whole = VISIT.untilS - VISIT.fromS;
  const walkS = 7;
  const way = t < walkS ? t / walkS : t > whole - walkS ? (whole - t) / walkS : 1;
  const walking = way < 1;
  const x = -60 + 870 * way;
  const feet = 690 - 170 * way;
  const size = 1.5 - 0.45 * way;
  const swing = walking ? Math.sin(t * 7) : 0.4;
  const bob = walking ? Math.abs(Math.cos(t * 7)) * 4 : Math.sin(t * 1.5);
  const up = (pixels: number) => feet - pixels * size - bob;

  ellipse(canvas, x, feet + 2, 46 * size, 9 * size, [12, 14, 18], 0.45);
  for (const side of [1, -1]) {
    limb(canvas, x, up(86), x + side * swing * 24 * size, feet - 4, 17 * size, [38, 40, 58]);
  }
  limb(canvas, x, up(160), x, up(92), 66 * size, COAT);
  for (const side of [1, -1]) {
    const hand = walking ? side * swing * -26 * size : side * 12 * size;
    limb(
      canvas,
      x + side * 24 * size,
      up(176),
      x + side * 28 * size + hand,
      up(104),
      17 * size,
      [214, 0, 214],
    );
  }
  ellipse(canvas, x, up(222), 22 * size, 25 * size, [196, 148, 122]);
  ellipse(canvas, x, up(234), 23 * size, 15 * size, [58, 40, 34]);
}

/** Sensor noise, the same in each loop. */
function addNoise(canvas: Canvas, seed: number): void {
  const { bytes } = canvas;
  let state = (seed + 1) * 2654435761;
  for (let at = 0; at < bytes.length; at += 3) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = (state >>> 30) - 1.5;
    for (let channel = 0; channel < 3; channel += 1) {
      bytes[at + channel] = Math.max(0, Math.min(255, (bytes[at + channel] ?? 0) + noise));
    }
  }
}
