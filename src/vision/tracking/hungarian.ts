/**
 * The cheapest way to give each row a column of its own; `columns` ≥ `rows`. Row-major costs, all finite.
 *
 * Shortest augmenting paths with potentials (Kuhn-Munkres as by Jonker and Volgenant): O(rows² × columns).
 */
export function cheapest(costs: Float64Array, rows: number, columns: number): Int32Array {
  const slots = columns + 1;
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(slots);
  /** The row, from 1, that holds a column, from 1; 0 where it is free. Column 0 stands for "not yet placed". */
  const holder = new Int32Array(slots);
  const cameFrom = new Int32Array(slots);
  const distance = new Float64Array(slots);
  const isDone = new Uint8Array(slots);

  /** One step of Dijkstra from column `at`: relaxes all others, moves the prices, and says which is next. */
  const advance = (at: number): number => {
    const row = holder[at] ?? 0;
    const offset = (row - 1) * columns - 1;
    const price = rowPrice[row] ?? 0;
    let step = Number.POSITIVE_INFINITY;
    let next = 0;
    for (let column = 1; column < slots; column++) {
      if (isDone[column] === 1) continue;
      const reduced = (costs[offset + column] ?? 0) - price - (columnPrice[column] ?? 0);
      if (reduced < (distance[column] ?? 0)) {
        distance[column] = reduced;
        cameFrom[column] = at;
      }
      if ((distance[column] ?? 0) < step) {
        step = distance[column] ?? 0;
        next = column;
      }
    }
    for (let column = 0; column < slots; column++) {
      if (isDone[column] === 1) {
        const held = holder[column] ?? 0;
        rowPrice[held] = (rowPrice[held] ?? 0) + step;
        columnPrice[column] = (columnPrice[column] ?? 0) - step;
      } else distance[column] = (distance[column] ?? 0) - step;
    }
    return next;
  };

  for (let row = 1; row <= rows; row++) {
    holder[0] = row;
    distance.fill(Number.POSITIVE_INFINITY);
    isDone.fill(0);
    let at = 0;
    do {
      isDone[at] = 1;
      at = advance(at);
    } while (holder[at] !== 0);
    for (; at !== 0; at = cameFrom[at] ?? 0) holder[at] = holder[cameFrom[at] ?? 0] ?? 0;
  }

  const columnOf = new Int32Array(rows);
  for (let column = 1; column < slots; column++) {
    const row = holder[column] ?? 0;
    if (row > 0) columnOf[row - 1] = column - 1;
  }
  return columnOf;
}
