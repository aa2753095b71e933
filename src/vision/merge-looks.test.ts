import { expect, test } from "vitest";
import type { Detection } from "#domain/detection.ts";
import type { Box } from "#domain/geometry.ts";
import { DETECTIONS_OF_LOOK_MAX, mergeLooks } from "./merge-looks.ts";

/** The middle of the frame, in which the closer look was. */
const part: Box = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };

const seen = (
  score: number,
  x: number,
  y: number,
  width = 0.05,
  height = 0.1,
  label = "person",
): Detection => ({
  label,
  score,
  box: { x, y, width, height },
  at_ms: 0,
});

test("what only one of the two saw is there", () => {
  const far = seen(0.6, 0.05, 0.05);
  const small = seen(0.7, 0.5, 0.5);

  expect(mergeLooks([far], [small], part)).toEqual([small, far]);
});

test("what both saw is one thing, with the closer box and the better score", () => {
  const whole = seen(0.8, 0.5, 0.5);
  const closer = seen(0.6, 0.505, 0.505);

  expect(mergeLooks([whole], [closer], part)).toEqual([{ ...whole, box: closer.box }]);
  expect(mergeLooks([seen(0.5, 0.5, 0.5)], [closer], part)).toEqual([closer]);
});

test.each([
  ["left", seen(0.9, 0.25, 0.5)],
  ["right", seen(0.9, 0.7, 0.5)],
  ["upper", seen(0.9, 0.5, 0.25)],
  ["lower", seen(0.9, 0.5, 0.65)],
])("what the part's %s edge cuts is left to the whole frame", (_, cut) => {
  const whole = seen(0.4, cut.box.x - 0.03, cut.box.y - 0.05, 0.1, 0.2);

  expect(mergeLooks([whole], [cut], part)).toEqual([whole]);
  expect(mergeLooks([], [cut], part)).toEqual([]);
});

test("an edge of the frame cuts nothing that it does not cut anyway", () => {
  const corner = seen(0.9, 0, 0);
  const lower = seen(0.8, 0.95, 0.9);

  expect(mergeLooks([], [corner], { x: 0, y: 0, width: 0.5, height: 0.5 })).toEqual([corner]);
  expect(mergeLooks([], [lower], { x: 0.5, y: 0.5, width: 0.5, height: 0.5 })).toEqual([lower]);
});

test("two people that the whole frame took for one are two", () => {
  const both = seen(0.6, 0.5, 0.5, 0.1, 0.1);
  const [left, right] = [seen(0.8, 0.5, 0.5, 0.055, 0.1), seen(0.7, 0.55, 0.5, 0.05, 0.1)];

  expect(mergeLooks([both], [left, right], part)).toEqual([left, right]);
});

test("of two people whom the whole frame told apart none is lost when the closer look saw one", () => {
  const [left, right] = [seen(0.8, 0.5, 0.5), seen(0.7, 0.53, 0.5)];

  expect(mergeLooks([left, right], [seen(0.9, 0.5, 0.5)], part)).toHaveLength(2);
});

test("a part of something large and surer is not one thing more", () => {
  const whole = seen(0.9, 0.4, 0.4, 0.2, 0.3);

  expect(mergeLooks([whole], [seen(0.6, 0.45, 0.41, 0.08, 0.1)], part)).toEqual([whole]);
  expect(mergeLooks([whole], [seen(0.6, 0.45, 0.41, 0.08, 0.1, "dog")], part)).toHaveLength(2);
});

test("a car and a truck in one place are one vehicle, a person there is another", () => {
  const truck = seen(0.5, 0.5, 0.5, 0.1, 0.1, "truck");
  const car = seen(0.7, 0.5, 0.5, 0.1, 0.1, "car");

  expect(mergeLooks([truck], [car], part)).toEqual([car]);
  expect(mergeLooks([truck], [{ ...car, label: "person" }], part)).toHaveLength(2);
});

test("no score sinks and nothing of the whole frame goes, whatever the closer look says", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const any = () =>
    seen(random(), random() * 0.9, random() * 0.9, 0.02 + random() * 0.08, 0.02 + random() * 0.08);
  for (let round = 0; round < 200; round++) {
    const whole = Array.from({ length: 8 }, any);
    const closer = Array.from({ length: 8 }, any);
    const merged = mergeLooks(whole, closer, part);
    const scores = merged.map(({ score }) => score);

    expect(merged.length).toBeGreaterThanOrEqual(whole.length);
    for (const { score } of whole) expect(scores.some((other) => other >= score)).toBe(true);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  }
});

test("the surest of very many are kept", () => {
  const many = Array.from({ length: 400 }, (_, at) =>
    seen(at / 400, (at % 20) / 25, Math.floor(at / 20) / 25, 0.01, 0.01),
  );

  const merged = mergeLooks(many, many, part);

  expect(merged).toHaveLength(DETECTIONS_OF_LOOK_MAX);
  expect(merged[0]?.score).toBeCloseTo(399 / 400);
});
