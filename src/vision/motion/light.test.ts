import { describe, expect, it } from "vitest";
import { activeS, type Drawing, NIGHT_CONTRAST, START_S, watch } from "./test-scene.ts";

const ramp = (from: number, to: number, at: number): number =>
  Math.min(1, Math.max(0, (at - from) / (to - from)));
const lampLit = (x: number, y: number): number => 1.3 - 1.2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2);

const onlyLight: Record<string, { drawing: Drawing; contrast?: number }> = {
  "sensor noise": { drawing: { noise: 3 } },
  "the noise of a night picture": { drawing: { noise: 8 }, contrast: NIGHT_CONTRAST },
  "a step of the gain upwards": { drawing: { noise: 2, light: (_x, _y, s) => (s < START_S ? 1 : 1.25) } },
  "a step of the gain downwards": { drawing: { noise: 2, light: (_x, _y, s) => (s < START_S ? 1 : 0.7) } },
  "a ramp of 20 % in 4 s": {
    drawing: { noise: 2, light: (_x, _y, s) => 1 + 0.2 * ramp(START_S, START_S + 4, s) },
  },
  "a lamp that flickers by 5 %": { drawing: { noise: 2, light: (_x, _y, s) => 1 + 0.05 * Math.sin(s * 17) } },
  "a cloud's shadow over 60 % of the width": {
    drawing: {
      noise: 2,
      light: (x, _y, s) => 1 - 0.3 * ramp(0, 0.2, (s - START_S) * 0.3 - x) * (1 - ramp(0.5, 0.6, x)),
    },
  },
  "a cloud's shadow that crosses everything": {
    drawing: { noise: 2, light: (x, _y, s) => 1 - 0.3 * ramp(0, 0.2, (s - START_S) * 0.3 - x) },
  },
  "the beam of a headlight": {
    drawing: {
      noise: 2,
      light: (x, y, s) => 1 + 0.8 * Math.exp(-((x - (s - START_S) * 0.2) ** 2 + (y - 0.6) ** 2) / 0.01),
    },
  },
  "the infrared lamp going on": {
    drawing: { noise: 4, light: (x, y, s) => (s < START_S ? 0.35 : lampLit(x, y)) },
  },
  "the infrared lamp going off": {
    drawing: { noise: 4, light: (x, y, s) => (s > START_S ? 0.35 : lampLit(x, y)) },
  },
  "a camera that hunts for exposure after the infrared switch": {
    drawing: {
      noise: 4,
      light: (x, y, s) => (s < 10 ? 0.35 : s < 10.5 ? 0.1 : s < 11 ? 2.2 : s < 12 ? 1.6 : lampLit(x, y)),
    },
  },
  "a room going dark": { drawing: { noise: 4, light: (_x, _y, s) => (s < START_S ? 1 : 0.03) } },
  "a dark room being lit": { drawing: { noise: 4, light: (_x, _y, s) => (s < START_S ? 0.03 : 1) } },
};

describe("what is not motion", () => {
  describe.each([5, 0.5])("at %s frames a second", (fps) => {
    it.each(Object.entries(onlyLight))("%s", (_what, { drawing, contrast }) => {
      const seen = watch(drawing, { fps }, contrast);

      expect(activeS(seen)).toEqual([]);
      expect(seen.at(-1)?.learning).toBe(false);
    });
  });

  it("nor at 10 frames a second, where a shadow takes twice as many to pass", () => {
    const drawing = onlyLight["a cloud's shadow over 60 % of the width"]?.drawing ?? {};

    expect(activeS(watch(drawing, { fps: 10 }))).toEqual([]);
  });
});
