import { type MotionFrame, type MotionSettings, makeMotionDetector } from "./detector.ts";
import { motionSize, type Size } from "./size.ts";

/** What a frame of a drawn scene shows besides its background, at `atS` seconds. */
export interface Drawing {
  /** Standard deviation of the sensor's noise, levels; new in each frame. */
  readonly noise?: number;
  /** How much light falls on a place: 1 is usual. */
  readonly light?: (x: number, y: number, atS: number) => number;
  readonly things?: readonly Thing[];
}

/** A patterned rectangle, in fractions of the frame, wherever it is at that second; absent when `undefined`. */
export interface Thing {
  readonly width: number;
  readonly height: number;
  readonly level: number;
  at(atS: number): { readonly x: number; readonly y: number } | undefined;
}

export const sceneSize: Size = motionSize({ width: 1920, height: 1080 });

/** Things happen from this second of a drawing on. */
export const START_S = 10;
export const NIGHT_CONTRAST = 0.4;

export interface Seen extends MotionFrame {
  readonly atS: number;
}

/** What the detector makes of a drawn scene in which things happen from `START_S` on. */
export function watch(
  drawing: Drawing,
  { fps = 5, forS = 24, ...settings }: Partial<MotionSettings> & { readonly forS?: number } = {},
  contrast = 1,
): readonly Seen[] {
  const scene = makeScene(drawing, contrast);
  const detector = makeMotionDetector({ ...sceneSize, fps, ...settings });
  return Array.from({ length: forS * fps }, (_, i) => {
    const atS = i / fps;
    return { atS, ...detector.next(scene(atS), atS * 1000) };
  });
}

/** At which seconds motion was established. */
export const activeS = (seen: readonly Seen[]): readonly number[] =>
  seen.flatMap((f) => (f.active ? [f.atS] : []));

/** A yard made of patches, edges and grain; the same numbers on every machine. */
export function makeScene(drawing: Drawing, contrast = 1): (atS: number) => Uint8Array {
  const { width, height } = sceneSize;
  const base = paintYard(contrast);
  const nextNoise = makeGaussian(7);
  const thingGrain = randomBytes(11, width * height);

  return (atS) => {
    const out = new Uint8Array(width * height);
    const { noise = 0, light, things = [] } = drawing;
    const gaussian = nextNoise();
    const placed = things.flatMap((thing) => {
      const place = thing.at(atS);
      return place === undefined ? [] : [{ thing, left: place.x * width, top: place.y * height }];
    });
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let level = base[y * width + x] ?? 0;
        for (const { thing, left, top } of placed) {
          const column = Math.floor(x - left);
          const row = Math.floor(y - top);
          if (column < 0 || row < 0 || column >= thing.width * width || row >= thing.height * height)
            continue;
          level = thing.level + ((thingGrain[(row >> 1) * width + (column >> 1)] ?? 0) - 128) * 0.2;
        }
        const lit = light === undefined ? level : level * light(x / width, y / height, atS);
        out[y * width + x] = Math.min(255, Math.max(0, Math.round(lit + noise * gaussian(y * width + x))));
      }
    }
    return out;
  };
}

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const GAUSSIANS = 65_536;

/** Noise for one frame after another: a table read from another place each time. */
function makeGaussian(seed: number): () => (i: number) => number {
  const random = makeRandom(seed);
  const table = Float32Array.from(
    { length: GAUSSIANS },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
  return () => {
    const start = Math.floor(random() * GAUSSIANS);
    return (i) => table[(start + i) % GAUSSIANS] ?? 0;
  };
}

function randomBytes(seed: number, length: number): Uint8Array {
  const random = makeRandom(seed);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

function paintYard(contrast: number): Float32Array {
  const { width, height } = sceneSize;
  const random = makeRandom(3);
  const yard = new Float32Array(width * height);
  const grain = randomBytes(5, width * height);
  const patches = Array.from({ length: 60 }, () => ({
    x: random() * width,
    y: random() * height,
    width: 5 + random() * 40,
    height: 5 + random() * 30,
    level: (random() - 0.5) * 80,
  }));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let level = 20 * (y / height) - 10;
      for (const patch of patches) {
        if (x >= patch.x && y >= patch.y && x < patch.x + patch.width && y < patch.y + patch.height) {
          level = patch.level;
        }
      }
      level += ((grain[(y >> 1) * width + (x >> 1)] ?? 0) - 128) * 0.12;
      yard[y * width + x] = 110 + contrast * level;
    }
  }
  return yard;
}
