import { expect, test } from "vitest";
import { type CaptureRules, makeCapture } from "./capture.ts";

const rules: CaptureRules = {
  postRollMs: 8_000,
  maxClipMs: 30_000,
  minClipMs: 3_000,
  mergeGapMs: 5_000,
  resumeMs: 60_000,
};
const FRAME_MS = 100;
const PRE_ROLL_MS = 5_000;

interface Script {
  readonly untilMs: number;
  readonly gopMs?: number;
  readonly rules?: Partial<CaptureRules>;
  readonly moves: (atMs: number) => boolean;
  readonly streams?: (atMs: number) => boolean;
  readonly stopAtMs?: number;
}

/** A camera of ten frames a second in front of a capture: the clips that come of it. */
function record({ untilMs, gopMs = 2_000, moves, streams = () => true, stopAtMs, ...script }: Script) {
  const capture = makeCapture({ ...rules, ...script.rules });
  const clips: { startMs: number; endMs: number; continues: boolean; key: boolean; trigger: string }[] = [];
  let open: (typeof clips)[number] | undefined;
  let wasMoving = false;
  let wasStreaming = true;

  for (let atMs = 0; atMs <= untilMs; atMs += FRAME_MS) {
    const key = atMs % gopMs === 0;
    const apply = (event: Parameters<typeof capture.next>[0]) => {
      for (const action of capture.next(event)) {
        if (open) clips.push(open);
        open = undefined;
        if (action.type === "close") continue;
        const startMs = action.from === "here" ? atMs : atMs - PRE_ROLL_MS;
        open = { startMs, endMs: atMs, continues: action.continues, key, trigger: action.trigger };
      }
    };
    if (streams(atMs)) {
      apply({ type: "frame", atMs, key, clipMs: open ? atMs - open.startMs : 0 });
      if (open) open.endMs = atMs + FRAME_MS;
    } else if (wasStreaming) apply({ type: "interrupted", atMs });
    wasStreaming = streams(atMs);

    if (moves(atMs)) apply({ type: "motion", atMs, trigger: "motion" });
    else if (wasMoving) apply({ type: "quiet", atMs });
    wasMoving = moves(atMs);
    if (atMs === stopAtMs) apply({ type: "stop" });
  }
  if (open) clips.push({ ...open, endMs: Number.POSITIVE_INFINITY });
  return { clips, state: capture.state };
}

const between = (from: number, to: number) => (atMs: number) => atMs >= from && atMs < to;

test("a clip goes on for the post-roll after the last motion and not longer", () => {
  const { clips, state } = record({ untilMs: 60_000, moves: between(10_000, 14_000) });

  expect(clips).toEqual([{ startMs: 5_000, endMs: 21_900, continues: false, key: true, trigger: "motion" }]);
  expect(state).toBe("closed");
});

test("motion within the post-roll continues the same clip", () => {
  const again = between(20_000, 21_000);
  const { clips } = record({
    untilMs: 60_000,
    moves: (atMs) => between(10_000, 14_000)(atMs) || again(atMs),
  });

  expect(clips).toHaveLength(1);
  expect(clips[0]?.endMs).toBe(28_900);
});

test("motion soon after a clip's end is a part of the same happening, later it is a new one", () => {
  const first = between(10_000, 12_000);
  const soon = record({ untilMs: 60_000, moves: (atMs) => first(atMs) || between(24_000, 25_000)(atMs) });
  const later = record({ untilMs: 60_000, moves: (atMs) => first(atMs) || between(26_000, 27_000)(atMs) });

  expect(soon.clips.map((clip) => clip.continues)).toEqual([false, true]);
  expect(later.clips.map((clip) => clip.continues)).toEqual([false, false]);
});

test("a long happening is cut at key frames, each part beginning where the last one ended", () => {
  const { clips } = record({ untilMs: 200_000, moves: between(10_000, 100_000) });

  expect(clips.map((clip) => clip.continues)).toEqual([false, true, true, true]);
  expect(clips.slice(1).every((clip) => clip.key)).toBe(true);
  for (const [index, clip] of clips.slice(1).entries()) expect(clip.startMs).toBe(clips[index]?.endMs);
  for (const clip of clips.slice(0, -1)) {
    expect(clip.endMs - clip.startMs).toBeGreaterThanOrEqual(rules.maxClipMs);
    expect(clip.endMs - clip.startMs).toBeLessThan(rules.maxClipMs + 2_000);
  }
});

