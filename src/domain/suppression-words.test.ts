import { expect, test } from "vitest";
import { aDraft } from "#test/suppressions.ts";
import { dimensionWords, suppressionWords } from "./suppression-words.ts";

test("a suppression is a line for people", () => {
  expect(suppressionWords(aDraft(), "Front door")).toBe(
    "Cats at Front door, bottom left, 10 to 30 % of the picture high, between 22:00 and 01:00",
  );
});

test.each([
  [{ x: 0, y: 0, width: 0.1, height: 0.1 }, "top left"],
  [{ x: 0.45, y: 0.45, width: 0.1, height: 0.1 }, "in the middle"],
  [{ x: 0.45, y: 0.9, width: 0.1, height: 0.1 }, "bottom"],
  [{ x: 0.9, y: 0.45, width: 0.1, height: 0.1 }, "right"],
  [{ x: 0, y: 0.8, width: 0.9, height: 0.1 }, "bottom"],
])("the place %j is called %s", (place, word) => {
  expect(suppressionWords(aDraft({ places: [place, place] }))).toMatch(new RegExp(`^Cats, ${word}, 10`));
});

test("people, buses and sheep are many in their own way, and any is said", () => {
  const any = aDraft({ labels: ["bus", "person", "sheep"], places: null, height: null, hours: null });

  expect(suppressionWords(any)).toBe(
    "Buses, people and sheep, anywhere in the picture, of any size, at any time",
  );
});

test("a wider one says what it would be", () => {
  const any = aDraft({ labels: ["animal"], places: null, height: null, hours: null });
  const twice = aDraft({ hours: { from: 19 * 60, to: 4 * 60 } });

  expect(["place", "size", "hours", "labels"].map((by) => dimensionWords(any, by as "place"))).toEqual([
    "Anywhere in the picture",
    "Of any size",
    "At any time",
    "All animals",
  ]);
  expect(dimensionWords(twice, "hours")).toBe("Between 19:00 and 04:00");
  expect(dimensionWords(twice, "place")).toBe("In twice as wide a place");
});
