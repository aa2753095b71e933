/** Weights are whole numbers that add up to this for each sample. */
export const WEIGHT_BITS = 14;
const WEIGHT_ONE = 1 << WEIGHT_BITS;
/** Wide enough for a bicubic that halves; what is reduced by more is averaged first. */
const TAPS_MAX = 8;
/** libswscale's own bicubic: B = 0, C = 0.6. */
const SHARPNESS = 0.6;

/** How samples along one side become fewer or more: first averaged in groups of `group`, then filtered. */
export interface Axis {
  /** Neighbours that are averaged into one. */
  readonly group: number;
  /** What is left after that. */
  readonly from: number;
  readonly to: number;
  /** 1: nothing is left to filter; else 4 or 8. */
  readonly taps: number;
  /** The first sample of each window. */
  readonly first: Int32Array;
  /** `taps` for each sample. */
  readonly weights: Int32Array;
}

/**
 * From `size` samples to `to`. Groups are averaged as long as at least `to` are left, which costs one addition a
 * sample; a bicubic, widened so that nothing is left out, does the rest.
 */
export function axisOf(size: number, to: number): Axis {
  const group = Math.max(1, Math.floor(size / to));
  const from = Math.max(1, Math.floor(size / group));
  // Not `from / to`: the rest that fills no group belongs to the picture's width.
  const step = size / group / to;
  if (from === to && step < 1 + 1 / to) {
    return {
      group,
      from,
      to,
      taps: 1,
      first: Int32Array.from({ length: to }, (_, at) => at),
      weights: one(to),
    };
  }
  const spread = Math.max(1, step);
  const taps = Math.ceil(4 * spread) <= 4 ? 4 : TAPS_MAX;
  const first = new Int32Array(to);
  const weights = new Int32Array(to * taps);
  for (let at = 0; at < to; at++) {
    const centre = (at + 0.5) * step - 0.5;
    const start = Math.floor(centre - taps / 2) + 1;
    const inside = Math.max(0, Math.min(from - taps, start));
    first[at] = inside;
    const raw = new Float64Array(taps);
    for (let tap = 0; tap < taps; tap++) {
      // Beyond the edge lies the edge itself, again and again.
      const sample = Math.max(0, Math.min(from - 1, start + tap));
      const slot = Math.max(0, Math.min(taps - 1, sample - inside));
      raw[slot] = (raw[slot] ?? 0) + bicubic(Math.abs(start + tap - centre) / spread);
    }
    weights.set(wholeNumbers(raw), at * taps);
  }
  return { group, from, to, taps, first, weights };
}

const one = (to: number): Int32Array => new Int32Array(to).fill(WEIGHT_ONE);

function bicubic(distance: number): number {
  if (distance < 1) return ((2 - SHARPNESS) * distance - (3 - SHARPNESS)) * distance * distance + 1;
  if (distance < 2) return SHARPNESS * (((5 - distance) * distance - 8) * distance + 4);
  return 0;
}

/** Rounded so that they still add up to one: otherwise flat grey would not stay the same grey. */
function wholeNumbers(raw: Float64Array): Int32Array {
  const sum = raw.reduce((total, weight) => total + weight, 0);
  const whole = Int32Array.from(raw, (weight) => Math.round((weight / sum) * WEIGHT_ONE));
  const missing = WEIGHT_ONE - whole.reduce((total, weight) => total + weight, 0);
  const largest = whole.indexOf(whole.reduce((a, b) => Math.max(a, b)));
  whole[largest] = (whole[largest] ?? 0) + missing;
  return whole;
}
