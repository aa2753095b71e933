import { expect, test } from "vitest";
import { retryDelayMs } from "./backoff.ts";

const waits = (state: Parameters<typeof retryDelayMs>[0], random = 0.5) =>
  [1, 2, 3, 4, 5, 6, 7, 8, 50, 1_000_000].map((failures) => retryDelayMs(state, failures, random) / 1000);

test("a cut stream is tried again fast, then slower, at most every 30 s", () => {
  expect(waits("lost")).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30]);
  expect(waits("unreachable")).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30, 30]);
});

test("a wrong password is tried minutes apart, as cameras lock accounts", () => {
  expect(waits("unauthorized")).toEqual([120, 240, 480, 900, 900, 900, 900, 900, 900, 900]);
});

test("waits differ by up to a fifth to each side", () => {
  expect(retryDelayMs("lost", 3, 0)).toBe(1600);
  expect(retryDelayMs("lost", 3, 1)).toBe(2400);
});
