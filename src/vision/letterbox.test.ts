import { describe, expect, test } from "vitest";
import { type Fit, letterbox, toFrame } from "./letterbox.ts";

const frames = [
  { width: 1920, height: 1080 },
  { width: 960, height: 1080 },
  { width: 641, height: 361 },
  { width: 479, height: 853 },
  { width: 3, height: 4096 },
];
const inputs = [
  { width: 640, height: 640 },
  { width: 416, height: 416 },
  { width: 640, height: 384 },
];
const fits: readonly Fit[] = ["top_left", "centre", "stretch"];

describe.each(fits)("fit %s", (fit) => {
  test("a box put into the input comes back as it was, at any size", () => {
    const box = { x: 0.21, y: 0.34, width: 0.33, height: 0.5 };

    for (const frame of frames) {
      for (const input of inputs) {
        const where = letterbox(frame, input, fit);
        const { scaled, x, y } = where;
        const back = toFrame(where, {
          x1: x + box.x * scaled.width,
          y1: y + box.y * scaled.height,
          x2: x + (box.x + box.width) * scaled.width,
          y2: y + (box.y + box.height) * scaled.height,
        });

        expect(back?.x).toBeCloseTo(box.x, 10);
        expect(back?.y).toBeCloseTo(box.y, 10);
        expect(back?.width).toBeCloseTo(box.width, 10);
        expect(back?.height).toBeCloseTo(box.height, 10);
      }
    }
  });

  test("the scaled frame lies in the input, in whole pixels", () => {
    for (const frame of frames) {
      for (const input of inputs) {
        const { scaled, x, y } = letterbox(frame, input, fit);

        for (const value of [scaled.width, scaled.height, x, y]) expect(Number.isInteger(value)).toBe(true);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x + scaled.width).toBeLessThanOrEqual(input.width);
        expect(y + scaled.height).toBeLessThanOrEqual(input.height);
      }
    }
  });
});

test("an odd rest goes right and below, as where the models were trained", () => {
  const centre = letterbox({ width: 641, height: 361 }, { width: 640, height: 639 }, "centre");

  expect(centre).toMatchObject({ scaled: { width: 640, height: 360 }, x: 0, y: 139 });
});

test("YOLOX's frame begins at the corner", () => {
  const corner = letterbox({ width: 1080, height: 1920 }, { width: 416, height: 416 }, "top_left");

  expect(corner).toMatchObject({ scaled: { width: 234, height: 416 }, x: 0, y: 0 });
});

test("a box is cut at the frame's edge, and one in the padding is none", () => {
  const where = letterbox({ width: 640, height: 320 }, { width: 640, height: 640 }, "centre");

  expect(toFrame(where, { x1: -64, y1: 160, x2: 64, y2: 480 })).toEqual({
    x: 0,
    y: 0,
    width: 0.1,
    height: 1,
  });
  expect(toFrame(where, { x1: 10, y1: 0, x2: 60, y2: 150 })).toBeUndefined();
  expect(toFrame(where, { x1: Number.NaN, y1: 0, x2: 60, y2: 300 })).toBeUndefined();
});
