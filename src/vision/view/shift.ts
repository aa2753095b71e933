import { compare, type Likeness } from "./compare.ts";
import { CELLS, GRID, makeSketch, type Sketch } from "./sketch.ts";

export interface Shift {
  /** Cells of the grid. */
  readonly x: number;
  readonly y: number;
  /** How the reference, moved by so much, is like the view. */
  readonly likeness: Likeness;
}

/** A quarter of the picture; beyond, too little is left to compare. */
const REACH_X = GRID.width / 4;
const REACH_Y = GRID.height / 4;
/** Edges are two cells wide, so every other place finds the neighbourhood of the best. */
const STEP = 2;

/** Where the reference's edges are now, if the camera was turned a little. Not for every picture. */
export function makeFindShift(): (reference: Sketch, now: Sketch) => Shift {
  const moved = makeSketch();

  return (reference, now) => {
    let best = { x: 0, y: 0, score: overlap(reference, now, 0, 0, STEP) };
    const attempt = (x: number, y: number, step: number) => {
      const score = overlap(reference, now, x, y, step);
      if (score > best.score) best = { x, y, score };
    };
    for (let y = -even(REACH_Y); y <= REACH_Y; y += STEP) {
      for (let x = -even(REACH_X); x <= REACH_X; x += STEP) attempt(x, y, STEP);
    }
    const { x: nearX, y: nearY } = best;
    best = { ...best, score: -1 };
    for (let y = nearY - 1; y <= nearY + 1; y++) {
      for (let x = nearX - 1; x <= nearX + 1; x++) attempt(x, y, 1);
    }
    move(reference, best.x, best.y, moved);
    return { x: best.x, y: best.y, likeness: compare(moved, now) };
  };
}

const even = (reach: number): number => 2 * Math.floor(reach / 2);

/** How well the moved reference fits where both are, -1 to 1. Every `step`-th row counts. */
function overlap(reference: Sketch, now: Sketch, dx: number, dy: number, step: number): number {
  let both = 0;
  let before = 0;
  let after = 0;
  const left = Math.max(0, dx);
  const right = Math.min(GRID.width, GRID.width + dx);
  for (let y = Math.max(0, dy); y < Math.min(GRID.height, GRID.height + dy); y += step) {
    const row = y * GRID.width;
    const back = dy * GRID.width + dx;
    for (let i = row + left; i < row + right; i += step) {
      const rc = reference.cos[i - back] ?? 0;
      const rs = reference.sin[i - back] ?? 0;
      const nc = now.cos[i] ?? 0;
      const ns = now.sin[i] ?? 0;
      both += rc * nc + rs * ns;
      before += rc * rc + rs * rs;
      after += nc * nc + ns * ns;
    }
  }
  return both / Math.sqrt(before * after + 1);
}

function move(reference: Sketch, dx: number, dy: number, out: Sketch): void {
  for (let i = 0; i < CELLS; i++) {
    const x = (i % GRID.width) - dx;
    const y = Math.floor(i / GRID.width) - dy;
    const isInside = x >= 0 && x < GRID.width && y >= 0 && y < GRID.height;
    out.cos[i] = isInside ? (reference.cos[y * GRID.width + x] ?? 0) : 0;
    out.sin[i] = isInside ? (reference.sin[y * GRID.width + x] ?? 0) : 0;
  }
}
