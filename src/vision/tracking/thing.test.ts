import { expect, test } from "vitest";
import type { Candidate } from "./candidates.ts";
import { bear, expect as lookFor, see } from "./thing.ts";

const carAt = (x: number): Candidate => {
  const box = { x, y: 0.5, width: 0.2, height: 0.15 };
  return { sighting: { label: "car", score: 0.9, box }, group: "vehicle", score: 0.9, box };
};

test("what stood and was not seen for hours is looked for where it stood, and its old speed is forgotten", () => {
  const car = bear(1, carAt(0.1), 0, 0.5);
  for (let i = 1; i <= 10; i++) {
    lookFor(car, 100);
    see(car, carAt(0.1 + 0.02 * i), { atMs: i * 100, stepMs: 100, sureScore: 0.5 });
  }
  car.state = "lost";
  car.still.isStationary = true;
  car.still.anchor = carAt(0.3).box;

  lookFor(car, 3_600_000);
  const atWake = car.expected;
  see(car, carAt(0.31), { atMs: 3_601_000, stepMs: 100, sureScore: 0.5 });
  lookFor(car, 1_000);

  expect(atWake).toEqual(carAt(0.3).box);
  expect(car.expected.x).toBeCloseTo(0.31, 6);
});
