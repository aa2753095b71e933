import { describe, expect, test } from "vitest";
import type { Detection } from "#domain/detection.ts";
import { aDetection, aLiveSummary } from "#test/builders.ts";
import { GAP_MIN_MS, type MomentWish, momentsOf } from "./moments.ts";

const START_MS = Date.UTC(2026, 5, 1, 12);
const at = (ms: number) => new Date(START_MS + ms).toISOString();
const detection = (atMs: number, score = 0.9, label = "person"): Detection => ({
  ...aDetection(label, score),
  at_ms: atMs,
});

/** 20 s of somebody who comes after 4 s and goes after 15 s, surest at 9.1 s; a key frame every 2 s. */
function aWish(fields: Partial<MomentWish> & { live?: MomentWish["clip"]["live"] } = {}): MomentWish {
  const live = aLiveSummary({
    objects: [{ label: "person", score: 0.9, first_at: at(4000), last_at: at(15_000) }],
    events: [{ type: "ZONE_ENTER", at: at(7500), label: "person", track_id: 1, place: "Porch" }],
  });
  const { live: given = live, ...rest } = fields;
  return {
    clip: { startedAtMs: START_MS, durationMs: 20_000, live: given },
    seen: { detections: [detection(9100)] },
    max: 8,
    keys: Array.from({ length: 10 }, (_, i) => 2000 * i),
    ...rest,
  };
}

test("entry, exit, the surest sight and what happened in a zone are shown, the rest is spread", () => {
  const moments = momentsOf(aWish());

  expect(moments.map(({ why, atMs }) => [why, atMs])).toEqual([
    ["spread", 2000],
    ["spread", 4000],
    ["enters", 6000],
    ["event", 8000],
    ["surest", 9100],
    ["spread", 12_000],
    ["leaves", 14_000],
    ["spread", 18_000],
  ]);
});

test("with three pictures they are the coming, the surest and the going", () => {
  expect(momentsOf(aWish({ max: 3 })).map(({ why }) => why)).toEqual(["enters", "surest", "leaves"]);
});

test("with one picture it is the surest, and where nothing was found the middle", () => {
  const { clip } = aWish();

  expect(momentsOf(aWish({ max: 1 }))).toMatchObject([{ why: "surest", atMs: 9100 }]);
  expect(
    momentsOf({ clip: { ...clip, live: aLiveSummary() }, seen: { detections: [] }, max: 1, keys: [] }),
  ).toMatchObject([{ why: "spread", atMs: 9850 }]);
});

test("what was told keeps its box, and costs a whole decode only where no key frame is at hand", () => {
  const box = { x: 0.1, y: 0.1, width: 0.1, height: 0.2 };
  const live = aLiveSummary({
    alert: {
      at: at(6050),
      reason: "object=person",
      sentence: "x",
      told: [{ label: "person", box, at: at(6050) }],
    },
  });

  const moments = momentsOf(aWish({ live, seen: { detections: [] }, max: 2 }));

  expect(moments).toContainEqual({ atMs: 6000, why: "told", keyMs: 6000, box });
});

test("what lies in another part of a long happening is not looked for in this one", () => {
  const live = aLiveSummary({
    objects: [{ label: "person", score: 0.9, first_at: at(-60_000), last_at: at(90_000) }],
  });

  const moments = momentsOf(aWish({ live, seen: { detections: [] } }));

  expect(moments.every(({ why }) => why === "spread")).toBe(true);
});

test("a clip too short for all pictures has fewer, and one without length one", () => {
  const short = { startedAtMs: START_MS, durationMs: 1000 };

  expect(momentsOf({ ...aWish(), clip: short, seen: { detections: [] }, keys: [] }).length).toBeLessThan(4);
  expect(momentsOf({ ...aWish(), clip: { ...short, durationMs: 0 }, keys: [0] })).toHaveLength(1);
});

/** A generator of numbers from 0 to 1 that gives the same ones each time (mulberry32). */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function anyWish(seed: number): MomentWish {
  const random = randoms(seed);
  const many = <T>(max: number, make: () => T) =>
    Array.from({ length: Math.floor(random() * (max + 1)) }, make);
  const durationMs = random() < 0.1 ? 0 : random() * 10 ** (2 + 4 * random());
  // Some of it is before or after the clip, as others say it.
  const time = () => (random() * 1.4 - 0.2) * durationMs;
  const live = aLiveSummary({
    objects: many(50, () => ({
      label: "person",
      score: random(),
      first_at: at(time()),
      last_at: at(time()),
    })),
    events: many(50, () => ({ type: "LINE_CROSS", at: at(time()), label: "car", track_id: 1 })),
  });
  return {
    clip:
      random() < 0.2 ? { startedAtMs: START_MS, durationMs } : { startedAtMs: START_MS, durationMs, live },
    seen: { detections: many(64, () => detection(Math.max(0, time()), random())) },
    max: 1 + Math.floor(random() * 20),
    keys: random() < 0.3 ? [] : many(100, () => Math.max(0, time())).sort((a, b) => a - b),
  };
}

describe("whatever is known of a clip", () => {
  test("moments are in order, apart, within the clip and no more than asked for, and there is one", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const wish = anyWish(seed);

      const times = momentsOf(wish).map(({ atMs }) => atMs);

      expect(times.length, `seed ${seed}`).toBeGreaterThan(0);
      expect(times.length, `seed ${seed}`).toBeLessThanOrEqual(wish.max);
      expect(times, `seed ${seed}`).toEqual(times.toSorted((a, b) => a - b));
      expect(times.at(0), `seed ${seed}`).toBeGreaterThanOrEqual(0);
      expect(times.at(-1), `seed ${seed}`).toBeLessThanOrEqual(wish.clip.durationMs);
      const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
      expect(Math.min(...gaps), `seed ${seed}`).toBeGreaterThanOrEqual(GAP_MIN_MS);
    }
  });

  test("decoding begins at the key frame before it", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const wish = anyWish(seed);

      for (const { atMs, keyMs } of momentsOf(wish)) {
        expect(keyMs, `seed ${seed}`).toBe(wish.keys.findLast((key) => key <= atMs));
      }
    }
  });
});
