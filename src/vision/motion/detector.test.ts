import { describe, expect, it } from "vitest";
import { makeMotionDetector } from "./detector.ts";
import {
  activeS,
  type Drawing,
  makeScene,
  NIGHT_CONTRAST,
  START_S,
  sceneSize,
  type Thing,
  watch,
} from "./test-scene.ts";

/** 3.5 % × 12 % of the frame, walking from left to right. */
function walker(level: number, widthsPerS: number): Thing {
  return {
    width: 0.035,
    height: 0.12,
    level,
    at: (s) => (s < START_S ? undefined : { x: 0.1 + widthsPerS * (s - START_S), y: 0.5 }),
  };
}

describe("what is motion", () => {
  const things: Record<string, { drawing: Drawing; contrast?: number }> = {
    "a small bright thing by day": { drawing: { noise: 2, things: [walker(160, 0.04)] } },
    "a small dark thing by day": { drawing: { noise: 2, things: [walker(70, 0.04)] } },
    "a small thing at night": {
      drawing: { noise: 8, things: [walker(150, 0.04)] },
      contrast: NIGHT_CONTRAST,
    },
    "a walker so slow that it takes minutes to cross": { drawing: { noise: 2, things: [walker(170, 0.01)] } },
    "a car that crosses in three seconds": { drawing: { noise: 2, things: [walker(170, 0.3)] } },
    "somebody who fills the picture at once": {
      drawing: {
        noise: 2,
        things: [
          {
            width: 0.75,
            height: 0.95,
            level: 90,
            at: (s) => (s < START_S ? undefined : { x: 0.1 + 0.02 * Math.sin(s * 3), y: 0.05 }),
          },
        ],
      },
    },
  };

  it.each(Object.entries(things))("%s", (_what, { drawing, contrast }) => {
    const active = activeS(watch(drawing, {}, contrast));

    expect(active[0]).toBeGreaterThanOrEqual(START_S);
    expect(active[0]).toBeLessThanOrEqual(START_S + 0.5);
  });

  it.each(Object.entries(things))(
    "%s, by key frames alone: within two of them",
    (_what, { drawing, contrast }) => {
      const active = activeS(watch(drawing, { fps: 0.5 }, contrast));

      expect(active[0]).toBeGreaterThanOrEqual(START_S);
      expect(active[0]).toBeLessThanOrEqual(START_S + 4);
    },
  );

  it("is seen in nine of ten frames as long as a person walks", () => {
    const active = activeS(watch({ noise: 2, things: [walker(160, 0.04)] }));

    expect(active.length).toBeGreaterThan(0.9 * 14 * 5);
  });

  it("has a box where the thing is", () => {
    const boxes = watch({ noise: 2, things: [walker(160, 0.04)] }).find((frame) => frame.atS === 15)?.boxes;

    expect(boxes).toHaveLength(1);
    expect(boxes?.[0]?.x).toBeCloseTo(0.3, 1);
    expect(boxes?.[0]?.y).toBeCloseTo(0.5, 1);
    expect(boxes?.[0]?.height).toBeCloseTo(0.12, 1);
  });

  it("can be made out in the same second in which the light changes a little", () => {
    const light = (_x: number, _y: number, s: number): number => (s < START_S ? 1 : 1.15);

    const active = activeS(watch({ noise: 2, light, things: [walker(60, 0.04)] }));

    expect(active[0]).toBeLessThanOrEqual(START_S + 1);
  });
});

describe("what stays", () => {
  const parking: Thing = {
    width: 0.1,
    height: 0.2,
    level: 170,
    at: (s) => (s < START_S ? undefined : { x: Math.min(0.5, 0.1 + 0.1 * (s - START_S)), y: 0.5 }),
  };
  const leaving: Thing = {
    width: 0.1,
    height: 0.2,
    level: 170,
    at: (s) =>
      s < START_S
        ? { x: 0.5, y: 0.5 }
        : s < START_S + 5
          ? { x: 0.5 + 0.1 * (s - START_S), y: 0.5 }
          : undefined,
  };

  it("a car that stops is still within a second", () => {
    const active = activeS(watch({ noise: 2, things: [parking] }, { forS: 90 }));

    expect(active.at(-1)).toBeGreaterThanOrEqual(START_S + 3);
    expect(active.at(-1)).toBeLessThanOrEqual(START_S + 5);
  });

  it("the hole that a car leaves does not move", () => {
    const active = activeS(watch({ noise: 2, things: [leaving] }, { forS: 90 }));

    expect(active.at(-1)).toBeGreaterThanOrEqual(START_S + 4);
    expect(active.at(-1)).toBeLessThanOrEqual(START_S + 6);
  });

  it("a car that left after a minute moved", () => {
    const visitor: Thing = {
      ...parking,
      at: (s) => (s < 70 ? parking.at(s) : leaving.at(s - 60)),
    };

    const active = activeS(watch({ noise: 2, things: [visitor] }, { forS: 90 }));

    expect(active.filter((atS) => atS > START_S + 5 && atS < 70)).toEqual([]);
    expect(active.filter((atS) => atS >= 70 && atS < 75.5).length).toBeGreaterThan(15);
  });
});

