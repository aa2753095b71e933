import type { FramePart, Picture } from "#domain/tensor.ts";
import { type Axis, axisOf } from "./axis.ts";
import { MATRIX_BITS, matrices } from "./matrices.ts";
import { type PlanePart, type Scratch, scalePlane, scratchOf } from "./plane.ts";

/** Sizes seen lately: one or two for each camera, and as many for closer looks. */
const AXES_MAX = 64;

/** Brings parts of frames to a model's size and colours. Keeps its working memory: one for each thread. */
export interface Preparer {
  /** The picture's bytes are used again for the next one. */
  prepare(part: FramePart): Picture;
}

export function makePreparer(): Preparer {
  const axes = new Map<string, Axis>();
  let scratch: Scratch = { groups: new Uint8Array(), middle: new Int16Array() };
  let scaled = scaledOf({ width: 0, height: 0 });
  let planes = new Uint8Array();

  function axis(size: number, to: number): Axis {
    const key = `${size} ${to}`;
    const known = axes.get(key) ?? axisOf(size, to);
    if (axes.size >= AXES_MAX) axes.clear();
    axes.set(key, known);
    return known;
  }

  function scale(part: PlanePart, columns: Axis, rows: Axis, target: Uint8ClampedArray): void {
    const need = scratchOf(columns, rows);
    if (scratch.groups.length < need.groups) scratch = { ...scratch, groups: new Uint8Array(need.groups) };
    if (scratch.middle.length < need.middle) scratch = { ...scratch, middle: new Int16Array(need.middle) };
    scalePlane(part, columns, rows, target, scratch);
  }

  return {
    prepare: (part) => {
      const { input, scaled: size } = part.fit;
      const area = size.width * size.height;
      if (scaled.luma.length !== area) scaled = scaledOf(size);
      const [luma, chromaU, chromaV] = planesOf(part);
      const { crop } = part;
      scale(luma, axis(crop.width, size.width), axis(crop.height, size.height), scaled.luma);
      const columns = axis(crop.width / 2, halfOf(size.width));
      const rows = axis(crop.height / 2, halfOf(size.height));
      scale(chromaU, columns, rows, scaled.chromaU);
      scale(chromaV, columns, rows, scaled.chromaV);

      const bytes = 3 * input.width * input.height;
      if (planes.length !== bytes) planes = new Uint8Array(bytes);
      if (area < input.width * input.height) planes.fill(part.padding);
      colour(scaled, part, planes);
      return { ...input, planes };
    },
  };
}

interface Scaled {
  readonly luma: Uint8ClampedArray;
  readonly chromaU: Uint8ClampedArray;
  readonly chromaV: Uint8ClampedArray;
}

function scaledOf({ width, height }: { readonly width: number; readonly height: number }): Scaled {
  const chroma = halfOf(width) * halfOf(height);
  return {
    luma: new Uint8ClampedArray(width * height),
    chromaU: new Uint8ClampedArray(chroma),
    chromaV: new Uint8ClampedArray(chroma),
  };
}

/** Y, U and V of the part. */
function planesOf({ i420, width, height, crop }: FramePart): readonly [PlanePart, PlanePart, PlanePart] {
  const stride = width / 2;
  const luma = width * height;
  const chroma = luma + (crop.y / 2) * stride + crop.x / 2;
  return [
    { bytes: i420, offset: crop.y * width + crop.x, stride: width },
    { bytes: i420, offset: chroma, stride },
    { bytes: i420, offset: chroma + luma / 4, stride },
  ];
}

/**
 * Y, U and V become green, blue and red where they lie in the picture. Each U and V serves four pixels, as OpenCV
 * does it: scaling them up smoothly costs as much as all the rest and helps no detector.
 */
function colour(scaled: Scaled, { fit, colours }: FramePart, planes: Uint8Array<ArrayBuffer>): void {
  const { luma, chromaU, chromaV } = scaled;
  const { input, scaled: size, x: left, y: top } = fit;
  const { luma: gain, redV, greenU, greenV, blueU } = matrices[colours];
  const area = input.width * input.height;
  const target = new Uint8ClampedArray(planes.buffer);
  const half = 1 << (MATRIX_BITS - 1);
  const chromaWidth = halfOf(size.width);
  for (let row = 0, from = 0; row < size.height; row++) {
    let at = (top + row) * input.width + left;
    const chroma = (row >> 1) * chromaWidth;
    for (let column = 0; column < size.width; column++, from++, at++) {
      const y = Math.imul((luma[from] ?? 0) - 16, gain) + half;
      const u = (chromaU[chroma + (column >> 1)] ?? 0) - 128;
      const v = (chromaV[chroma + (column >> 1)] ?? 0) - 128;
      target[at] = (y - Math.imul(u, greenU) - Math.imul(v, greenV)) >> MATRIX_BITS;
      target[area + at] = (y + Math.imul(u, blueU)) >> MATRIX_BITS;
      target[2 * area + at] = (y + Math.imul(v, redV)) >> MATRIX_BITS;
    }
  }
}

const halfOf = (side: number): number => (side + 1) >> 1;
