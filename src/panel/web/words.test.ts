import { expect, test } from "vitest";
import { dayOf, listOf, placeOf, sizeOf, spanOf } from "./words.ts";

test.each([
  [0.4, "0 s"],
  [59.6, "1 min"],
  [65, "1 min 5 s"],
  [7260, "2 h 1 min"],
  [180_000, "2 d 2 h"],
])("%d seconds read as %s", (seconds, words) => {
  expect(spanOf(seconds)).toBe(words);
});

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [35_858_002, "36 MB"],
  [2_400_000_000_000, "2.4 TB"],
])("%d bytes read as %s", (bytes, words) => {
  expect(sizeOf(bytes)).toBe(words);
});

test("days are counted by midnight, not by 24 hours", () => {
  const now = new Date(2026, 10, 20, 0, 30);

  const tenBeforeMidnight = dayOf(new Date(2026, 10, 19, 23, 50).toISOString(), now);
  const midnight = dayOf(new Date(2026, 10, 20, 0, 0).toISOString(), now);
  const dayBefore = dayOf(new Date(2026, 10, 18, 23, 59).toISOString(), now);

  expect([tenBeforeMidnight, midnight]).toEqual(["Yesterday", "Today"]);
  expect(dayBefore).toContain("18");
});

test("names are joined as in speech", () => {
  expect([listOf([]), listOf(["a"]), listOf(["a", "b"]), listOf(["a", "b", "c"])]).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
  expect(placeOf(67_900)).toBe("1:07");
});
