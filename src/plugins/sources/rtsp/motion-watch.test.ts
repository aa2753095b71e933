import { expect, test } from "vitest";
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

function watch() {
  const clock = makeManualClock();
  const told: string[] = [];
  const motion = makeMotionWatch({
    clock,
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
  const walk = async (from: number, steps: number) => {
    for (let step = 0; step < steps; step += 1) await show(picture(from + step * 8));
  };
  return { clock, motion, told, still, walk };
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
