import { beforeAll, describe, expect, test } from "vitest";
import { type Drawing, makeScene, sceneSize, type Thing } from "#vision/motion/test-scene.ts";
import { packView, type StoredView, unpackView } from "./stored.ts";
import { HOUR, MINUTE, openView, type ViewBench } from "./test-watch.ts";
import { VIEW_TIMING } from "./timing.ts";

const PICTURES = 16;
const NOISE = 3;
const { width, height } = sceneSize;

/** Some pictures of a yard, each with noise of its own. */
function draw(drawing: Drawing, contrast = 1): readonly Uint8Array[] {
  const scene = makeScene({ noise: NOISE, ...drawing }, contrast);
  return Array.from({ length: PICTURES }, (_, i) => scene(i * 7));
}

const standing = (x: number, wide: number, tall = 1): Thing => ({
  width: wide,
  height: tall,
  level: 170,
  at: () => ({ x, y: 1 - tall }),
});
/** What each picture becomes. */
const remade = (
  pictures: readonly Uint8Array[],
  level: (picture: Uint8Array, x: number, y: number) => number,
) =>
  pictures.map((picture) =>
    Uint8Array.from(picture, (_, i) => level(picture, i % width, Math.floor(i / width))),
  );
const flat = (level: number) => {
  const { noise: _, ...rest } = {} as Drawing;
  return remade(draw(rest), (picture, x, y) => level + ((picture[y * width + x] ?? 0) % 3));
};
const shifted = (by: number) =>
  remade(yard, (picture, x, y) => picture[y * width + Math.min(width - 1, x + by)] ?? 0);
const upsideDown = () =>
  remade(yard, (picture, x, y) => picture[(height - 1 - y) * width + (width - 1 - x)] ?? 0);

const yard = draw({});
let known: StoredView;

beforeAll(() => {
  const bench = openView(sceneSize);
  const told = bench.show(yard, 26 * HOUR, 60_000);
  if (Object.keys(told).length > 0) throw new Error(`told while learning: ${JSON.stringify(told)}`);
  known = packView(bench.memory);
});

/** A camera that has known its yard for a day, as after a restart. */
function watch(): ViewBench {
  const memory = unpackView(JSON.parse(JSON.stringify(known)) as StoredView);
  const bench = openView(sceneSize, memory);
  bench.show(yard, 5 * MINUTE);
  return bench;
}

describe("a lens that is covered", () => {
  test.each([
    ["by something black", 17],
    ["by a hand, gray", 90],
    ["by paint or light, all white", 240],
  ])("%s is told within four minutes, and taken back within one", (_, level) => {
    const bench = watch();

    const { covered, ...others } = bench.show(flat(level), 10 * MINUTE);
    expect(covered).toBeGreaterThan(2.9);
    expect(covered).toBeLessThan(4.5);
    expect(others).toEqual({});

    bench.show(yard, 2 * MINUTE);
    expect(bench.now()).toEqual([]);
  });

  test("for less than three minutes is not told", () => {
    const bench = watch();

    expect(bench.show(flat(17), 2 * MINUTE)).toEqual({});
    expect(bench.show(yard, 10 * MINUTE)).toEqual({});
  });

  test("is told although the camera writes its clock into the picture", () => {
    const bench = watch();
    const lettered = remade(flat(17), (picture, x, y) =>
      y < 9 && x < 90 ? ((x >> 1) % 3) * 110 : (picture[y * width + x] ?? 0),
    );

    expect(bench.show(lettered, 10 * MINUTE).covered).toBeGreaterThan(2.9);
  });

  test("at an hour at which it was dark before is the night", () => {
    const memory = unpackView({ ...known, darkHours: known.darkHours.map((_, hour) => hour >= 11) });
    const bench = openView(sceneSize, memory);
    bench.show(yard, 5 * MINUTE);

    expect(bench.show(flat(17), HOUR)).toEqual({});
    expect(bench.show(flat(90), 0)).toEqual({});
  });

  test("slowly, over a quarter of an hour, is fog or dusk", () => {
    const bench = watch();
    for (let step = 1; step <= 15; step++) {
      const part = 1 - step / 15;
      const veiled = remade(yard, (picture, x, y) => 170 + part * ((picture[y * width + x] ?? 0) - 170));
      expect(bench.show(veiled, MINUTE)).toEqual({});
    }

    expect(bench.show(flat(170), 10 * HOUR, 60_000)).toEqual({});
    expect(bench.show(flat(170), 11 * HOUR, 60_000).covered).toBeGreaterThan(9 * 60);
  });

  test("while there were no pictures is not told at once: nobody knows how fast it went", () => {
    const bench = watch();

    bench.pause(HOUR);

    expect(bench.show(flat(90), HOUR)).toEqual({});
  });
});

