import { describe, expect, test } from "vitest";
import { makeRandom } from "#vision/motion/test-scene.ts";
import { between, type Drawn, idsOf, seenLast, walker, watching, when } from "./test-things.ts";
import type { Sighting } from "./track.ts";

const walk = walker();

describe("one person", () => {
  test("walking through is one track, with its speed and where it was before", () => {
    const updates = watching().show([walk], 0, 5);

    const [track] = seenLast(updates);
    expect(idsOf(updates)).toEqual([1]);
    expect(track?.velocity.x).toBeCloseTo(0.08, 2);
    expect(track?.velocity.y).toBeCloseTo(0, 2);
    expect((track?.centre.x ?? 0) - (track?.previousCentre?.x ?? 0)).toBeCloseTo(0.008, 5);
    expect(track).toMatchObject({ bornAtMs: 0, seenAtMs: 4900, isStationary: false });
  });

  test.each([5, 7, 15, 25])("is one track at %i frames a second, upright or across the picture", (fps) => {
    const climber: Drawn = (atS) => ({
      label: "person",
      score: 0.8,
      box: { x: 0.8, y: 0.05 + 0.12 * atS, width: 0.05, height: 0.2 },
    });

    const updates = watching().show([walk, climber], 0, 5, fps);

    expect(idsOf(updates)).toEqual([1, 2]);
  });

  test("is one track although frames come at uneven times", () => {
    const watch = watching();
    const random = makeRandom(5);
    const updates = [];
    for (let atS = 0; atS < 8; atS += 0.04 + 0.36 * random()) {
      updates.push(
        watch.next(
          [walk(atS)].filter((one) => one !== undefined),
          atS * 1000,
        ),
      );
    }

    expect(idsOf(updates)).toEqual([1]);
  });

  test("is told of at once if sure, else at the third sight", () => {
    const sure = watching().show([walker({ score: 0.95 })], 0, 0.4);
    const unsure = watching().show([walker({ score: 0.8 })], 0, 0.4);

    expect(sure.map(({ appeared }) => appeared.length)).toEqual([1, 0, 0, 0]);
    expect(unsure.map(({ appeared }) => appeared.length)).toEqual([0, 0, 1, 0]);
    expect(unsure[0]?.tracks).toMatchObject([{ state: "tentative" }]);
  });

  test("keeps its track behind a bush where only weak scores are left, and does not get one by them", () => {
    const half = (atS: number) => (between(2, 4)(atS) ? 0.15 : 0.9);
    const fading: Drawn = (atS) => walker({ score: half(atS) })(atS);
    const faint = walker({ score: 0.5, y: 0.2 });

    const updates = watching().show([fading, faint], 0, 6);

    expect(idsOf(updates)).toEqual([1]);
    expect(updates.every(({ tracks }) => tracks.length === 1)).toBe(true);
    expect(updates[30]?.tracks).toMatchObject([{ state: "confirmed", score: 0.15 }]);
  });

  test("hidden for 1.5 s is the same; gone for 5 s it is over, and who comes then is another", () => {
    const hidden = when((atS) => !between(2, 3.5)(atS) && !between(5, 10)(atS), walk);

    const updates = watching().show([hidden], 0, 11);

    const ended = updates.flatMap((update) =>
      update.ended.map(({ id, why }) => ({ id, why, atMs: update.atMs })),
    );
    expect(idsOf(updates.slice(0, 50))).toEqual([1]);
    expect(updates[30]?.tracks).toMatchObject([{ id: 1, state: "lost", seenAtMs: 1900 }]);
    expect(ended).toEqual([{ id: 1, why: "gone", atMs: 7400 }]);
    expect(idsOf(updates.slice(100))).toEqual([2]);
  });

  test("that is suddenly elsewhere is another one", () => {
    const jumping: Drawn = (atS) => walker({ from: atS < 3 ? 0.1 : 0.6 })(atS);

    const updates = watching().show([jumping], 0, 6);

    expect(idsOf(updates.slice(0, 30))).toEqual([1]);
    expect(idsOf(updates.slice(30))).toEqual([2]);
  });
});