describe("what has stayed for long", () => {
  it("does not hide who walks past it", () => {
    const parked: Thing = {
      width: 0.15,
      height: 0.25,
      level: 200,
      at: (s) => (s < START_S ? undefined : { x: Math.min(0.5, 0.1 * (s - START_S)), y: 0.5 }),
    };
    const passing: Thing = {
      ...walker(90, 0),
      at: (s) => (s < 70 ? undefined : { x: 0.5 + 0.02 * (s - 70), y: 0.55 }),
    };

    const active = activeS(watch({ noise: 2, things: [parked, passing] }, { forS: 75 }));

    expect(active.filter((atS) => atS >= 70).length).toBeGreaterThan(15);
  });
});

describe("masks", () => {
  const lowerHalf = [
    { x: 0, y: 0.45 },
    { x: 1, y: 0.45 },
    { x: 1, y: 1 },
    { x: 0, y: 1 },
  ];
  const drawing = { noise: 2, things: [walker(160, 0.04)] };

  it("hide what happens inside them", () => {
    expect(activeS(watch(drawing, { masks: [lowerHalf] }))).toEqual([]);
  });

  it("hide nothing outside", () => {
    const upperHalf = lowerHalf.map(({ x, y }) => ({ x, y: y - 0.45 }));

    expect(activeS(watch(drawing, { masks: [upperHalf] }))[0]).toBeLessThanOrEqual(START_S + 0.5);
  });

  it("that are drawn or taken away while something moves count at once, and nothing is learned anew", () => {
    const [drawnS, removedS] = [START_S + 3, START_S + 6];
    const scene = makeScene(drawing);
    const detector = makeMotionDetector({ ...sceneSize, fps: 5 });
    const seen = Array.from({ length: 20 * 5 }, (_, i) => {
      const atS = i / 5;
      if (atS === drawnS) detector.mask([lowerHalf]);
      if (atS === removedS) detector.mask([]);
      return { atS, ...detector.next(scene(atS), atS * 1000) };
    });

    const active = activeS(seen);

    expect(active[0]).toBeLessThanOrEqual(START_S + 0.5);
    expect(active.filter((atS) => atS > drawnS + 0.4 && atS < removedS)).toEqual([]);
    expect(active.find((atS) => atS >= removedS)).toBeLessThanOrEqual(removedS + 0.6);
    expect(seen.filter(({ atS, learning }) => learning && atS >= START_S)).toEqual([]);
  });
});

describe("the detector", () => {
  it("learns for a second before it speaks, at the start and after a reset", () => {
    const scene = makeScene({ noise: 2 });
    const detector = makeMotionDetector({ ...sceneSize, fps: 5 });
    const learning = (from: number): number =>
      Array.from({ length: 20 }, (_, i) => detector.next(scene(from + i / 5), (from + i / 5) * 1000)).filter(
        (frame) => frame.learning,
      ).length;

    const atStart = learning(0);
    const later = learning(4);
    detector.reset();
    const afterReset = learning(8);

    expect([atStart, later, afterReset]).toEqual([6, 0, 6]);
  });

  it("takes a clock that was set back for a new session, not for motion", () => {
    const scene = makeScene({ noise: 2 });
    const detector = makeMotionDetector({ ...sceneSize, fps: 5 });

    const seen = [...Array(40).keys(), ...Array(40).keys()].map((i) => detector.next(scene(i / 5), i * 200));

    expect(seen.filter((frame) => frame.active)).toEqual([]);
    expect(seen.slice(40).filter((frame) => frame.learning)).toEqual([]);
  });

  it("learns anew after a minute without pictures", () => {
    const scene = makeScene({ noise: 2 });
    const detector = makeMotionDetector({ ...sceneSize, fps: 5 });
    for (let i = 0; i < 20; i++) detector.next(scene(i / 5), i * 200);

    expect(detector.next(scene(100), 100_000).learning).toBe(true);
  });

  it("goes on from key frames to a full decode without learning anew", () => {
    const scene = makeScene({ noise: 2, things: [walker(160, 0.04)] });
    const detector = makeMotionDetector({ ...sceneSize, fps: 0.5 });
    const times = [
      ...Array.from({ length: 6 }, (_, i) => i * 2),
      ...Array.from({ length: 20 }, (_, i) => 10.2 + i / 5),
    ];

    const seen = times.map((s) => ({ atS: s, ...detector.next(scene(s), s * 1000) }));

    expect(activeS(seen)).toEqual([10, ...times.slice(6)]);
  });

  it("keeps to its size", () => {
    const detector = makeMotionDetector({ ...sceneSize, fps: 5 });

    expect(() => detector.next(new Uint8Array(5), 0)).toThrow("a frame has 5 bytes, not 25680");
  });

  it.each([
    [0, false],
    [1, true],
  ])("at sensitivity %s a distant figure counts: %s", (sensitivity, found) => {
    const distant: Thing = { ...walker(160, 0.02), width: 0.012, height: 0.05 };

    const active = activeS(watch({ noise: 2, things: [distant] }, { sensitivity }));

    expect(active.length > 0).toBe(found);
  });
});
