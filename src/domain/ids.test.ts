import { expect, test } from "vitest";
import { CameraId, CameraSlug, ClipId, clipIdOf, readClipId, slugOf } from "./ids.ts";

const camera = CameraSlug.parse("front_door");
const START_MS = Date.UTC(2026, 5, 1, 12, 34, 56);

test.each([
  ["Front door", "front_door"],
  ["  Flur / Tür #2  ", "flur_tur_2"],
  ["Caméra d'entrée", "camera_d_entree"],
  [`${"a".repeat(47)} bcd`, "a".repeat(47)],
])("%s becomes %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test("a name of which no letter is left gets a slug of its own that stays the same", () => {
  const slugs = ["玄関", "門", "\u{1F6AA}"].map(slugOf);

  expect(new Set(slugs).size).toBe(3);
  for (const slug of slugs) expect(slug).toMatch(/^camera_[0-9a-f]{6}$/);
  expect(slugOf("玄関")).toBe(slugs[0]);
});

test("a clip's id tells its camera and its second, and the copy within that second", () => {
  expect(clipIdOf(camera, START_MS + 999, 1)).toBe("front_door_20260601T123456Z");
  expect(clipIdOf(camera, START_MS, 2)).toBe("front_door_20260601T123456Z_2");
  for (const copy of [1, 2, 17]) {
    expect(readClipId(clipIdOf(camera, START_MS, copy))).toEqual({ camera, startedAtMs: START_MS });
  }
});

test("ids that are none are refused", () => {
  for (const id of ["", "front_door", "../x_20260601T123456Z", "x_20260601T123456Z_"]) {
    expect(ClipId.safeParse(id).success).toBe(false);
  }
  for (const slug of ["", "_a", "a__b", "A", "a/b", "a".repeat(49)]) {
    expect(CameraSlug.safeParse(slug).success).toBe(false);
  }
  expect(CameraId.safeParse("abcdeg").success).toBe(false);
  expect(() => readClipId("nonsense" as ClipId)).toThrow("not a clip id: nonsense");
});
