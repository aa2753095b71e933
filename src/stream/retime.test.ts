import { expect, test } from "vitest";
import type { Fragment } from "./fragment-reader.ts";
import type { Frame } from "./frame.ts";
import { viewOf } from "./mp4-boxes.ts";
import { makeRetimer } from "./retime.ts";
import type { TrackHead } from "./stream-head.ts";

const video: TrackHead = { kind: "video", timescale: 90_000, duration: 0, flags: 0 };
const audio: TrackHead = { kind: "audio", timescale: 8000, duration: 0, flags: 0 };
const FRAME = 6000;

function aFragment(dts: number, more: Partial<Fragment> = {}): Fragment {
  const places = { dataStart: 16, dtsAt: 0, durationAt: 8, isReordered: false, key: false };
  return { track: video, bytes: new Uint8Array(16), dts, duration: FRAME, ...places, ...more };
}

/** As it arrives `atMs` after the start. */
const arriving = (fragment: Fragment, atMs: number) => ({
  fragment,
  arrivedAtMs: 1_800_000_000_000 + atMs,
  atMs,
});

/** Frames of 15 a second, each arriving when its time has come. */
function retimed(fragments: readonly Fragment[]): readonly Frame[] {
  const retimer = makeRetimer();
  const frames = fragments.flatMap((fragment, index) => retimer.push(arriving(fragment, index * 67)));
  return [...frames, ...retimer.flush()];
}

const timesOf = (frames: readonly Frame[]) => frames.map(({ dtsMs }) => Math.round(dtsMs));

test("a crushed start gets the gaps that follow, and no frame is lost", () => {
  const dts = [0, 1, 2, 3, FRAME, 2 * FRAME, 3 * FRAME, 4 * FRAME, 5 * FRAME, 6 * FRAME];
  const durations = dts.map((at, index) => (dts[index + 1] ?? at + FRAME) - at);

  const frames = retimed(dts.map((at, index) => aFragment(at, { duration: durations[index] ?? 0 })));

  expect(timesOf(frames)).toEqual([0, 67, 133, 200, 267, 333, 400, 467, 533, 600]);
  expect(frames.map(({ durationMs }) => Math.round(durationMs))).toEqual(dts.map(() => 67));
});

test("the new times stand in the bytes, too", () => {
  const frames = retimed([0, 1, 1 + FRAME, 1 + 2 * FRAME].map((dts) => aFragment(dts)));

  expect(frames.map(({ bytes }) => Number(viewOf(bytes).getBigUint64(0)))).toEqual([
    0,
    FRAME,
    2 * FRAME,
    3 * FRAME,
  ]);
  expect(frames.map(({ bytes }) => viewOf(bytes).getUint32(8))).toEqual(frames.map(() => FRAME));
});

test("sound moves with the picture", () => {
  const fragments = [0, 1, FRAME, 2 * FRAME, 3 * FRAME, 4 * FRAME, 5 * FRAME, 6 * FRAME].map((dts) =>
    aFragment(dts),
  );
  const sound = aFragment(800, { track: audio, duration: 1024 });

  const frames = retimed([...fragments, sound]);

  expect(frames.at(-1)).toMatchObject({ track: "audio", durationMs: 128 });
  expect(frames.at(-1)?.dtsMs).toBeCloseTo(100 + 1000 / 15, 1);
});

test("B-frames keep the times that their order hangs on", () => {
  const dts = [0, FRAME, FRAME + 1, FRAME + 2, 2 * FRAME];

  const frames = retimed(dts.map((at) => aFragment(at, { isReordered: true })));

  expect(timesOf(frames)).toEqual([0, 67, 68, 69, 133]);
});

test("times always rise, whatever the camera says", () => {
  const wild = [0, 6000, 3000, 90_000, 80_000, 80_000, 96_000, 1, 102_000, 108_000, 7];

  const times = retimed(wild.map((dts) => aFragment(dts))).map(({ dtsMs }) => dtsMs);

  for (const [index, time] of times.entries()) expect(time).toBeGreaterThan(times[index - 1] ?? -1);
});

test("a leap of the camera's clock is taken out; a real gap stays", () => {
  const retimer = makeRetimer();
  const push = (second: number, arrivedS: number) =>
    retimer.push(arriving(aFragment(second * 90_000, { duration: 90_000 }), arrivedS * 1000));
  for (let second = 0; second < 10; second += 1) push(second, second);

  const [afterGap] = push(29, 29);
  const [afterLeap] = push(3630, 30);
  const [next] = push(3631, 31);

  expect(afterGap?.dtsMs).toBe(29_000);
  expect(afterLeap?.dtsMs).toBe(30_000);
  expect(next?.dtsMs).toBe(31_000);
});

/** Decode times of frames that are so far apart, in ticks. */
function apart(...gaps: readonly number[]): readonly number[] {
  const times = [0];
  for (const gap of gaps) times.push((times.at(-1) ?? 0) + gap);
  return times;
}
const even = (count: number) => Array.from({ length: count }, () => FRAME);

test("frames keep their pace when the camera's clock is set back, and go on evenly after it", () => {
  // ffmpeg lets no time go back: it puts such frames a tick apart until the clock has caught up.
  const squeezed = apart(...even(15), ...even(30).map(() => 1), ...even(15));

  const frames = retimed(squeezed.map((dts) => aFragment(dts)));

  expect(timesOf(frames)).toEqual(frames.map((_, index) => Math.round((index * 1000) / 15)));
});

test("two frames of one time move nothing that comes after them", () => {
  const frames = retimed(apart(...even(15), 1, 2 * FRAME - 1, ...even(5)).map((dts) => aFragment(dts)));

  expect(timesOf(frames)).toEqual(frames.map((_, index) => Math.round((index * 1000) / 15)));
});

test("sound of another clock than the picture's is dropped", () => {
  const fragments = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => aFragment(index * FRAME));

  const frames = retimed([...fragments, aFragment(8000 * 3600, { track: audio })]);

  expect(frames).toHaveLength(8);
});

test("a step of the house's clock changes no time in the stream", () => {
  const retimer = makeRetimer();
  const stepped = [0, 1, 2, 3].flatMap((second) => {
    const timed = arriving(aFragment(second * 90_000, { duration: 90_000 }), second * 1000);
    return retimer.push({ ...timed, arrivedAtMs: timed.arrivedAtMs - (second > 0 ? 3_600_000 : 0) });
  });

  expect(timesOf(stepped)).toEqual([0, 1000, 2000, 3000]);
  expect(stepped[1]?.arrivedAtMs).toBe(1_800_000_000_000 + 1000 - 3_600_000);
});

test("a camera with a frame a second is not held up for eight of them", () => {
  const retimer = makeRetimer();
  const pushed = [0, 1, 2].map((second) => retimer.push(arriving(aFragment(second * 90_000), second * 1000)));

  expect(pushed.map((frames) => frames.length)).toEqual([0, 0, 3]);
});
