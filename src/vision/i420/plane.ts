import { type Axis, WEIGHT_BITS } from "./axis.ts";

/** Bits of fraction between the two passes. */
const MIDDLE_BITS = 7;
const FIRST_SHIFT = WEIGHT_BITS - MIDDLE_BITS;
const SECOND_SHIFT = WEIGHT_BITS + MIDDLE_BITS;
const HALF = 1 << (SECOND_SHIFT - 1);

/** A part of a plane of bytes. */
export interface PlanePart {
  readonly bytes: Uint8Array;
  /** Where the part begins. */
  readonly offset: number;
  /** From one row to the next. */
  readonly stride: number;
}

export interface Scratch {
  readonly groups: Uint8Array;
  readonly middle: Int16Array;
}

/** How much room a plane needs on its way. */
export const scratchOf = (
  columns: Axis,
  rows: Axis,
): { readonly groups: number; readonly middle: number } => ({
  groups: columns.from * rows.from,
  middle: columns.to * rows.from,
});

/** Scales one plane into `target`, `columns.to` by `rows.to`. What it holds between is in `scratch`. */
export function scalePlane(
  part: PlanePart,
  columns: Axis,
  rows: Axis,
  target: Uint8ClampedArray,
  scratch: Scratch,
): void {
  const source = columns.group * rows.group === 1 ? part : average(part, columns, rows, scratch.groups);
  if (columns.taps === 1 && rows.taps === 1) {
    for (let row = 0; row < rows.to; row++) {
      const at = source.offset + row * source.stride;
      target.set(source.bytes.subarray(at, at + columns.to), row * columns.to);
    }
    return;
  }
  across(source, columns, rows.from, scratch.middle);
  down(scratch.middle, rows, columns.to, target);
}

/** Groups of samples become their mean. */
function average(
  { bytes, offset, stride }: PlanePart,
  columns: Axis,
  rows: Axis,
  groups: Uint8Array,
): PlanePart {
  const [wide, high] = [columns.group, rows.group];
  // Multiplied and shifted instead of divided; exact for up to 255 times the count.
  const share = Math.round((1 << 20) / (wide * high));
  for (let row = 0, at = 0; row < rows.from; row++) {
    const top = offset + row * high * stride;
    for (let column = 0; column < columns.from; column++, at++) {
      const left = top + column * wide;
      let sum = 0;
      for (let y = 0, from = left; y < high; y++, from += stride) {
        // Written out where it is nearly always: a loop for two or three takes twice as long.
        if (wide === 3) sum += (bytes[from] ?? 0) + (bytes[from + 1] ?? 0) + (bytes[from + 2] ?? 0);
        else if (wide === 2) sum += (bytes[from] ?? 0) + (bytes[from + 1] ?? 0);
        else for (let x = 0; x < wide; x++) sum += bytes[from + x] ?? 0;
      }
      groups[at] = (sum * share + (1 << 19)) >> 20;
    }
  }
  return { bytes: groups, offset: 0, stride: columns.from };
}

function across({ bytes, offset, stride }: PlanePart, axis: Axis, rows: number, middle: Int16Array): void {
  const { to, taps, first, weights } = axis;
  for (let row = 0, at = 0; row < rows; row++) {
    const start = offset + row * stride;
    if (taps === 1) {
      for (let x = 0; x < to; x++, at++) middle[at] = (bytes[start + x] ?? 0) << MIDDLE_BITS;
      continue;
    }
    for (let x = 0, w = 0; x < to; x++, at++, w += taps) {
      const from = start + (first[x] ?? 0);
      let sum =
        Math.imul(bytes[from] ?? 0, weights[w] ?? 0) +
        Math.imul(bytes[from + 1] ?? 0, weights[w + 1] ?? 0) +
        Math.imul(bytes[from + 2] ?? 0, weights[w + 2] ?? 0) +
        Math.imul(bytes[from + 3] ?? 0, weights[w + 3] ?? 0);
      if (taps === 8) {
        sum +=
          Math.imul(bytes[from + 4] ?? 0, weights[w + 4] ?? 0) +
          Math.imul(bytes[from + 5] ?? 0, weights[w + 5] ?? 0) +
          Math.imul(bytes[from + 6] ?? 0, weights[w + 6] ?? 0) +
          Math.imul(bytes[from + 7] ?? 0, weights[w + 7] ?? 0);
      }
      middle[at] = sum >> FIRST_SHIFT;
    }
  }
}

function down(middle: Int16Array, axis: Axis, width: number, target: Uint8ClampedArray): void {
  const { to, taps, first, weights } = axis;
  for (let row = 0, at = 0; row < to; row++) {
    const top = (first[row] ?? 0) * width;
    if (taps === 1) {
      for (let x = 0; x < width; x++, at++) target[at] = ((middle[top + x] ?? 0) + 64) >> MIDDLE_BITS;
      continue;
    }
    const w = row * taps;
    const w0 = weights[w] ?? 0;
    const w1 = weights[w + 1] ?? 0;
    const w2 = weights[w + 2] ?? 0;
    const w3 = weights[w + 3] ?? 0;
    const w4 = taps === 8 ? (weights[w + 4] ?? 0) : 0;
    const w5 = taps === 8 ? (weights[w + 5] ?? 0) : 0;
    const w6 = taps === 8 ? (weights[w + 6] ?? 0) : 0;
    const w7 = taps === 8 ? (weights[w + 7] ?? 0) : 0;
    for (let x = 0, from = top; x < width; x++, from++, at++) {
      let sum =
        HALF +
        Math.imul(middle[from] ?? 0, w0) +
        Math.imul(middle[from + width] ?? 0, w1) +
        Math.imul(middle[from + 2 * width] ?? 0, w2) +
        Math.imul(middle[from + 3 * width] ?? 0, w3);
      if (taps === 8) {
        sum +=
          Math.imul(middle[from + 4 * width] ?? 0, w4) +
          Math.imul(middle[from + 5 * width] ?? 0, w5) +
          Math.imul(middle[from + 6 * width] ?? 0, w6) +
          Math.imul(middle[from + 7 * width] ?? 0, w7);
      }
      target[at] = sum >> SECOND_SHIFT;
    }
  }
}
