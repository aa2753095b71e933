/** Of the grey picture that is looked at: a person a twentieth as high as the frame covers a few samples of it. */
export const GREY_SIZE = { width: 64, height: 48 } as const;

/** The hash compares the mean of each field with that of its right neighbour. */
const FIELDS = { across: 16, down: 16 } as const;
const BITS = (FIELDS.across - 1) * FIELDS.down;
const FIELD = { width: GREY_SIZE.width / FIELDS.across, height: GREY_SIZE.height / FIELDS.down } as const;

/** Steps of grey between fields that noise decides anew in each picture. */
const NOISE = 4;
/** So much may the two hashes of one scene differ, as light and leaves do. */
const DISTANCE_MAX = 0.05;
/** A sample that changed more shows something else. */
const CHANGE = 24;
/** So many samples do that may be noise. */
const CHANGED_MAX = 2;

/** What a picture looks like: roughly, as bits, and finely enough to see a small thing that was not there before. */
export interface PictureHash {
  /** Fields that are clearly brighter than their right neighbour. */
  readonly falls: bigint;
  /** Clearly darker. */
  readonly rises: bigint;
  readonly grey: Uint8Array;
  readonly mean: number;
}

/**
 * A difference hash (Krawetz, "Kind of Like That", 2013) of a grey picture of `GREY_SIZE`. Unlike the plain one it has
 * a third answer for "neither", as noise decides between two equal fields anew in each picture.
 */
export function hashOf(grey: Uint8Array): PictureHash {
  const fields = fieldsOf(grey);
  let falls = 0n;
  let rises = 0n;
  for (let y = 0; y < FIELDS.down; y++) {
    for (let x = 0; x + 1 < FIELDS.across; x++) {
      const step = (fields[y * FIELDS.across + x] ?? 0) - (fields[y * FIELDS.across + x + 1] ?? 0);
      falls = (falls << 1n) | (step > NOISE ? 1n : 0n);
      rises = (rises << 1n) | (step < -NOISE ? 1n : 0n);
    }
  }
  return { falls, rises, grey, mean: meanOf(fields) };
}

/** How different two scenes are: 0 the same, 1 the opposite everywhere. */
export function distance(a: PictureHash, b: PictureHash): number {
  return (ones(a.falls ^ b.falls) + ones(a.rises ^ b.rises)) / (2 * BITS);
}

/** Nothing new is in the one that was not in the other; a light that dims all alike is nothing new. */
export function looksSame(a: PictureHash, b: PictureHash): boolean {
  return distance(a, b) <= DISTANCE_MAX && changed(a, b) <= CHANGED_MAX;
}

function changed(a: PictureHash, b: PictureHash): number {
  const light = a.mean - b.mean;
  let count = 0;
  for (let i = 0; i < a.grey.length; i++) {
    if (Math.abs((a.grey[i] ?? 0) - (b.grey[i] ?? 0) - light) > CHANGE) count++;
  }
  return count;
}

function fieldsOf(grey: Uint8Array): Float64Array {
  const sums = new Float64Array(FIELDS.across * FIELDS.down);
  for (let y = 0; y < GREY_SIZE.height; y++) {
    const row = Math.floor(y / FIELD.height) * FIELDS.across;
    for (let x = 0; x < GREY_SIZE.width; x++) {
      const field = row + Math.floor(x / FIELD.width);
      sums[field] = (sums[field] ?? 0) + (grey[y * GREY_SIZE.width + x] ?? 0);
    }
  }
  return sums.map((sum) => sum / (FIELD.width * FIELD.height));
}

const meanOf = (fields: Float64Array): number =>
  fields.reduce((sum, field) => sum + field, 0) / fields.length;

function ones(bits: bigint): number {
  let count = 0;
  for (let left = bits; left > 0n; left &= left - 1n) count++;
  return count;
}
