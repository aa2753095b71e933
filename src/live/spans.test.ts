import { expect, test } from "vitest";
import { makeSpans } from "./spans.ts";

test("times that overlap count once, in whatever order they are told", () => {
  const spans = makeSpans();
  for (const [from, to] of [
    [10, 20],
    [15, 30],
    [40, 50],
    [0, 5],
    [28, 42],
    [7, 7],
  ] as const)
    spans.add(from, to);

  expect(spans.sumMs()).toBe(5 + 40);
});

test("a span that grows is one, and the sum is right beyond the bound", () => {
  const spans = makeSpans();
  for (let i = 0; i < 200; i++) {
    spans.add(i * 100, i * 100 + 10);
    spans.add(i * 100, i * 100 + 50);
  }

  expect(spans.sumMs()).toBe(200 * 50);
});
