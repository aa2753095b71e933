import type { Gain } from "./gain.ts";
import { Kind } from "./kind.ts";

/** What each pixel usually shows, and how much it flickers. Follows slow change, resists what stands in front. */
export interface Background {
  readonly mean: Float32Array;
  /** Levels². */
  readonly variance: Float32Array;
  /** Forgets everything and takes this frame. */
  start(frame: Uint8Array): void;
  /** Known for too short to compare with. */
  isFresh(): boolean;
  /** Learns from a frame whose pixels have been judged. `before` is a frame of a moment ago. */
  update(
    frame: Uint8Array,
    light: Gain,
    kinds: Uint8Array,
    before: Uint8Array | undefined,
    dtMs: number,
  ): void;
}

/** At seconds between key frames, two pictures must do. */
const FRESH_MS = 1000;
const FRESH_FRAMES = 2;
/** Slow enough that somebody who stands for a while is not forgotten, fast enough for clouds and dusk. */
const TIME_CONSTANT_MS = 15_000;
/** With seconds between frames a single one must still not become the background. */
const RATE_MAX = 0.25;
/** What stands in front of the background hardly changes it… */
const FOREGROUND_SHARE = 0.1;
/** …until it has looked the same for so long that it is the background: a parked car. */
const ABSORB_MS = 30_000;
/** Differences up to this between two frames are noise when the age of a still pixel is counted, levels. */
const STILL_LEVELS = 12;
/** A background seen once: assume 3 levels of noise until more is known. */
const VARIANCE_FRESH = 9;
const VARIANCE_MAX = 900;

export function makeBackground(pixels: number): Background {
  const mean = new Float32Array(pixels);
  const variance = new Float32Array(pixels);
  const stillMs = new Float32Array(pixels);
  let framesSeen = 0;
  let knownMs = 0;

  const absorb = (i: number, level: number): void => {
    mean[i] = level;
    variance[i] = VARIANCE_FRESH;
    stillMs[i] = 0;
  };

  return {
    mean,
    variance,

    start(frame) {
      mean.set(frame);
      variance.fill(VARIANCE_FRESH);
      stillMs.fill(0);
      framesSeen = 1;
      knownMs = 0;
    },

    isFresh: () => framesSeen < FRESH_FRAMES || knownMs < FRESH_MS,

    update(frame, { gain, offset }, kinds, before, dtMs) {
      framesSeen++;
      knownMs += dtMs;
      const steady = Math.min(RATE_MAX, 1 - Math.exp(-dtMs / TIME_CONSTANT_MS));
      const rate = Math.max(steady, 1 / framesSeen);
      for (let i = 0; i < frame.length; i++) {
        const kind = kinds[i] ?? 0;
        const inFront = kind === Kind.moving || kind === Kind.still;
        const level = frame[i] ?? 0;
        const m = mean[i] ?? 0;
        if (inFront) {
          const change = level - (before?.[i] ?? level);
          const age = change > STILL_LEVELS || change < -STILL_LEVELS ? 0 : (stillMs[i] ?? 0) + dtMs;
          stillMs[i] = age;
          if (age >= ABSORB_MS) absorb(i, level);
          else mean[i] = m + steady * FOREGROUND_SHARE * (level - m);
          continue;
        }
        stillMs[i] = 0;
        mean[i] = m + rate * (level - m);
        // A shadow is no noise: taken for it, it would hide what comes next.
        if (kind === Kind.light) continue;
        const difference = level - gain * m - offset;
        const squared = difference * difference;
        const v = variance[i] ?? 0;
        variance[i] = v + rate * ((squared > VARIANCE_MAX ? VARIANCE_MAX : squared) - v);
      }
    },
  };
}
