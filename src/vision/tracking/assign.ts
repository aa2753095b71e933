import { cheapest } from "./hungarian.ts";

/** A pair that may be made, and what it is worth, above 0. What is not listed may not be made. */
export interface Pair {
  readonly row: number;
  readonly column: number;
  readonly gain: number;
}

/**
 * Of all ways to use each row and each column once at most, the pairs of the one that gains most.
 *
 * Each island of rows and columns that compete is solved by itself: a crowd costs the cube of its densest knot, not of
 * everything in the picture.
 */
export function assign<P extends Pair>(rows: number, columns: number, pairs: readonly P[]): readonly P[] {
  const island = makeIslands(rows + columns);
  for (const { row, column } of pairs) island.join(row, rows + column);

  const byIsland = new Map<number, P[]>();
  for (const pair of pairs) {
    const key = island.of(pair.row);
    const members = byIsland.get(key);
    if (members === undefined) byIsland.set(key, [pair]);
    else members.push(pair);
  }
  return [...byIsland.values()].flatMap((members) => solve(members));
}

function solve<P extends Pair>(pairs: readonly P[]): readonly P[] {
  if (pairs.length === 1) return pairs;
  const rows = numbered(pairs.map(({ row }) => row));
  const columns = numbered(pairs.map(({ column }) => column));
  // The solver wants the short side as rows.
  const isTall = rows.size > columns.size;
  const [short, long] = isTall ? [columns, rows] : [rows, columns];
  const costs = new Float64Array(short.size * long.size);
  const known = new Map<number, P>();
  for (const pair of pairs) {
    const row = rows.get(pair.row) ?? 0;
    const column = columns.get(pair.column) ?? 0;
    const cell = isTall ? column * long.size + row : row * long.size + column;
    costs[cell] = -pair.gain;
    known.set(cell, pair);
  }
  // A cell without a pair costs 0: whoever gets one stays alone.
  const chosen = cheapest(costs, short.size, long.size);
  return Array.from(chosen, (column, row) => known.get(row * long.size + column)).filter(
    (pair) => pair !== undefined,
  );
}

function numbered(values: readonly number[]): ReadonlyMap<number, number> {
  return new Map([...new Set(values)].map((value, index) => [value, index]));
}

/** Union-find. */
function makeIslands(size: number) {
  const parent = Int32Array.from({ length: size }, (_, i) => i);
  const of = (start: number): number => {
    let at = start;
    for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
      parent[at] = parent[up] ?? up;
      at = up;
    }
    return at;
  };
  return {
    of,
    join(a: number, b: number): void {
      parent[of(a)] = of(b);
    },
  };
}
