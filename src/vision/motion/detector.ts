import type { Box, Polygon } from "#domain/geometry.ts";
import { makeBackground } from "./background.ts";
import { makeBlur } from "./blur.ts";
import { fitGain } from "./gain.ts";
import { makeJudge } from "./judge.ts";
import { Kind } from "./kind.ts";
import { makeMajority } from "./majority.ts";
import { makeMask } from "./mask.ts";
import { makePersistence } from "./persistence.ts";
import { makeRecent } from "./recent.ts";
import { isOtherLight } from "./scene.ts";
import type { Size } from "./size.ts";
import { subtract } from "./subtract.ts";
import { SENSITIVITY_DEFAULT, thresholdsOf } from "./thresholds.ts";

export interface MotionSettings extends Size {
  /** Frames per second that are expected; below 1 for key frames only. The times of the frames decide. */
  readonly fps: number;
  /** What happens inside them is not looked at. Fractions of the frame. */
  readonly masks?: readonly Polygon[];
  /** 0 (large and clear things only) to 1 (everything); default 0.5. */
  readonly sensitivity?: number;
}

export interface MotionFrame {
  /** Something moves, established over the last frames. */
  readonly active: boolean;
  /** What moves in this very frame; fractions of the frame. May be empty while `active` is true. */
  readonly boxes: readonly Box[];
  /** Learning what the scene looks like, at the start and after a change of all the light: sees nothing. */
  readonly learning: boolean;
}

export interface MotionDetector {
  /** Takes one gray picture, width × height bytes, and the time that it shows (ms, any epoch). Keeps no reference. */
  next(luma: Uint8Array, atMs: number): MotionFrame;
  /** Other masks from the next picture on. Nothing is learned anew: what lies behind a mask is known all the time. */
  mask(masks: readonly Polygon[]): void;
  /** Forgets the scene: the camera was turned, or is another one. */
  reset(): void;
}

/** After so long without a picture the scene is a new one. */
const GAP_MAX_MS = 60_000;
/** Long enough for a person to have moved visibly, short enough that a hole left behind is soon still. */
const LAG_MS = 350;

const LEARNING: MotionFrame = { active: false, boxes: [], learning: true };

/** Tells motion of things from light, noise and what merely stands there. Pure numerics; all buffers are made once. */
export function makeMotionDetector(settings: MotionSettings): MotionDetector {
  const pixels = settings.width * settings.height;
  const blur = makeBlur(settings);
  const majority = makeMajority(settings);
  let look = lookThrough(settings.masks ?? [], settings);
  const background = makeBackground(pixels);
  const recent = makeRecent(pixels, LAG_MS);
  const persistence = makePersistence();
  const frame = new Uint8Array(pixels);
  const raw = new Uint8Array(pixels);
  const kinds = new Uint8Array(pixels);
  let lastMs: number | undefined;

  const relearn = (): MotionFrame => {
    background.start(frame);
    recent.forget();
    persistence.forget();
    kinds.fill(Kind.background);
    return LEARNING;
  };

  const watch = (atMs: number, dtMs: number): MotionFrame => {
    const { mask, thresholds, judge } = look;
    const before = recent.before(atMs);
    const light = fitGain(background.mean, frame, kinds);
    const differing = subtract(background, frame, light, thresholds.levels, raw);
    // Masked or not: the light is seen by the whole picture.
    if (isOtherLight(background.mean, frame, settings, light, differing)) return relearn();
    mask.clear(raw);
    majority(raw, kinds);
    const boxes = judge(frame, before, background, kinds);
    background.update(frame, light, kinds, before, dtMs);
    return { active: persistence.next(boxes.length > 0, atMs), boxes, learning: false };
  };

  const learn = (dtMs: number): MotionFrame => {
    background.update(frame, fitGain(background.mean, frame, kinds), kinds, undefined, dtMs);
    return LEARNING;
  };

  /** Time since the last frame. A clock that stands or was set back (a new session) says nothing of the scene. */
  const elapsed = (atMs: number): number => {
    const dtMs = atMs - (lastMs ?? Number.NEGATIVE_INFINITY);
    lastMs = atMs;
    if (dtMs > 0) return dtMs;
    recent.forget();
    persistence.forget();
    return 1000 / settings.fps;
  };

  return {
    next(luma, atMs) {
      if (luma.length !== pixels) throw new RangeError(`a frame has ${luma.length} bytes, not ${pixels}`);
      blur(luma, frame);
      const dtMs = elapsed(atMs);
      const result = dtMs > GAP_MAX_MS ? relearn() : background.isFresh() ? learn(dtMs) : watch(atMs, dtMs);
      recent.keep(frame, atMs);
      return result;
    },
    mask(masks) {
      look = lookThrough(masks, settings);
    },
    reset() {
      lastMs = undefined;
    },
  };
}

/** What depends on how much of the picture the masks leave. */
function lookThrough(masks: readonly Polygon[], settings: MotionSettings) {
  const mask = makeMask(masks, settings);
  const thresholds = thresholdsOf(settings.sensitivity ?? SENSITIVITY_DEFAULT, mask.watchedShare, settings);
  return { mask, thresholds, judge: makeJudge(settings, thresholds) };
}
