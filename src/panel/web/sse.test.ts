import { expect, test } from "vitest";
import { makeEventReader } from "./sse.ts";

test("events are read although they arrive in pieces", () => {
  const read = makeEventReader();

  const first = read("event: cam");
  const second = read('era\ndata: {"a":1}\n\nevent: clip\ndata: 1\n');
  const third = read("data: 2\n\n");

  expect(first).toEqual([]);
  expect(second).toEqual([{ name: "camera", data: '{"a":1}' }]);
  expect(third).toEqual([{ name: "clip", data: "1\n2" }]);
});

test("heartbeats are not events", () => {
  const read = makeEventReader();

  const events = read(": still here\n\nid: 7\n\n:\n\n");

  expect(events).toEqual([]);
});

test("an event that never ends is refused instead of filling the memory", () => {
  const read = makeEventReader();

  expect(() => read(`data: ${"x".repeat(1_100_000)}`)).toThrow("too much");
});
