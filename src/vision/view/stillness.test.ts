import { describe, expect, test } from "vitest";
import { makeScene, sceneSize } from "#vision/motion/test-scene.ts";
import { HOUR, MINUTE, openView, type ViewBench } from "./test-watch.ts";

const PICTURES = 16;
const { width, height } = sceneSize;
const scene = makeScene({ noise: 3 });
const yard = Array.from({ length: PICTURES }, (_, i) => scene(i));

/** A camera that has been alive for long enough. */
function watch(): ViewBench {
  const bench = openView(sceneSize);
  bench.show(yard, 20 * MINUTE);
  return bench;
}

describe("a picture that stands still", () => {
  const still = yard.slice(0, 1);

  test("is told after minutes of a camera that has shown that it lives, and taken back at once", () => {
    const bench = watch();

    const { frozen, ...others } = bench.repeat(still, 10 * MINUTE);
    expect(frozen).toBeGreaterThanOrEqual(3);
    expect(frozen).toBeLessThan(3.2);
    expect(others).toEqual({});

    bench.show(yard, 2000);
    expect(bench.now()).toEqual([]);
  });

  test("but for the clock that is written into it is told too", () => {
    const bench = watch();
    const ticking = Array.from({ length: PICTURES }, (_, at) =>
      Uint8Array.from(yard[0] ?? [], (level, i) =>
        i < 9 * width && i % width < 90 ? (i * at) % 255 : level,
      ),
    );

    expect(bench.repeat(ticking, 10 * MINUTE).frozen).toBeDefined();
  });

  test("again and again as the same few, as encoders make of it, is told too", () => {
    const bench = watch();

    expect(bench.repeat(yard.slice(0, 5), 10 * MINUTE).frozen).toBeLessThan(4);
  });

  test("from the beginning is a drawn scene without noise", () => {
    expect(openView(sceneSize).repeat(still, 4 * HOUR)).toEqual({});
  });

  test("and has done so before by itself must stand four times as long", () => {
    const bench = watch();
    bench.repeat(still, 2.5 * MINUTE);
    bench.show(yard, MINUTE);

    expect(bench.repeat(still, 20 * MINUTE).frozen).toBeGreaterThan(9.5);
  });

  test("black, as at night, is in good health", () => {
    const bench = watch();

    expect(bench.repeat([new Uint8Array(width * height).fill(16)], 5 * HOUR, 60_000)).toEqual({});
  });
});
