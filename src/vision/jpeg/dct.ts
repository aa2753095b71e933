const ROOT_HALF = Math.SQRT1_2;
const A = 0.382683433;
const B = 0.5411961;
const C = 1.306562965;

/** What the fast transform leaves in each row and column. */
const LEFT = [1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.5411961, 0.275899379] as const;

/** What each of a block's 64 is to be multiplied by after `transform`, to be counted in these steps. */
export function sharesOf(steps: readonly number[]): Float64Array {
  return Float64Array.from(steps, (step, i) => 1 / (step * (LEFT[i >> 3] ?? 1) * (LEFT[i & 7] ?? 1) * 8));
}

/** The forward cosine transform of 8 × 8 samples, in place, not yet scaled (Arai, Agui and Nakajima). */
export function transform(block: Float64Array): void {
  for (let at = 0; at < 64; at += 8) along(block, at, 1);
  for (let at = 0; at < 8; at++) along(block, at, 8);
}

function along(d: Float64Array, at: number, step: number): void {
  const [i1, i2, i3, i4] = [at + step, at + 2 * step, at + 3 * step, at + 4 * step];
  const [i5, i6, i7] = [at + 5 * step, at + 6 * step, at + 7 * step];
  const [d0, d1, d2, d3] = [d[at] ?? 0, d[i1] ?? 0, d[i2] ?? 0, d[i3] ?? 0];
  const [d4, d5, d6, d7] = [d[i4] ?? 0, d[i5] ?? 0, d[i6] ?? 0, d[i7] ?? 0];

  const [s07, s16, s25, s34] = [d0 + d7, d1 + d6, d2 + d5, d3 + d4];
  const [even0, even1] = [s07 + s34, s16 + s25];
  const even3 = s07 - s34;
  const turned = (s16 - s25 + even3) * ROOT_HALF;
  d[at] = even0 + even1;
  d[i4] = even0 - even1;
  d[i2] = even3 + turned;
  d[i6] = even3 - turned;

  const [odd0, odd1, odd2] = [d3 - d4 + d2 - d5, d2 - d5 + d1 - d6, d1 - d6 + d0 - d7];
  const shared = (odd0 - odd2) * A;
  const low = B * odd0 + shared;
  const high = C * odd2 + shared;
  const middle = odd1 * ROOT_HALF;
  const [sum, difference] = [d0 - d7 + middle, d0 - d7 - middle];
  d[i5] = difference + low;
  d[i3] = difference - low;
  d[i1] = sum + high;
  d[i7] = sum - high;
}
