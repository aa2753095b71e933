import { expect, test } from "vitest";
import { makeRandom } from "#vision/motion/test-scene.ts";
import { assign, type Pair } from "./assign.ts";

const gainOf = (pairs: readonly Pair[]): number => pairs.reduce((sum, { gain }) => sum + gain, 0);

/** Every way there is, one row after the other. */
function bestByTrying(pairs: readonly Pair[], row: number, rows: number, taken: ReadonlySet<number>): number {
  if (row === rows) return 0;
  const without = bestByTrying(pairs, row + 1, rows, taken);
  const withOne = pairs
    .filter((pair) => pair.row === row && !taken.has(pair.column))
    .map((pair) => pair.gain + bestByTrying(pairs, row + 1, rows, new Set([...taken, pair.column])));
  return Math.max(without, ...withOne);
}

test.each([0.2, 0.5, 1])("no other choice gains more, with %f of the pairs allowed", (density) => {
  const random = makeRandom(1);
  for (let round = 0; round < 150; round++) {
    const [rows, columns] = [1 + Math.floor(random() * 6), 1 + Math.floor(random() * 6)];
    const pairs = Array.from({ length: rows * columns }, (_, i) => ({
      row: Math.floor(i / columns),
      column: i % columns,
      gain: Math.ceil(random() * 20) / 20,
    })).filter(() => random() < density);

    const chosen = assign(rows, columns, pairs);

    expect(gainOf(chosen)).toBeCloseTo(bestByTrying(pairs, 0, rows, new Set()), 9);
    expect(new Set(chosen.map(({ row }) => row)).size).toBe(chosen.length);
    expect(new Set(chosen.map(({ column }) => column)).size).toBe(chosen.length);
    expect(chosen.every((pair) => pairs.includes(pair))).toBe(true);
  }
});

test("the nearest does not win where that would leave another one alone", () => {
  const pairs = [
    { row: 0, column: 0, gain: 0.9 },
    { row: 0, column: 1, gain: 0.8 },
    { row: 1, column: 0, gain: 0.7 },
  ];

  expect(assign(2, 2, pairs).map(({ row, column }) => [row, column])).toEqual(
    expect.arrayContaining([
      [0, 1],
      [1, 0],
    ]),
  );
});

test("without pairs nothing is assigned", () => {
  expect(assign(3, 4, [])).toEqual([]);
});
