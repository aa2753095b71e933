import { describe, expect, test } from "vitest";
import { makeRandom } from "#vision/motion/test-scene.ts";
import { TRACKS_MAX } from "./settings.ts";
import { parked, seenLast, walker, watching, when } from "./test-things.ts";
import type { Sighting } from "./track.ts";

/** People in rows, `count` of them, all moved on by `shift`. */
function field(count: number, shift = 0, score = 0.95): readonly Sighting[] {
  return Array.from({ length: count }, (_, i) => ({
    label: "person",
    score: score - i / 100_000,
    box: { x: (i % 25) / 25 + shift, y: Math.floor(i / 25) / 20, width: 0.02, height: 0.04 },
  }));
}

describe("a field of moving things", () => {
  test("of 200 keeps all of them apart", () => {
    const watch = watching();

    for (let frame = 0; frame < 50; frame++) watch.next(field(200, frame * 0.003), frame * 100);

    expect(watch.appearances).toHaveLength(200);
  });

  test("with more than there is room for keeps the surest, and counts the others", () => {
    const watch = watching();

    const first = watch.next(field(400), 0);
    const second = watch.next(field(400, 0.003), 100);

    expect(first.tracks).toHaveLength(TRACKS_MAX);
    expect(first.refused).toBe(400 - TRACKS_MAX);
    expect(second.tracks.every(({ state }) => state === "confirmed")).toBe(true);
    expect(second.appeared).toEqual([]);
  });

  test("that are others in each frame never makes more tracks than allowed, and tells of each that it drops", () => {
    const watch = watching();
    const random = makeRandom(2);
    const confetti = (): readonly Sighting[] =>
      field(200).map((one) => ({ ...one, box: { ...one.box, x: random(), y: random() } }));
    const ended = new Set<number>();

    for (let frame = 0; frame < 100; frame++) {
      const update = watch.next(confetti(), frame * 100);
      for (const { id } of update.ended) ended.add(id);
      expect(update.tracks.length).toBeLessThanOrEqual(TRACKS_MAX);
    }
    const last = watch.next([], 1e6);
    for (const { id } of last.ended) ended.add(id);

    expect(watch.appearances.length).toBeGreaterThan(1000);
    expect(ended.size).toBe(watch.appearances.length);
    expect(last.tracks).toEqual([]);
  });

  test("drives out who walked away before it drives out what stands", () => {
    const watch = watching();
    const car = parked();
    watch.show([car, when((atS) => atS > 18, walker({ from: -0.8, y: 0.2 }))], 0, 20);

    const { tracks, ended } = watch.next(field(TRACKS_MAX - 1), 20_100);

    expect(ended).toMatchObject([{ label: "person", why: "crowded" }]);
    expect(tracks).toHaveLength(TRACKS_MAX);
    expect(tracks[0]).toMatchObject({ label: "car", state: "lost" });
  });

  test("does not cost the parked car its memory", () => {
    const watch = watching();
    const car = parked();
    watch.show([car], 0, 20);
    for (let frame = 0; frame < 20; frame++)
      watch.next(field(TRACKS_MAX, frame * 0.001), 20_000 + frame * 100);

    const after = watch.show([car], 3600, 3605);

    expect(seenLast(after)).toMatchObject([{ id: 1, label: "car" }]);
    expect(watch.appearances.filter(({ label }) => label === "car")).toHaveLength(1);
  });
});
