import { expect, test } from "vitest";
import { nextWaitMs } from "./refresh.ts";

const fine = { intervalMs: 2000, tookMs: 50, failures: 0, repeats: 0 };

test("a picture is fetched at its interval while all is well", () => {
  expect(nextWaitMs(fine)).toBe(2000);
});

test("a slow line is asked no more than half of the time", () => {
  expect(nextWaitMs({ ...fine, tookMs: 7000 })).toBe(7000);
});

test("a camera that is away is asked less and less, but never given up", () => {
  const waits = [1, 2, 3, 30].map((failures) => nextWaitMs({ ...fine, failures }));

  expect(waits).toEqual([4000, 8000, 16_000, 60_000]);
});

test("a picture that stays the same is asked for less often, within bounds", () => {
  const waits = [1, 2, 30].map((repeats) => nextWaitMs({ ...fine, repeats }));

  expect(waits).toEqual([3000, 4500, 8000]);
});
