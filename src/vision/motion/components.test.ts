import { expect, it } from "vitest";
import { makeComponents } from "./components.ts";
import { Kind } from "./kind.ts";

function kindsOf(rows: readonly string[]): Uint8Array {
  return Uint8Array.from(rows.join(""), (mark) => (mark === "#" ? Kind.foreground : Kind.background));
}

it("what touches, also over a corner, is one component", () => {
  const rows = ["##....", "..#...", "......", "....##"];

  const found = makeComponents({ width: 6, height: 4 }).find(kindsOf(rows), 2);

  expect(found.map(({ left, top, right, bottom }) => [left, top, right, bottom])).toEqual([
    [0, 0, 2, 1],
    [4, 3, 5, 3],
  ]);
});

it("does not reach around the picture's edge", () => {
  const found = makeComponents({ width: 4, height: 2 }).find(kindsOf(["...#", "#..."]), 1);

  expect(found).toHaveLength(2);
});

it("small ones become specks and leave no pixels behind", () => {
  const kinds = kindsOf(["#.....", "......", ".###..", "......"]);
  const components = makeComponents({ width: 6, height: 4 });

  const found = components.find(kinds, 2);

  expect(kinds[0]).toBe(Kind.speck);
  expect(found.map(({ from, to }) => [...components.order.subarray(from, to)])).toEqual([[13, 14, 15]]);
});

it("a picture full of spots has an end", () => {
  const kinds = Uint8Array.from({ length: 200 * 200 }, (_, i) =>
    i % 2 === 0 && Math.floor(i / 200) % 2 === 0 ? Kind.foreground : Kind.background,
  );

  const found = makeComponents({ width: 200, height: 200 }).find(kinds, 1);

  expect(found).toHaveLength(128);
});
