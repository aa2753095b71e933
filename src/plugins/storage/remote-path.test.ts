import { expect, test } from "vitest";
import { aClip } from "#test/builders.ts";
import { remotePath } from "./remote-path.ts";

test.each([
  [undefined, "porchlight/front_door/front_door_20260601T115930Z"],
  ["{clip_id}", "front_door_20260601T115930Z"],
  ["Kameras/{date}/{camera_name} {clip_id}", "Kameras/2026-06-01/front_door front_door_20260601T115930Z"],
])("the template %s becomes %s", (template, path) => {
  expect(remotePath(template)(aClip())).toBe(path);
});

test.each([
  ["porchlight/{camera_name}", "must contain {clip_id}"],
  ["{clip_id}/{year}", "knows only"],
  ["/{clip_id}", "may not begin or end with /"],
  ["a//{clip_id}", "may not begin or end with /"],
  ["a/../{clip_id}", "may not begin or end with /"],
  ["a:b/{clip_id}", "may not contain"],
  ["a\u0000/{clip_id}", "may not contain"],
])("the template %j is refused: it %s", (template, rule) => {
  expect(() => remotePath(template)).toThrow(rule);
});
