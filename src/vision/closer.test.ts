import { expect, test } from "vitest";
import type { Box } from "#domain/geometry.ts";
import type { PixelRect } from "#domain/tensor.ts";
import { type CloserWish, choosePart, type Recent, remember } from "./closer.ts";

const frame = { width: 1920, height: 1080 };
const input = { width: 640, height: 640 };

const at = (x: number, y: number, width = 0.02, height = 0.06): Box => ({ x, y, width, height });

const choose = (wish: Partial<CloserWish>) =>
  choosePart({ frame, input, regions: [], sweeps: false, recent: [], ...wish });

/** The parts of so many looks, one after another. */
function looks(wish: Partial<CloserWish>, count: number): readonly PixelRect[] {
  let recent: Recent = [];
  return Array.from({ length: count }, () => {
    const part = choose({ ...wish, recent });
    if (!part) throw new Error("there was nothing to look at");
    recent = remember(recent, wish.frame ?? frame, part);
    return part;
  });
}

const holds = (part: PixelRect, box: Box, size = frame) =>
  part.x <= box.x * size.width &&
  part.y <= box.y * size.height &&
  part.x + part.width >= (box.x + box.width) * size.width &&
  part.y + part.height >= (box.y + box.height) * size.height;

test("a small thing is looked at in full resolution, in the middle of the part", () => {
  const region = at(0.4, 0.5);

  const part = choose({ regions: [region] });

  expect(part).toMatchObject({ width: 640, height: 640 });
  expect(Math.abs((part?.x ?? 0) + 320 - (region.x + 0.01) * 1920)).toBeLessThanOrEqual(2);
});

test.each([at(0, 0), at(0.98, 0), at(0, 0.94), at(0.98, 0.94)])(
  "at the frame's edge the part stays inside it and holds %j",
  (region) => {
    const part = choose({ regions: [region] });

    expect(part && holds(part, region)).toBe(true);
    expect(part?.x).toBeGreaterThanOrEqual(0);
    expect((part?.x ?? 0) + (part?.width ?? 0)).toBeLessThanOrEqual(1920);
    expect((part?.y ?? 0) + (part?.height ?? 0)).toBeLessThanOrEqual(1080);
  },
);

test("all four numbers are even, whatever the frame and the region are", () => {
  for (const size of [frame, { width: 1270, height: 718 }, { width: 2592, height: 1944 }]) {
    for (let step = 0; step < 50; step++) {
      const part = choose({ frame: size, regions: [at(step / 60, step / 61, 0.013 * (step % 20), 0.1)] });
      if (!part) continue;
      expect([part.x, part.y, part.width, part.height].every((value) => value % 2 === 0)).toBe(true);
    }
  }
});

test("a region that is larger than the model's input gets a larger part, with room", () => {
  const region = at(0.3, 0.3, 0.37, 0.5);

  const part = choose({ regions: [region] });

  expect(part?.width).toBeGreaterThan(0.37 * 1920 * 1.15);
  expect(part && holds(part, region)).toBe(true);
});

test("there is none where it shows no more than the whole frame does", () => {
  expect(choose({ regions: [at(0.1, 0.1, 0.8, 0.8)] })).toBeUndefined();
  expect(choose({ frame: { width: 640, height: 360 }, regions: [at(0.5, 0.5)] })).toBeUndefined();
  expect(choose({ regions: [], sweeps: false })).toBeUndefined();
});

test("regions that fit are looked at together, those apart in turn", () => {
  const near = [at(0.1, 0.1), at(0.15, 0.2), at(0.2, 0.1)];
  const far = at(0.8, 0.8);

  const [first, second, third] = looks({ regions: [...near, far] }, 3);

  expect(near.every((region) => first && holds(first, region))).toBe(true);
  expect(second && holds(second, far)).toBe(true);
  expect(third).toEqual(first);
});

test("two that are far apart both keep their turn while they walk", () => {
  let recent: Recent = [];
  const counts = { left: 0, right: 0 };
  for (let step = 0; step < 40; step++) {
    const regions = [at(0.05 + step * 0.002, 0.4), at(0.9 - step * 0.002, 0.4)];
    const part = choose({ regions, recent });
    if (!part) throw new Error("there was nothing to look at");
    recent = remember(recent, frame, part);
    counts[part.x < 600 ? "left" : "right"] += 1;
  }

  expect(counts).toEqual({ left: 20, right: 20 });
});

test("without a region the frame is gone through until every point was seen", () => {
  for (const size of [frame, { width: 3840, height: 2160 }, { width: 1280, height: 720 }]) {
    const parts = looks({ frame: size, sweeps: true }, 12);
    const isSeen = (x: number, y: number) =>
      parts.some((part) => holds(part, { x, y, width: 0, height: 0 }, size));
    for (let x = 0; x <= 1; x += 0.05) {
      for (let y = 0; y <= 1; y += 0.05) expect(isSeen(x, y), `${size.width}: ${x} ${y}`).toBe(true);
    }
    expect(new Set(parts.map((part) => JSON.stringify(part))).size).toBeLessThanOrEqual(12);
  }
});

test("two hundred regions are no more work than some", () => {
  const regions = Array.from({ length: 200 }, (_, index) =>
    at((index % 20) / 21, Math.floor(index / 20) / 11),
  );

  const parts = looks({ regions }, 16);

  expect(parts).toHaveLength(16);
});
