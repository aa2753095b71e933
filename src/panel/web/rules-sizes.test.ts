import { describe, expect, test } from "vitest";
import { LiveRules } from "#domain/live-rules.ts";
import { makeLimitCheck } from "#domain/zone-limits.ts";
import { type Draft, type Limits, limited, limitsOf, type Subject } from "./rules-draft.ts";
import { sizeBoxesOf, sized, sizeGuess, sizeLike, sizeWords } from "./rules-sizes.ts";

const ASPECT = 16 / 9;
const at = (x: number, y: number) => ({ x, y });
const zone = {
  id: "porch",
  name: "Porch",
  polygon: [at(0.7, 0.3), at(0.9, 0.3), at(0.9, 0.8), at(0.7, 0.8)],
};
const draft: Draft = LiveRules.parse({ zones: [zone] });
const porch = { kind: "zones", index: 0 } as const;
const subjects: readonly (readonly [string, Subject])[] = [
  ["the picture", "camera"],
  ["a zone", porch],
];
const with_ = (limits: Limits, subject: Subject = "camera") => limited(draft, subject, limits);

describe.each(subjects)("sizes of %s", (_, subject) => {
  test("are kept where they belong, and nowhere else", () => {
    const next = limited(draft, subject, { min_area: 0.02 });

    expect(LiveRules.safeParse(next).success).toBe(true);
    expect(limitsOf(next, subject)?.min_area).toBe(0.02);
    expect([next.size.min_area, next.zones[0]?.min_area].filter((area) => area !== undefined)).toEqual([
      0.02,
    ]);
  });

  test.each([0.0001, 0.004, 0.1, 0.5, 0.9, 1])(
    "a box of %d lies in the picture and has that area",
    (area) => {
      for (const aspect of [ASPECT, 4 / 3, 9 / 16, 32 / 9]) {
        for (const form of [{}, { min_ratio: 4 }, { max_ratio: 0.2 }]) {
          const [one] = sizeBoxesOf(limited(draft, subject, { max_area: area, ...form }), subject, aspect);
          const { x, y, width, height } = one?.box ?? { x: -1, y: -1, width: 0, height: 0 };

          expect(width * height).toBeCloseTo(area, 9);
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(1 + 1e-9);
        }
      }
    },
  );

  test("a corner that is dragged and let go where it is changes nothing", () => {
    for (const max_area of [0.001, 0.02, 0.2, 0.7]) {
      const [box] = sizeBoxesOf(limited(draft, subject, { max_area }), subject, ASPECT);

      expect(box?.areaAt(box.handle) ?? 0).toBeCloseTo(max_area, 4);
    }
  });
});

test("a corner that is dragged outwards makes it larger, inwards smaller", () => {
  const [box] = sizeBoxesOf(with_({ min_area: 0.05 }), "camera", ASPECT);
  const { x, y } = box?.handle ?? at(0, 0);

  expect(box?.areaAt(at(x + 0.05, y - 0.1)) ?? 0).toBeGreaterThan(0.06);
  expect(box?.areaAt(at(x - 0.02, y + 0.1)) ?? 1).toBeLessThan(0.04);
});

test("a box is drawn in a form that counts", () => {
  const seen = (limits: Limits) => {
    const [one] = sizeBoxesOf(with_({ min_area: 0.02, ...limits }), "camera", ASPECT);
    return ((one?.box.width ?? 0) * ASPECT) / (one?.box.height ?? 1);
  };

  expect(seen({})).toBeCloseTo(0.5);
  expect(seen({ min_ratio: 2 })).toBeCloseTo(2);
  expect(seen({ max_ratio: 0.3 })).toBeCloseTo(0.3);
});

test("neither is dragged past the other, nor guessed so", () => {
  const limits = { min_area: 0.02, max_area: 0.1 };

  expect(sized(limits, "smallest", 0.3)).toEqual({ min_area: 0.1 });
  expect(sized(limits, "largest", 0.001)).toEqual({ max_area: 0.02 });
  expect(sized({}, "smallest", 0)).toEqual({ min_area: 0.0001 });
  expect(sizeGuess({ max_area: 0.001 }, "smallest")).toEqual({ min_area: 0.001 });
  expect(sizeGuess(limits, "largest")).toEqual({ max_area: 0.1 });
});

test("a limit that was taken from somebody lets them count, also where the box wavers", () => {
  const box = { x: 0.4, y: 0.4, width: 0.1, height: 0.3 };
  const limits = { ...sizeLike(box, "smallest"), ...sizeLike(box, "largest") };
  const check = makeLimitCheck(limits, ASPECT);
  const broken = (scale: number) =>
    check({ id: 1, label: "person", score: 0.9, box: { ...box, height: box.height * scale } } as never);

  expect([0.85, 1, 1.2].map(broken)).toEqual([undefined, undefined, undefined]);
  expect([0.7, 1.3].map((scale) => broken(scale)?.kind)).toEqual(["area", "area"]);
});

test.each([
  [{}, "any"],
  [{ min_area: 0.005 }, "from 0.5 % of the picture"],
  [{ max_area: 0.2 }, "up to 20 % of the picture"],
  [{ min_area: 0.00123, max_area: 0.2 }, "0.123 to 20 % of the picture"],
])("%j reads: %s", (limits, words) => {
  expect(sizeWords(limits)).toBe(words);
});