describe("a camera that was moved", () => {
  test("a little is told in minutes, and taken back when it is turned back", () => {
    const bench = watch();

    const { moved, ...others } = bench.show(shifted(14), 20 * MINUTE);
    expect(moved).toBeGreaterThan(2.9);
    expect(moved).toBeLessThan(6);
    expect(others).toEqual({});

    bench.show(yard, 2 * MINUTE);
    expect(bench.now()).toEqual([]);
  });

  test("to look elsewhere is told after ten", () => {
    const { moved, ...others } = watch().show(upsideDown(), 20 * MINUTE);

    expect(moved).toBeGreaterThan(9.9);
    expect(others).toEqual({});
  });

  test("while nobody watched is told all the same", () => {
    const bench = watch();
    bench.pause(8 * HOUR);

    expect(bench.show(shifted(14), 20 * MINUTE).moved).toBeLessThan(6);
  });

  test("in its first hour is being mounted: the new view is learned", () => {
    const bench = openView(sceneSize);
    bench.show(yard, 30 * MINUTE);

    expect(bench.show(upsideDown(), 20 * MINUTE)).toEqual({});
    expect(bench.show(upsideDown(), 2 * HOUR, 60_000)).toEqual({});
    expect(
      bench.show(
        remade(upsideDown(), (picture, x, y) => picture[y * width + Math.min(width - 1, x + 14)] ?? 0),
        20 * MINUTE,
      ).moved,
    ).toBeDefined();
  });

  test("and whose owner says so has a new view, from which it can be moved again", () => {
    const bench = watch();
    bench.show(upsideDown(), 20 * MINUTE);
    expect(bench.now()).toEqual(["moved"]);

    bench.accept();
    expect(bench.show(upsideDown(), 2 * HOUR, 10_000)).toEqual({});
    expect(bench.show(yard, 20 * MINUTE)).toEqual({});
  });

  test("has a new view after days, also if nobody says so", () => {
    const bench = watch();
    bench.show(upsideDown(), 20 * MINUTE);

    bench.show(upsideDown(), VIEW_TIMING.acceptMs, 110_000);

    expect(bench.now()).toEqual([]);
    expect(bench.show(upsideDown(), 2 * HOUR, 60_000)).toEqual({});
  });
});

describe("what is no fault of the camera", () => {
  const inverted = remade(yard, (picture, x, y) => 255 - (picture[y * width + x] ?? 0));
  const lamp = (x: number, y: number) => Math.max(0.1, 1.2 - 1.6 * Math.hypot(x - 0.5, y - 0.6));

  test.each<readonly [string, readonly Uint8Array[]]>([
    [
      "who walks by",
      draw({ things: [{ ...standing(0, 0.2, 0.6), at: (s) => ({ x: (s % 50) / 50, y: 0.4 }) }] }),
    ],
    ["a lorry that parks in front of half of it", draw({ things: [standing(0.45, 0.55)] })],
    ["a door that is left open", draw({ things: [standing(0.1, 0.25, 0.8)] })],
    ["half the light", draw({ light: () => 0.5 })],
    ["twice the light, half of it overexposed", draw({ light: () => 2 })],
    ["infrared light, by which bright and dark change places", inverted],
    ["a lamp that leaves the corners black", draw({ light: lamp, noise: 8 })],
    ["much noise", draw({ noise: 20 })],
    ["rain and fog that leave a third of the contrast", draw({}, 0.35)],
  ])("%s is not told, in hours, nor when it is over", (_, pictures) => {
    const bench = watch();

    expect(bench.show(pictures, HOUR)).toEqual({});
    expect(bench.show(pictures, 8 * HOUR, 60_000)).toEqual({});
    expect(bench.show(yard, 30 * MINUTE)).toEqual({});
  });

  test("day and night, again and again, with infrared light or without", () => {
    const bench = watch();
    for (const night of [draw({ light: lamp, noise: 8 }), flat(18)]) {
      for (let day = 0; day < 2; day++) {
        for (let step = 1; step <= 20; step++) {
          const dim = 1 - 0.045 * step;
          bench.show(
            remade(yard.slice(0, 4), (picture, x, y) => 16 + dim * ((picture[y * width + x] ?? 0) - 16)),
            MINUTE,
          );
        }
        expect(bench.show(night, 10 * HOUR, 60_000)).toEqual({});
        expect(bench.show(yard, 13 * HOUR, 60_000)).toEqual({});
      }
    }
  });

  test("a light that is switched off is dark for once, and not again in the next night", () => {
    const bench = watch();
    bench.show(flat(18), 10 * HOUR, 60_000);
    bench.show(yard, 14 * HOUR, 60_000);

    expect(bench.show(flat(18), 10 * HOUR, 60_000)).toEqual({});
  });

  test("a white wall, which has nothing to lose", () => {
    const bench = openView(sceneSize);
    bench.show(flat(200), 26 * HOUR, 60_000);

    expect(bench.show(flat(17), HOUR)).toEqual({});
    expect(bench.memory.references).toEqual([]);
  });
});

test("what is known of a view takes less than 50 kB, and what is of another size is not taken", () => {
  expect(
    JSON.stringify({ ...known, references: Array.from({ length: 3 }, () => known.references[0]) }).length,
  ).toBeLessThan(50_000);
  expect(unpackView({ ...known, references: [{ sketch: "AAAA", seenMs: 0, usedAtMs: 0 }] })).toBeUndefined();
});
