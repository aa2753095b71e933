import { expect, test } from "vitest";
import { LiveRules } from "#domain/live-rules.ts";
import { leastHeightAt, PerspectiveHeight } from "#domain/zone-limits.ts";
import { added, changed } from "./rules-draft.ts";
import { figuresOf, firstGuess, measured } from "./rules-measure.ts";

const at = (x: number, y: number) => ({ x, y });
const heights = { far: { row: 0.5, height: 0.1 }, near: { row: 0.9, height: 0.4 } };

test.each([
  ["in the middle", [at(0.2, 0.4), at(0.8, 0.4), at(0.5, 0.9)]],
  ["at the very top", [at(0.2, 0), at(0.8, 0), at(0.5, 0.03)]],
  ["flat", [at(0.2, 0.7), at(0.8, 0.7)]],
])("the first guess of a place %s can be saved, and is smaller where it is farther", (_, corners) => {
  const { draft, chosen } = added(LiveRules.parse({}), corners.length < 3 ? "lines" : "zones", corners);

  const guess = firstGuess(draft, chosen);

  expect(LiveRules.safeParse(changed(draft, chosen, { min_height: guess })).success).toBe(true);
  expect(leastHeightAt(guess, guess.far.row)).toBeLessThanOrEqual(leastHeightAt(guess, guess.near.row));
});

test("a foot moves its figure, a head makes it taller", () => {
  expect(measured(heights, { which: "far", part: "foot" }, 0.3)).toEqual({
    ...heights,
    far: { row: 0.3, height: 0.1 },
  });
  expect(measured(heights, { which: "near", part: "head" }, 0.2)).toEqual({
    ...heights,
    near: { row: 0.9, height: 0.7 },
  });
});

test("however the figures are dragged, the far one stays behind the near one and none vanishes", () => {
  const ways = [
    measured(heights, { which: "far", part: "foot" }, 1),
    measured(heights, { which: "near", part: "foot" }, 0),
    measured(heights, { which: "near", part: "head" }, 1),
  ];

  expect(ways.every((way) => PerspectiveHeight.safeParse(way).success)).toBe(true);
  expect(ways[2]?.near.height).toBeGreaterThan(0);
});

test("figures stand where they were set, as tall as they were set", () => {
  const { draft, chosen } = added(LiveRules.parse({}), "zones", [at(0.2, 0.4), at(0.8, 0.4), at(0.5, 0.9)]);

  const [far, near] = figuresOf(draft, chosen, heights);

  expect(far).toMatchObject({ which: "far", foot: { y: 0.5 }, head: { y: 0.4 } });
  expect(near?.head.y).toBeCloseTo(0.5);
  expect(far?.foot.x).not.toBe(near?.foot.x);
});
