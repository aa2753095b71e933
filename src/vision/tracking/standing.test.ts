import { describe, expect, test } from "vitest";
import { between, type Drawn, idsOf, parked, seenLast, walker, watching, when } from "./test-things.ts";

const HOUR_S = 3600;
const car = parked();

describe("a parked car", () => {
  test("is stationary after ten seconds, stays so through jitter, and no longer when it drives off", () => {
    const driven: Drawn = (atS) => {
      const seen = car(atS);
      return seen && { ...seen, box: { ...seen.box, x: seen.box.x + 0.08 * Math.max(0, atS - 30) } };
    };

    const updates = watching().show([driven], 0, 34);

    const states = updates.map(({ tracks }) => tracks[0]?.isStationary);
    expect(states.indexOf(true)).toBeGreaterThan(90);
    expect(states.indexOf(true)).toBeLessThan(130);
    expect(states.slice(130, 300).every(Boolean)).toBe(true);
    expect(updates[200]?.tracks[0]?.velocity).toEqual({ x: 0, y: 0 });
    expect(states.at(-1)).toBe(false);
    expect(idsOf(updates)).toEqual([1]);
  });

  test.each([0.02, 0.08])("jitters by %f of its size for ten minutes and is one thing", (jitter) => {
    const watch = watching();

    const updates = watch.show([parked({ jitter, width: 0.03, height: 0.03 })], 0, 600, 5);

    expect(watch.appearances).toHaveLength(1);
    expect(updates.slice(100).every(({ tracks }) => tracks[0]?.isStationary)).toBe(true);
  });

  test("is not who walks slowly past", () => {
    const updates = watching().show([walker({ speed: 0.02 })], 0, 40);

    expect(updates.some(({ tracks }) => tracks.some(({ isStationary }) => isStationary))).toBe(false);
  });

  test.each(["person", "bus"])("is the same after a %s hid it, which is told apart", (label) => {
    const watch = watching();
    const passing: Drawn = (atS) => ({
      label,
      score: 0.9,
      box: { x: -0.2 + 0.15 * (atS - 20), y: 0.4, width: 0.25, height: 0.4 },
    });
    const hidden = when((atS) => !between(22.3, 25.5)(atS), car);

    const updates = watch.show([hidden, when(between(20, 28), passing)], 0, 40);

    expect(watch.appearances.map((track) => track.label)).toEqual(["car", label]);
    expect(seenLast(updates)).toMatchObject([{ id: 1, isStationary: true, label: "car" }]);
  });

  test("is the same after the detector missed it for 50 s, and is waited for while something hides it", () => {
    const watch = watching();
    const van: Drawn = () => ({
      label: "umbrella",
      score: 0.9,
      box: { x: 0.35, y: 0.5, width: 0.25, height: 0.3 },
    });

    const missed = watch.show([when((atS) => !between(20, 70)(atS), car)], 0, 80, 5);
    const hidden = watch.show([when((atS) => atS > 510, car), when((atS) => atS < 470, van)], 80, 520, 5);

    const ended = [...missed, ...hidden].flatMap((update) => update.ended.map(({ label }) => label));
    expect(seenLast(hidden)).toMatchObject([{ id: 1 }]);
    expect(watch.appearances.map(({ label }) => label)).toEqual(["car", "umbrella"]);
    expect(ended).not.toContain("car");
  });

  test("has vanished after 60 s in full view, and does not appear anew when the detector finds it again", () => {
    const watch = watching();

    const away = watch.show([when((atS) => atS < 20, car)], 0, 90, 5);
    const back = watch.show([car], 5 * HOUR_S, 5 * HOUR_S + 5);

    expect(away.flatMap(({ ended }) => ended)).toMatchObject([{ id: 1, why: "vanished", label: "car" }]);
    expect(seenLast(back)).toMatchObject([{ id: 1, isStationary: true, bornAtMs: 0 }]);
    expect(watch.appearances).toHaveLength(1);
  });

  test("gives its place to the next one, and does not come back in it, nor after it", () => {
    const watch = watching();
    const arriving =
      (atS0: number): Drawn =>
      (atS) => {
        const seen = car(atS);
        return seen && { ...seen, box: { ...seen.box, x: seen.box.x - 0.1 * Math.max(0, atS0 + 3 - atS) } };
      };
    const leaving =
      (atS0: number): Drawn =>
      (atS) => {
        const seen = car(atS);
        return seen && { ...seen, box: { ...seen.box, x: seen.box.x + 0.1 * Math.max(0, atS - atS0) } };
      };
    watch.show([when((atS) => atS < 20, car)], 0, 90, 5);

    const second = watch.show([arriving(100)], 100, 130);
    watch.show([], 130, 200, 5);
    const again = watch.show([car], 300, 310);
    watch.show([when((atS) => atS < 316, leaving(310))], 310, 320);
    const third = watch.show([car], 400, 410);

    expect(seenLast(second)).toMatchObject([{ id: 2, isStationary: true }]);
    expect(seenLast(again)).toMatchObject([{ id: 2 }]);
    expect(seenLast(third)).toMatchObject([{ id: 3 }]);
  });

  test("that drove off under our eyes is news when it is there again", () => {
    const watch = watching();
    const leaving: Drawn = (atS) => {
      const seen = car(atS);
      return seen && { ...seen, box: { ...seen.box, x: seen.box.x + 0.1 * Math.max(0, atS - 20) } };
    };

    const left = watch.show([when((atS) => atS < 26, leaving)], 0, 40);
    watch.show([car], HOUR_S, HOUR_S + 5);

    expect(left.flatMap(({ ended }) => ended)).toMatchObject([{ id: 1, why: "gone" }]);
    expect(watch.appearances.map(({ id }) => id)).toEqual([1, 2]);
  });
});

