import { expect, test } from "vitest";
import { clipWire } from "#api/views.ts";
import type { ClipWire } from "#api/wire.ts";
import { CameraId, slugOf } from "#domain/ids.ts";
import { type ClipSpec, makeClip } from "#test/e2e/panel/made-clips.ts";
import { CLIPS_MAX, daysOf, happeningsOf, mergeClips } from "./happenings.ts";

const noon = new Date(2026, 10, 20, 12);
const camera = { id: CameraId.parse("c0ffee"), slug: slugOf("Porch") ?? raise(), name: "Porch" };

function raise(): never {
  throw new Error("no slug");
}

function clipAt(minutesBefore: number, rest: Partial<ClipSpec> = {}): ClipWire {
  const startedAtMs = noon.getTime() - minutesBefore * 60_000;
  return clipWire(makeClip({ camera, startedAtMs, path: "/x.mp4", ...rest }).state);
}

test("the parts of a happening are one card, from first to last, led by the part that says most", () => {
  const first = clipAt(10);
  const second = clipAt(8, {
    partOf: { happening: first.happening_id, part: 2 },
    seen: { person: 0.9 },
    notify: true,
  });
  const other = clipAt(2);

  const happenings = happeningsOf([other, second, first]);

  expect(happenings.map(({ clips }) => clips.length)).toEqual([1, 2]);
  expect(happenings[1]).toMatchObject({ first, lead: second, durationS: 10, isAlert: true });
});

test("a happening that goes on past midnight stays under the day on which it began", () => {
  const before = clipAt(12 * 60 + 1);
  const after = clipAt(12 * 60 - 1, { partOf: { happening: before.happening_id, part: 2 } });

  const days = daysOf([after, before], noon);

  expect(days.map(({ title }) => title)).toEqual(["Yesterday"]);
});

test("news of a known clip replaces it and leaves the order alone", () => {
  const older = clipAt(20);
  const newer = clipAt(10);
  const told = clipAt(20, { seen: { cat: 0.7 } });

  const merged = mergeClips([newer, older], [told]);

  expect(merged).toEqual([newer, told]);
});

test("the list is bounded, and the oldest go first", () => {
  const clips = Array.from({ length: CLIPS_MAX + 5 }, (_, index) => clipAt(index));

  const merged = mergeClips([], clips);

  expect(merged).toHaveLength(CLIPS_MAX);
  expect(merged[0]).toEqual(clips[0]);
});

test("a clip that was deleted leaves the list", () => {
  const old = clipAt(60);
  const fresh = clipAt(2);

  const merged = mergeClips([fresh, old], [{ ...old, deleted_at: noon.toISOString() }]);

  expect(merged).toEqual([fresh]);
});
