import { expect, test } from "vitest";
import { frameSize } from "./frame-size.ts";

test("live frames are at most 1280 on their longer side, even, and never larger than the stream", () => {
  const sizes = [
    [3840, 2160],
    [2560, 1920],
    [1920, 1080],
    [1080, 1920],
    [1280, 960],
    [704, 576],
    [639, 359],
    [2304, 1296],
  ] as const;

  expect(sizes.map(([width, height]) => Object.values(frameSize({ width, height })))).toEqual([
    [1280, 720],
    [1280, 960],
    [1280, 720],
    [720, 1280],
    [1280, 960],
    [704, 576],
    [638, 358],
    [1280, 720],
  ]);
});
