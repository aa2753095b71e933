import { expect, test } from "vitest";
import { forJsonb } from "./jsonb.ts";

test("NUL is left out and half a pair replaced, in any depth", () => {
  const json = JSON.stringify({ a: ["x\0y", { b: "\ud83d!" }], c: "\udc00" });

  expect(JSON.parse(forJsonb(json))).toEqual({ a: ["xy", { b: "\ufffd!" }], c: "\ufffd" });
});

test.each([{ a: "Flur \u{1F6AA}", b: 1 }, { text: String.raw`a backslash and u0000: \u0000` }])(
  "%j says the same after as before",
  (value) => {
    expect(JSON.parse(forJsonb(JSON.stringify(value)))).toEqual(value);
  },
);