describe("several", () => {
  test.each([5, 10, 15])("two who cross keep their names at %i frames a second", (fps) => {
    const right = walker({ from: 0.1, speed: 0.1 });
    const left = walker({ from: 0.9, speed: -0.1, y: 0.53 });

    const updates = watching().show([right, left], 0, 8, fps);

    expect(idsOf(updates)).toEqual([1, 2]);
    expect(seenLast(updates).map(({ id, centre }) => [id, centre.x > 0.5])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  test("two who cross keep their names although one hides the other", () => {
    const right = walker({ from: 0.1, speed: 0.1 });
    const left = when((atS) => !between(3.7, 4.3)(atS), walker({ from: 0.9, speed: -0.1, y: 0.52 }));

    const updates = watching().show([right, left], 0, 8);

    expect(seenLast(updates).map(({ id, velocity }) => [id, Math.sign(velocity.x)])).toEqual([
      [1, 1],
      [2, -1],
    ]);
  });

  test("a person and the dog in front are two, and stay so when one of them is not seen", () => {
    const dog: Drawn = (atS) => ({
      label: "dog",
      score: 0.95,
      box: walk(atS)?.box ?? { x: 0, y: 0, width: 0, height: 0 },
    });

    const updates = watching().show([when(between(0, 3), walk), dog], 0, 4.5);

    expect(updates.at(-1)?.tracks).toMatchObject([
      { id: 1, label: "dog", state: "confirmed" },
      { id: 2, label: "person", state: "lost" },
    ]);
  });

  test("a car that is now and then called a truck, or both at once, is one car", () => {
    const vehicle =
      (label: string, score: number): Drawn =>
      (atS) => ({ label, score, box: { x: 0.1 + 0.05 * atS, y: 0.5, width: 0.2, height: 0.15 } });
    const isMistaken = (atS: number) => Math.round(atS * 10) % 3 === 0;

    const updates = watching().show(
      [when((atS) => !isMistaken(atS), vehicle("car", 0.9)), vehicle("truck", 0.85)],
      0,
      8,
    );

    const labels = new Set(updates.slice(3).flatMap(({ tracks }) => tracks.map(({ label }) => label)));
    expect(updates.every(({ tracks }) => tracks.length === 1)).toBe(true);
    expect([...labels]).toEqual(["car"]);
  });

  test("the order of the detections changes nothing", () => {
    const random = makeRandom(3);
    const crowd = Array.from({ length: 30 }, (_, i) =>
      walker({
        from: random(),
        speed: (random() - 0.5) * 0.2,
        y: 0.2 + 0.02 * i,
        score: 0.6 + 0.3 * random(),
      }),
    );
    const [plain, shuffled] = [watching(), watching()];

    for (let frame = 0; frame < 80; frame++) {
      const sightings = crowd.map((one) => one(frame / 10)).filter((one) => one !== undefined);
      const mixed = sightings
        .map((one) => ({ one, key: random() }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ one }) => one);
      expect(shuffled.next(mixed, frame * 100)).toEqual(plain.next(sightings, frame * 100));
    }
    expect(plain.appearances.length).toBeGreaterThan(10);
  });
});

test("trackers that share a counter never give a number twice", () => {
  let last = 0;
  const nextId = () => ++last;

  const before = watching({ nextId }).show([walk], 0, 1);
  const after = watching({ nextId }).show([walk], 0, 1);

  expect([...idsOf(before), ...idsOf(after)]).toEqual([1, 2]);
});

describe("bad weather", () => {
  test("frames without anything make nothing", () => {
    const updates = watching().show([], 0, 10);

    expect(
      updates.every(({ tracks, ended, appeared }) => [...tracks, ...ended, ...appeared].length === 0),
    ).toBe(true);
  });

  test("a clock that stands or is set back keeps who is there, and ages from then on", () => {
    const watch = watching();
    const standing = walker({ from: 0.4, speed: 0 });
    watch.show([standing], 1000, 1002);

    const stands = [1, 2, 3].map(() =>
      watch.next(
        [walk(3.75)].filter((one) => one !== undefined),
        1_001_900,
      ),
    );
    const back = watch.show([standing], 0, 1);

    expect(idsOf([...stands, ...back])).toEqual([1]);
    watch.show([standing], 1000, 1001);
    expect(watch.show([], 0, 2).at(-1)?.tracks).toMatchObject([{ state: "lost" }]);
    expect(watch.show([], 2, 4).at(-1)?.tracks).toEqual([]);
  });

  test("a time that is no number is a mistake of the caller", () => {
    expect(() => watching().next([], Number.NaN)).toThrow(RangeError);
  });

  test("nonsense in never becomes nonsense out", () => {
    const random = makeRandom(99);
    const number = (): number => {
      const kind = random();
      if (kind < 0.03) return Number.NaN;
      if (kind < 0.05) return Number.POSITIVE_INFINITY;
      if (kind < 0.1) return 0;
      return random() * 1.4 - 0.2;
    };
    const sighting = (): Sighting => ({
      label: ["person", "car", "truck", "dog", "umbrella"][Math.floor(random() * 5)] ?? "person",
      score: number(),
      box: { x: number(), y: number(), width: number() * random(), height: number() * random() },
    });
    const watch = watching();
    let atMs = 0;
    let largest = 0;

    for (let frame = 0; frame < 3000; frame++) {
      atMs += random() < 0.02 ? (random() - 0.3) * 1e7 : random() * 200;
      const { tracks, ended } = watch.next(Array.from({ length: Math.floor(random() * 12) }, sighting), atMs);
      const all = [...tracks, ...ended];
      const numbers = all.flatMap(({ box, velocity, centre, score, id }) => [
        ...Object.values(box),
        ...Object.values(velocity),
        ...Object.values(centre),
        score,
        id,
      ]);
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(new Set(tracks.map(({ id }) => id)).size).toBe(tracks.length);
      const lost = tracks.filter(({ state }) => state === "lost").flatMap(({ box }) => Object.values(box));
      expect(lost.every((value) => value >= 0 && value <= 1)).toBe(true);
      largest = Math.max(largest, ...tracks.map(({ id }) => id));
    }
    const appearedIds = watch.appearances.map(({ id }) => id);
    expect(new Set(appearedIds).size).toBe(appearedIds.length);
    expect(largest).toBeGreaterThan(100);
  });
});
