import type { Tensor } from "#domain/tensor.ts";

/** A box in pixels of the input, and what it is. */
export interface Thing {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly score: number;
  readonly classIndex: number;
}

const STRIDES = [8, 16, 32];

export const tensor = (name: string, dims: readonly number[], values: readonly number[]): Tensor => ({
  name,
  dims,
  data: Float32Array.from(values),
});

/** Columns, rows and strides of all cells of a square input, fine grid first. */
export function cellsOf(side: number): readonly { x: number; y: number; stride: number }[] {
  return STRIDES.flatMap((stride) => {
    const count = side / stride;
    return Array.from({ length: count * count }, (_, cell) => ({
      x: cell % count,
      y: Math.floor(cell / count),
      stride,
    }));
  });
}

const centre = ({ x1, y1, x2, y2 }: Thing) => ({
  x: (x1 + x2) / 2,
  y: (y1 + y2) / 2,
  width: x2 - x1,
  height: y2 - y1,
});

const scoresOf = ({ classIndex, score }: Thing, classCount: number): readonly number[] =>
  Array.from({ length: classCount }, (_, index) => (index === classIndex ? score : 0.01));

/** What YOLOX would say of one thing, by the cell of the coarse grid in its middle. `decoded`: in pixels. */
export function yoloxOutput(side: number, classCount: number, thing: Thing, decoded: boolean): Tensor {
  const { x, y, width, height } = centre(thing);
  const rows = cellsOf(side).flatMap((cell) => {
    const s = cell.stride;
    const isIt = s === 32 && Math.floor(x / s) === cell.x && Math.floor(y / s) === cell.y;
    const nothing = decoded ? [(cell.x + 0.5) * s, (cell.y + 0.5) * s, s, s] : [0.5, 0.5, 0, 0];
    const raw = [x / s - cell.x, y / s - cell.y, Math.log(width / s), Math.log(height / s)];
    const box = isIt ? (decoded ? [x, y, width, height] : raw) : nothing;
    const scores = scoresOf({ ...thing, score: 1 }, classCount);
    return [...box, isIt ? thing.score : 0.001, ...scores];
  });
  return tensor("output", [1, cellsOf(side).length, 5 + classCount], rows);
}

/** Three rows for each cell. */
export function yolov5Output(side: number, classCount: number, thing: Thing): Tensor {
  const count = cellsOf(side).length * 3;
  const { x, y, width, height } = centre(thing);
  const columns = 5 + classCount;
  const values = Array.from<number>({ length: count * columns }).fill(0.001);
  const row = [x, y, width, height, thing.score, ...scoresOf({ ...thing, score: 1 }, classCount)];
  values.splice(7 * columns, columns, ...row);
  return tensor("output", [1, count, columns], values);
}

/** One column for each cell; `upright: false` lays it on its side. */
export function yolov8Output(side: number, classCount: number, thing: Thing, upright = true): Tensor {
  const count = cellsOf(side).length;
  const rows = 4 + classCount;
  const { x, y, width, height } = centre(thing);
  const box = [x, y, width, height, ...scoresOf(thing, classCount)];
  const values = Array.from<number>({ length: rows * count }).fill(0);
  for (const [row, value] of box.entries()) values[upright ? row * count + 11 : 11 * rows + row] = value;
  return tensor("output0", upright ? [1, rows, count] : [1, count, rows], values);
}

export function endToEndOutput(count: number, { x1, y1, x2, y2, score, classIndex }: Thing): Tensor {
  const values = Array.from<number>({ length: count * 6 }).fill(0);
  values.splice(0, 6, x1, y1, x2, y2, score, classIndex);
  return tensor("output0", [1, count, 6], values);
}

export function detrOutputs({ x1, y1, x2, y2, score, classIndex }: Thing, scale = 1): readonly Tensor[] {
  const boxes = [0, 0, 1, 1, x1, y1, x2, y2].map((value) => value * scale);
  return [
    tensor("labels", [2], [3, classIndex]),
    tensor("boxes", [2, 4], boxes),
    tensor("scores", [2], [0.1, score]),
  ];
}

export function rfDetrOutputs(side: number, classCount: number, thing: Thing): readonly Tensor[] {
  const { x, y, width, height } = centre(thing);
  const logit = Math.log(thing.score / (1 - thing.score));
  const nothing = Array.from<number>({ length: classCount }).fill(-6);
  const something = nothing.with(thing.classIndex, logit);
  const box = [x, y, width, height].map((value) => value / side);
  return [
    tensor("dets", [1, 2, 4], [0.5, 0.5, 0.1, 0.1, ...box]),
    tensor("labels", [1, 2, classCount], [...nothing, ...something]),
  ];
}
