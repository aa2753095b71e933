import { expect, test } from "vitest";
import type { Polygon } from "#domain/geometry.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeMotionWatch, QUIET_AFTER_MS } from "./motion-watch.ts";

const WIDTH = 160;
const HEIGHT = 90;
const STEP_MS = 200;

/** A still gray scene; with `x` a bright block stands at that column. */
function picture(x?: number): Uint8Array {
  const luma = new Uint8Array(WIDTH * HEIGHT).fill(100);
  if (x === undefined) return luma;
  for (let row = 20; row < 70; row += 1) luma.fill(230, row * WIDTH + x, row * WIDTH + x + 24);
  return luma;
}

/** The same with a bright speck of 5 × 5. */
function withSpeck(x: number): Uint8Array {
  const luma = picture();
  for (let row = 40; row < 45; row += 1) luma.fill(230, row * WIDTH + x, row * WIDTH + x + 5);
  return luma;
}

const everything: Polygon = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
];

function watch(sensitivity = 0.5) {
  let masks: readonly Polygon[] = [];
  const clock = makeManualClock();
  const told: string[] = [];
  const motion = makeMotionWatch({
    clock,
    sensitivity,
    masks: () => masks,
    onMotion: (began) => began && told.push("began"),
    onQuiet: (seen) => told.push(seen ? "quiet" : "blind"),
  });
  let atMs = 0;
  const show = async (luma: Uint8Array) => {
    atMs += STEP_MS;
    await clock.advance(STEP_MS);
    motion.picture({ luma, width: WIDTH, height: HEIGHT, atMs, from: "sub" });
  };
  const still = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += STEP_MS) await show(picture());
  };
  const draw = (drawn: readonly Polygon[]) => {
    masks = drawn;
  };
  const speck = (x: number) => show(withSpeck(x));
  const walk = async (from: number, steps: number) => {
    for (let step = 0; step < steps; step += 1) await show(picture(from + step * 8));
  };
  return { clock, motion, told, still, walk, draw, speck };
}

test("a short pause is still one motion", async () => {
  const { told, still, walk } = watch();
  await still(4000);

  await walk(0, 6);
  await still(QUIET_AFTER_MS / 2);
  await walk(60, 6);
  expect(told).toEqual(["began"]);

  await still(QUIET_AFTER_MS * 3);
  expect(told).toEqual(["began", "quiet"]);
});

test("when pictures stay away motion ends, as nobody knows", async () => {
  const { clock, motion, told, still, walk } = watch();
  await still(4000);
  await walk(0, 6);

  await clock.advance(40_000);
  motion.tick();

  expect(told).toEqual(["began", "blind"]);
});

test("a mask over what moves ends the motion, and without it motion begins again", async () => {
  const { told, still, walk, draw } = watch();
  await still(4000);
  await walk(0, 4);

  draw([everything]);
  for (let passedMs = 0; passedMs < QUIET_AFTER_MS * 2; passedMs += 4 * STEP_MS) await walk(40, 4);
  expect(told).toEqual(["began", "quiet"]);

  draw([]);
  await walk(40, 6);
  expect(told).toEqual(["began", "quiet", "began"]);
});

test("how large a thing must be is the owner's choice", async () => {
  const [coarse, fine] = [watch(0.01), watch(1)];

  for (const { still, speck } of [coarse, fine]) {
    await still(4000);
    for (let step = 0; step < 6; step += 1) await speck(40 + step * 4);
  }

  expect(coarse.told).toEqual([]);
  expect(fine.told).toEqual(["began"]);
});
