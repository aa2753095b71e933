import type { Size } from "#vision/motion/size.ts";

/**
 * The edges of a view, on a grid of its own whatever the picture's size: for each cell how clear an edge is and which way
 * it runs, as a vector at twice its angle. So a bright edge on dark ground equals a dark one on bright ground, which day
 * and infrared light exchange; and what changes from picture to picture (noise, leaves, people) averages to nothing.
 */
export interface Sketch {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

export const GRID: Size = { width: 96, height: 54 };
export const CELLS = GRID.width * GRID.height;

/** A slope of so many levels from cell to cell is half an edge. Faint edges count nearly as much as strong ones: light is not the scene. */
const HALF_EDGE_LEVELS = 8;

export const makeSketch = (): Sketch => ({ cos: new Float32Array(CELLS), sin: new Float32Array(CELLS) });

/** Writes the edges of a gray picture of `size` into `out`, and returns how bright it is, 0 to 255. */
export function makeSketcher(size: Size): (luma: Uint8Array, out: Sketch) => number {
  const level = makeShrink(size);
  const cells = new Float32Array(CELLS);
  const { width, height } = GRID;

  return (luma, { cos, sin }) => {
    level(luma, cells);
    let sum = 0;
    for (let y = 0; y < height; y++) {
      const above = Math.max(0, y - 1) * width;
      const below = Math.min(height - 1, y + 1) * width;
      for (let x = 0; x < width; x++) {
        const i = y * width + x;
        sum += cells[i] ?? 0;
        const left = x === 0 ? i : i - 1;
        const right = x === width - 1 ? i : i + 1;
        const dx = (cells[right] ?? 0) - (cells[left] ?? 0);
        const dy = (cells[below + x] ?? 0) - (cells[above + x] ?? 0);
        // The vector at twice the angle of (dx, dy) has the length dx² + dy².
        const scale = 1 / (dx * dx + dy * dy + HALF_EDGE_LEVELS * HALF_EDGE_LEVELS);
        cos[i] = (dx * dx - dy * dy) * scale;
        sin[i] = 2 * dx * dy * scale;
      }
    }
    return sum / CELLS;
  };
}

export function copy(from: Sketch, to: Sketch): void {
  to.cos.set(from.cos);
  to.sin.set(from.sin);
}

/** Moves `into` towards `from` by `rate`, 0 to 1. */
export function blend(into: Sketch, from: Sketch, rate: number): void {
  for (let i = 0; i < CELLS; i++) {
    const cos = into.cos[i] ?? 0;
    const sin = into.sin[i] ?? 0;
    into.cos[i] = cos + rate * ((from.cos[i] ?? 0) - cos);
    into.sin[i] = sin + rate * ((from.sin[i] ?? 0) - sin);
  }
}

/** Averages the pixels of each cell. A picture smaller than the grid repeats them. */
function makeShrink({ width, height }: Size): (luma: Uint8Array, out: Float32Array) => void {
  const columns = boundsOf(width, GRID.width);
  const rows = boundsOf(height, GRID.height);

  return (luma, out) => {
    for (let row = 0; row < GRID.height; row++) {
      const top = rows.from[row] ?? 0;
      const bottom = rows.to[row] ?? 0;
      for (let column = 0; column < GRID.width; column++) {
        const left = columns.from[column] ?? 0;
        const right = columns.to[column] ?? 0;
        let sum = 0;
        for (let y = top; y < bottom; y++) {
          for (let i = y * width + left; i < y * width + right; i++) sum += luma[i] ?? 0;
        }
        out[row * GRID.width + column] = sum / ((bottom - top) * (right - left));
      }
    }
  };
}

function boundsOf(pixels: number, cells: number): { readonly from: Uint16Array; readonly to: Uint16Array } {
  const from = Uint16Array.from({ length: cells }, (_, i) => Math.floor((i * pixels) / cells));
  const to = from.map((start, i) => Math.max(start + 1, Math.floor(((i + 1) * pixels) / cells)));
  return { from, to };
}