test.each([5, 10])(
  "who walks out after standing still is not who comes to stand there next, at %i frames a second",
  (fps) => {
    const watch = watching();
    const standing = parked({ label: "person", x: 0.5, y: 0.05, width: 0.2, height: 0.85, jitter: 0.01 });
    const visit =
      (fromS: number, toS: number): Drawn =>
      (atS) => {
        const seen = standing(atS);
        if (seen === undefined || !between(fromS, toS + 1.2)(atS)) return undefined;
        const x = seen.box.x - 0.2 * Math.max(0, fromS + 2 - atS) + 0.3 * Math.max(0, atS - toS);
        return { ...seen, box: { ...seen.box, x } };
      };

    const updates = watch.show([visit(0, 18), visit(23, 40), visit(45, 50)], 0, 50, fps);

    expect(watch.appearances.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(updates.flatMap(({ ended }) => ended)).toMatchObject([
      { id: 1, why: "gone" },
      { id: 2, why: "gone" },
    ]);
  },
);

describe("between motions, when no frames come", () => {
  test("a car that parked just before is remembered for hours, through a hundred wake-ups", () => {
    const watch = watching();
    const arriving: Drawn = (atS) => {
      const seen = car(atS);
      return seen && { ...seen, box: { ...seen.box, x: seen.box.x - 0.1 * Math.max(0, 4 - atS) } };
    };
    watch.show([arriving], 0, 8);

    for (let wake = 1; wake <= 100; wake++) {
      const atS = wake * 300;
      const cat: Drawn = (s) => ({
        label: "cat",
        score: 0.95,
        box: { x: 0.1 * (s - atS), y: 0.9, width: 0.05, height: 0.05 },
      });
      watch.show([car, cat], atS, atS + 4, 5);
    }

    const cars = watch.appearances.filter(({ label }) => label === "car");
    expect(cars).toMatchObject([{ id: 1 }]);
    expect(watch.appearances).toHaveLength(101);
  });

  test("a car that the detector missed in the last frames is remembered all the same", () => {
    const watch = watching();
    watch.show([when((atS) => atS < 4.5, car)], 0, 5);

    watch.show([car], HOUR_S, HOUR_S + 3);

    expect(watch.appearances).toHaveLength(1);
  });

  test("hours without frames do not count as looking in vain", () => {
    const watch = watching();
    watch.show([car], 0, 15);

    const wake = watch.show([when((atS) => atS > HOUR_S + 2, car)], HOUR_S, HOUR_S + 4);

    expect(wake.flatMap(({ ended }) => ended)).toEqual([]);
    expect(seenLast(wake)).toMatchObject([{ id: 1, isStationary: true }]);
  });

  test("a new car beside the old one is news", () => {
    const watch = watching();
    watch.show([car], 0, 5);

    const updates = watch.show([car, parked({ x: 0.56, seed: 2 })], HOUR_S, HOUR_S + 3);

    expect(watch.appearances.map(({ id }) => id)).toEqual([1, 2]);
    expect(seenLast(updates)).toHaveLength(2);
  });

  test("a new car beside the old one's place is news although the old one is hidden", () => {
    const watch = watching();
    watch.show([car], 0, 5);

    watch.show([parked({ x: 0.48, seed: 2 })], HOUR_S, HOUR_S + 3);

    expect(watch.appearances.map(({ id }) => id)).toEqual([1, 2]);
  });

  test("somebody who stands where somebody stood ten minutes ago is somebody else", () => {
    const watch = watching();
    const standing = parked({ label: "person", width: 0.05, height: 0.3 });
    watch.show([standing], 0, 15);

    watch.show([standing], 600, 605);

    expect(watch.appearances.map(({ id }) => id)).toEqual([1, 2]);
  });

  test("who was still walking is over", () => {
    const watch = watching();
    watch.show([walker()], 0, 5);

    const [first] = watch.show([walker({ from: 0.5, speed: 0 })], 60, 62);

    expect(first?.ended).toMatchObject([{ id: 1, why: "gone" }]);
  });
});
