import { expect, test } from "vitest";
import { makeRandom } from "#vision/motion/test-scene.ts";
import { boxOf, correct, predict, startFilter, velocityOf } from "./kalman.ts";

const boxAt = (x: number, y: number, height = 0.3) => ({
  x: x - 0.05,
  y: y - height / 2,
  width: 0.1,
  height,
});

test("learns a speed from noisy boxes at uneven times, and then knows where to look", () => {
  const random = makeRandom(4);
  const filter = startFilter(boxAt(0, 0.5));
  let atS = 0;

  while (atS < 4) {
    const step = 0.05 + 0.2 * random();
    atS += step;
    predict(filter, step);
    correct(filter, boxAt(0.3 * atS + 0.01 * (random() - 0.5), 0.5 - 0.1 * atS + 0.01 * (random() - 0.5)));
  }
  predict(filter, 1);

  const { x, y, width, height } = boxOf(filter);
  expect(velocityOf(filter).x).toBeCloseTo(0.3, 1);
  expect(velocityOf(filter).y).toBeCloseTo(-0.1, 1);
  expect(Math.abs(x + width / 2 - 0.3 * (atS + 1))).toBeLessThan(0.05);
  expect(Math.abs(y + height / 2 - (0.5 - 0.1 * (atS + 1)))).toBeLessThan(0.05);
});

test("one step of a second is as good as ten of a tenth", () => {
  const start = () => {
    const filter = startFilter(boxAt(0.2, 0.5));
    predict(filter, 0.1);
    correct(filter, boxAt(0.25, 0.5));
    // The noise is a share of the height, so that only a thing that keeps its height can be compared.
    filter[16] = 0;
    return filter;
  };
  const [once, often] = [start(), start()];

  predict(once, 1);
  for (let i = 0; i < 10; i++) predict(often, 0.1);

  for (const [i, value] of once.entries()) expect(often[i]).toBeCloseTo(value, 9);
});

test("stays a box through a thousand wild corrections and long gaps", () => {
  const random = makeRandom(8);
  const filter = startFilter(boxAt(0.5, 0.5));

  for (let i = 0; i < 1000; i++) {
    predict(filter, random() < 0.05 ? 60 : 0.1);
    correct(filter, boxAt(random() * 3 - 1, random() * 3 - 1, 0.001 + random()));

    const box = boxOf(filter);
    expect(Object.values(box).every(Number.isFinite)).toBe(true);
    expect(Math.min(box.width, box.height)).toBeGreaterThan(0);
    for (const axis of [0, 5, 10, 15])
      expect(Math.min(filter[axis + 2] ?? 0, filter[axis + 4] ?? 0)).toBeGreaterThanOrEqual(0);
  }
});