test("a clip is never cut between key frames, however long that takes", () => {
  const { clips } = record({ untilMs: 200_000, gopMs: 45_000, moves: between(10_000, 100_000) });

  expect(clips.slice(1).map((clip) => clip.startMs)).toEqual([45_000, 90_000]);
});

test("a tail too short for a clip of its own is not cut off", () => {
  // Cooling until 37.9 s; the clip reaches 30 s at 35 s, where the next key frame is at 36 s.
  const { clips } = record({ untilMs: 80_000, moves: between(10_000, 30_000) });

  expect(clips).toHaveLength(1);
  expect(clips[0]?.endMs).toBe(37_900);
});

test("a clip has its least length, however short the motion and the post-roll", () => {
  const { clips } = record({
    untilMs: 30_000,
    rules: { postRollMs: 1_000 },
    moves: between(10_000, 10_100),
  });

  expect(clips[0]?.endMs).toBe(13_000);
});

test("a lost stream ends the clip; back while something moved, the happening goes on at a key frame", () => {
  const { clips } = record({
    untilMs: 60_000,
    moves: between(10_000, 30_000),
    streams: (atMs) => !between(15_000, 20_500)(atMs),
  });

  expect(clips.map(({ startMs, continues, key }) => ({ startMs, continues, key }))).toEqual([
    { startMs: 5_000, continues: false, key: true },
    { startMs: 22_000, continues: true, key: true },
  ]);
  expect(clips[0]?.endMs).toBe(15_000);
});

test("nobody saw the motion end while the stream was away, so the happening goes on", () => {
  const gone = between(15_000, 50_000);
  const { clips } = record({
    untilMs: 100_000,
    moves: between(10_000, 100_000),
    streams: (atMs) => !gone(atMs),
  });
  const silent = makeCapture(rules);
  silent.next({ type: "motion", atMs: 0, trigger: "motion" });
  silent.next({ type: "interrupted", atMs: 1_000 });

  expect(clips[1]).toMatchObject({ startMs: 50_000, continues: true });
  expect(silent.next({ type: "frame", atMs: 50_000, key: true, clipMs: 0 })).toHaveLength(1);
});

test("a stream that comes back after too long belongs to no happening", () => {
  const capture = makeCapture(rules);
  capture.next({ type: "motion", atMs: 0, trigger: "motion" });
  capture.next({ type: "interrupted", atMs: 1_000 });

  expect(capture.next({ type: "frame", atMs: 62_000, key: true, clipMs: 0 })).toEqual([]);
  expect(capture.state).toBe("closed");
});

test("a stream lost while cooling is only waited for until the post-roll is over", () => {
  const gone = (untilMs: number) =>
    record({
      untilMs: 60_000,
      moves: between(10_000, 12_000),
      streams: (atMs) => !between(13_000, untilMs)(atMs),
    });

  expect(gone(14_500).clips.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [5_000, 13_000],
    [16_000, 19_900],
  ]);
  expect(gone(20_500).clips).toHaveLength(1);
});

test("while the disk allows no key frame to begin with, waiting ends with the post-roll", () => {
  const capture = makeCapture(rules);
  capture.next({ type: "motion", atMs: 0, trigger: "motion" });
  capture.next({ type: "interrupted", atMs: 1_000 });
  capture.next({ type: "quiet", atMs: 2_000 });

  capture.next({ type: "frame", atMs: 7_000, key: false, clipMs: 0 });
  expect(capture.state).toBe("waiting");
  capture.next({ type: "frame", atMs: 8_100, key: false, clipMs: 0 });
  expect(capture.state).toBe("closed");
});

test("recording switched off closes the clip, and motion after it is a new happening", () => {
  const { clips } = record({ untilMs: 30_000, moves: between(10_000, 14_000), stopAtMs: 15_000 });
  const capture = makeCapture(rules);
  capture.next({ type: "motion", atMs: 0, trigger: "motion" });

  expect(clips.map((clip) => clip.endMs)).toEqual([15_100]);
  expect(capture.next({ type: "stop" })).toEqual([{ type: "close" }]);
  expect(capture.next({ type: "stop" })).toEqual([]);
  expect(capture.next({ type: "motion", atMs: 10, trigger: "command" })).toEqual([
    { type: "open", from: "pre_roll", continues: false, trigger: "command" },
  ]);
});
