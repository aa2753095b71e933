import type { Size } from "#vision/letterbox.ts";

/** The cells of an anchor-free detector in the order of its rows: fine grid first, each row by row. */
export interface Grid {
  readonly cells: number;
  /** Column, row and stride (pixels per cell) of each cell. */
  readonly column: Float32Array;
  readonly row: Float32Array;
  readonly stride: Float32Array;
}

/** Most have three grids; the P6 variants for large pictures a fourth. */
const strideSets = [
  [8, 16, 32],
  [8, 16, 32, 64],
] as const;

/** How many cells the grids of an input may have. */
export const cellCounts = (input: Size): readonly number[] =>
  strideSets.map((strides) => strides.reduce((sum, stride) => sum + cellsAt(input, stride), 0));

export function makeGrid(input: Size, cells: number): Grid {
  const strides = strideSets[cellCounts(input).indexOf(cells)];
  if (!strides) throw new Error(`no grid of ${cells} cells fits ${input.width} x ${input.height}`);
  const grid: Grid = {
    cells,
    column: new Float32Array(cells),
    row: new Float32Array(cells),
    stride: new Float32Array(cells),
  };
  let cell = 0;
  for (const stride of strides) {
    for (let row = 0; row < Math.ceil(input.height / stride); row++) {
      for (let column = 0; column < Math.ceil(input.width / stride); column++, cell++) {
        grid.column[cell] = column;
        grid.row[cell] = row;
        grid.stride[cell] = stride;
      }
    }
  }
  return grid;
}

const cellsAt = ({ width, height }: Size, stride: number): number =>
  Math.ceil(width / stride) * Math.ceil(height / stride);
