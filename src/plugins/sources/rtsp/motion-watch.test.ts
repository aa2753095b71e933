import { expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeMotionWatch } from "./motion-watch.ts";

const size = { width: 160, height: 90 };
const INTERVAL_MS = 200;

/** A gray wall, with a bright block in it where there is somebody. */
function wall(blockX?: number): Uint8Array {
  const luma = new Uint8Array(size.width * size.height).fill(80);
  if (blockX === undefined) return luma;
  for (let y = 30; y < 70; y += 1) luma.fill(220, y * size.width + blockX, y * size.width + blockX + 20);
  return luma;
}

function openBench() {
  const clock = makeManualClock();
  const told: string[] = [];
  const watch = makeMotionWatch({
    clock,
    onMotion: (began) => void told.push(began ? "began" : "goes on"),
    onQuiet: (seen) => void told.push(seen ? "quiet" : "unknown"),
  });
  const show = async (pictures: number, blockX?: (at: number) => number, from: "main" | "sub" = "main") => {
    for (let at = 0; at < pictures; at += 1) {
      await clock.advance(INTERVAL_MS);
      watch.picture({ ...size, luma: wall(blockX?.(at)), atMs: clock.monotonic(), from });
    }
  };
  return { clock, told, watch, show };
}

test("motion is told when it begins, while it lasts and when it ends", async () => {
  const { told, watch, show } = openBench();

  await show(20);
  expect(told).toEqual([]);
  await show(15, (at) => 10 + at * 8);
  expect(watch.isActive).toBe(true);
  await show(40);

  expect(told[0]).toBe("began");
  expect(new Set(told.slice(1, -1))).toEqual(new Set(["goes on"]));
  expect(told.at(-1)).toBe("quiet");
});

test("when pictures stop coming, what moved is unknown after half a minute, and told once", async () => {
  const { clock, told, watch, show } = openBench();
  await show(20);
  await show(15, (at) => 10 + at * 8);

  await clock.advance(29_000);
  watch.tick();
  expect(watch.isActive).toBe(true);
  await clock.advance(2_000);
  watch.tick();
  watch.tick();

  expect(told.filter((word) => word === "unknown")).toHaveLength(1);
  expect(watch.isActive).toBe(false);
});

test("another stream of the scene is learned anew and is no motion", async () => {
  const { told, show } = openBench();
  await show(20, () => 10, "sub");

  await show(20, () => 100, "main");

  expect(told).toEqual([]);
});
