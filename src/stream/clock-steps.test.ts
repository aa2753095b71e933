import { expect, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import { framesOf, pictureHashes } from "#test/frames.ts";
import { recordInto } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";

const HOUR_MS = 60 * 60_000;
const RATE = 15;
const rules = {
  postRollMs: 2_000,
  maxClipMs: 3_000,
  minClipMs: 500,
  mergeGapMs: 1_000,
  resumeMs: 60_000,
};

/** 20 s with motion from 8.5 s to 13 s, while the clock on the wall is set at 9.5 s. */
async function recordWhileSet(byMs: number): Promise<readonly Clip[]> {
  await using box = await recordInto({ rules, preRollMs: 1_000 });
  let isSet = false;
  const moves = (atMs: number) => {
    if (atMs >= 9_500 && !isSet) {
      isSet = true;
      box.clock.setNow(box.clock.now() + byMs);
    }
    return atMs >= 8_500 && atMs < 13_000;
  };
  await box.play(await framesOf(await makeMedia({ codec: "h264", seconds: 20 })), { moves });
  const clips = [...(await box.clips(2))].sort((a, b) => a.part - b.part);
  const source = await pictureHashes(await makeMedia({ codec: "h264", seconds: 20 }));
  const pictures = (await Promise.all(clips.map(({ path }) => pictureHashes(path)))).flat();
  // No picture is missing, twice or in another order.
  expect(pictures).toEqual(source.slice(7 * RATE, 7 * RATE + pictures.length));
  return clips;
}

test.each([HOUR_MS, -HOUR_MS, 30 * 24 * HOUR_MS, -30 * 24 * HOUR_MS])(
  "a clock that is set by %d ms in mid-capture leaves one happening of whole clips, as long as ever",
  async (byMs) => {
    const still = await recordWhileSet(0);

    const clips = await recordWhileSet(byMs);

    expect(clips.map(({ part, durationMs }) => ({ part, durationMs }))).toEqual(
      still.map(({ part, durationMs }) => ({ part, durationMs })),
    );
    expect(new Set(clips.map(({ happening }) => happening))).toEqual(new Set([clips[0]?.id]));
    const beganMs = (list: readonly Clip[], index: number) => list[index]?.startedAtMs ?? 0;
    expect(beganMs(clips, 0)).toBe(beganMs(still, 0));
    expect(beganMs(clips, 1)).toBe(beganMs(still, 1) + byMs);
  },
);

test("a clip whose second was there already, before the clock was set back, gets a name of its own", async () => {
  await using box = await recordInto({ rules: { ...rules, maxClipMs: 600_000 }, preRollMs: 0 });
  const recording = await framesOf(await makeMedia({ codec: "h264", seconds: 20 }));
  const began = box.clock.now();
  const moves = (atMs: number) => atMs >= 8_500 && atMs < 9_000;
  await box.play(recording, { moves });
  const [first] = await box.clips(1);
  const before = first && (await pictureHashes(first.path));

  box.clock.setNow(began);
  await box.play(recording, { moves });
  const [, second] = await box.clips(2);

  expect(second?.id).toBe(`${first?.id}_2`);
  expect(first && (await pictureHashes(first.path))).toEqual(before);
});
