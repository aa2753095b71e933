import { expect, test } from "vitest";
import { makeKeyPace } from "./key-pace.ts";

const STEP_MS = 500;

/** Plays groups of so many seconds each, and then the key frame after them. */
function play(groupsS: readonly number[]) {
  const pace = makeKeyPace();
  const seen: boolean[] = [];
  let dtsMs = 0;
  const frame = (key: boolean) => {
    pace.hear({ track: "video", key, bytes: new Uint8Array(), dtsMs, durationMs: STEP_MS, arrivedAtMs: 0 });
    seen.push(pace.isRare);
    dtsMs += STEP_MS;
  };
  for (const groupS of groupsS) {
    frame(true);
    for (let passedMs = STEP_MS; passedMs < groupS * 1000; passedMs += STEP_MS) frame(false);
  }
  frame(true);
  return { pace, seen };
}

test("groups of 4 s are short enough", () => {
  const { seen } = play([2, 4, 4, 2]);

  expect(seen).not.toContain(true);
});

test("a long group is noticed while it lasts, and how long it was when it is over", () => {
  const { pace, seen } = play([2, 10]);

  // Of the ten seconds from 2 s on the first five are not yet too long.
  expect(seen.indexOf(true)).toBe((2 * 1000 + 5000) / STEP_MS);
  expect(pace.longestMs).toBe(10_000);
});

test("one short group does not end it, five in a row do", () => {
  expect(play([10, 2, 10, 2, 2, 2, 2]).pace.isRare).toBe(true);
  expect(play([10, 2, 10, 2, 2, 2, 2, 2]).pace).toMatchObject({ isRare: false, longestMs: 0 });
});

test("the pause between two sessions is no group", () => {
  const { pace } = play([2, 2]);

  pace.restart();
  pace.hear({
    track: "video",
    key: true,
    bytes: new Uint8Array(),
    dtsMs: 60_000,
    durationMs: 40,
    arrivedAtMs: 0,
  });

  expect(pace.isRare).toBe(false);
});
