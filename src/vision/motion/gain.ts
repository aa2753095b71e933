/** How the light of the whole picture differs from the background: `frame ≈ gain × background + offset`. */
export interface Gain {
  readonly gain: number;
  readonly offset: number;
  /** By how many levels the background as a whole is brighter (or, negative, darker) than it was. */
  readonly shift: number;
}

export const SAME_LIGHT: Gain = { gain: 1, offset: 0, shift: 0 };

const STEP = 3;
const INLIER_LEVELS = 12;
const GAIN_MIN = 0.4;
const GAIN_MAX = 2.5;
/** Below this variance of the background (levels²) a slope means nothing: only the offset is fitted. */
const TEXTURE_MIN = 16;
const SAMPLES_MIN = 64;
/** Black and white ends of the sensor do not follow the gain. */
const DARK = 4;
const BRIGHT = 250;

/**
 * Least squares in two passes over every third pixel that counts (`kinds` is 0 there); the second leaves out what
 * fits the first badly, because that is what moves.
 */
export function fitGain(mean: Float32Array, frame: Uint8Array, kinds: Uint8Array): Gain {
  const rough = leastSquares(mean, frame, kinds, SAME_LIGHT, Number.POSITIVE_INFINITY);
  if (rough === undefined) return SAME_LIGHT;
  return leastSquares(mean, frame, kinds, rough, INLIER_LEVELS) ?? rough;
}

function leastSquares(
  mean: Float32Array,
  frame: Uint8Array,
  kinds: Uint8Array,
  guess: Gain,
  residualMax: number,
): Gain | undefined {
  let n = 0;
  let sumM = 0;
  let sumF = 0;
  let sumMM = 0;
  let sumMF = 0;
  const { gain, offset } = guess;
  for (let i = 0; i < frame.length; i += STEP) {
    if (kinds[i] !== 0) continue;
    const f = frame[i] ?? 0;
    if (f < DARK || f > BRIGHT) continue;
    const m = mean[i] ?? 0;
    const residual = f - gain * m - offset;
    if (residual > residualMax || residual < -residualMax) continue;
    n++;
    sumM += m;
    sumF += f;
    sumMM += m * m;
    sumMF += m * f;
  }
  if (n < SAMPLES_MIN) return undefined;
  const meanM = sumM / n;
  const meanF = sumF / n;
  const variance = sumMM / n - meanM * meanM;
  const slope = variance < TEXTURE_MIN ? 1 : (sumMF / n - meanM * meanF) / variance;
  const bounded = Math.min(GAIN_MAX, Math.max(GAIN_MIN, slope));
  return { gain: bounded, offset: meanF - bounded * meanM, shift: meanF - meanM };
}
