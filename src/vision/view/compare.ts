import { GRID, type Sketch } from "./sketch.ts";

/** What became of the tiles in which the reference has edges. `kept`, `replaced` and `blank` are shares of them and add up to 1. */
export interface Likeness {
  /** Of all tiles, those where the reference has edges. Where there are few, nothing can be said. */
  readonly structured: number;
  /** The same edges are there. */
  readonly kept: number;
  /** Other edges are there. */
  readonly replaced: number;
  /** No edges are there any more. */
  readonly blank: number;
  /** How clear edges are there, by the reference's. */
  readonly strength: number;
}

const TILE: { readonly width: number; readonly height: number } = { width: 8, height: 6 };
const COLUMNS = GRID.width / TILE.width;
const ROWS = GRID.height / TILE.height;
/** Above and below lie the name and the clock that a camera writes into its picture: they stay whatever the lens sees. */
const LETTERING_ROWS = 1;
const TILES = COLUMNS * (ROWS - 2 * LETTERING_ROWS);

/** Σ of squared edges in a tile that make it structured: about four clear edge cells. */
const EDGES_MIN = 2.5;
/** Less than this share of the reference's is no structure any more. */
const BLANK_SHARE = 0.12;
const KEPT_MIN = 0.5;

export function compare(reference: Sketch, now: Sketch): Likeness {
  const counts = { structured: 0, kept: 0, replaced: 0, blank: 0 };
  let allBefore = 0;
  let allAfter = 0;
  for (let row = LETTERING_ROWS; row < ROWS - LETTERING_ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const start = row * TILE.height * GRID.width + column * TILE.width;
      const { before, after, both } = sumsOf(reference, now, start);
      if (before < EDGES_MIN) continue;
      allBefore += before;
      allAfter += after;
      counts.structured++;
      counts[verdictOf(before, after, both)]++;
    }
  }
  const n = Math.max(1, counts.structured);
  return {
    structured: counts.structured / TILES,
    kept: counts.kept / n,
    replaced: counts.replaced / n,
    blank: counts.blank / n,
    strength: allAfter / Math.max(1, allBefore),
  };
}

function verdictOf(before: number, after: number, both: number): "kept" | "replaced" | "blank" {
  if (after < BLANK_SHARE * before) return "blank";
  return both >= KEPT_MIN * Math.sqrt(before * after) ? "kept" : "replaced";
}

/** Of one tile: Σ squared edges of each, and Σ of their products. */
function sumsOf(reference: Sketch, now: Sketch, start: number) {
  let before = 0;
  let after = 0;
  let both = 0;
  for (let y = 0; y < TILE.height; y++) {
    const row = start + y * GRID.width;
    for (let i = row; i < row + TILE.width; i++) {
      const rc = reference.cos[i] ?? 0;
      const rs = reference.sin[i] ?? 0;
      const nc = now.cos[i] ?? 0;
      const ns = now.sin[i] ?? 0;
      before += rc * rc + rs * rs;
      after += nc * nc + ns * ns;
      both += rc * nc + rs * ns;
    }
  }
  return { before, after, both };
}
