import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { framesOf, pictureHashes, probe } from "#test/frames.ts";
import { recordInto } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";

const RATE = 15;
const rules = {
  postRollMs: 2_000,
  maxClipMs: 600_000,
  minClipMs: 500,
  mergeGapMs: 1_000,
  resumeMs: 60_000,
};
const between = (from: number, to: number) => (atMs: number) => atMs >= from && atMs < to;
/** 20 s, key frames on whole seconds. */
const scene = () => makeMedia({ codec: "h264", seconds: 20 });

test("a clip holds the pre-roll, a whole group before the trigger, and all until the post-roll ends", async () => {
  await using box = await recordInto({ rules, preRollMs: 3_500 });

  await box.play(await framesOf(await scene()), { moves: between(8_500, 9_500) });
  const [clip] = await box.clips(1);

  // 3.5 s before 8.5 s is 5 s, a key frame; the last motion is at 9.467 s, so the last frame is before 11.467 s.
  const pictures = await pictureHashes(clip?.path ?? "");
  const source = await pictureHashes(await scene());
  expect(pictures).toEqual(source.slice(5 * RATE, 5 * RATE + pictures.length));
  expect(pictures.length).toBe(6 * RATE + 7);
});

test("a clip without pre-roll still begins a whole group before its trigger", async () => {
  await using box = await recordInto({ rules, preRollMs: 0 });

  await box.play(await framesOf(await scene()), { moves: between(8_500, 9_500) });
  const [clip] = await box.clips(1);

  const source = await pictureHashes(await scene());
  expect((await pictureHashes(clip?.path ?? ""))[0]).toBe(source[7 * RATE]);
});

test("a clip is an ordinary MP4 from zero, with its snapshot and its facts", async () => {
  await using box = await recordInto({ rules, preRollMs: 2_000 });
  const began = box.clock.now();

  await box.play(await framesOf(await scene()), { moves: between(8_000, 9_000) });
  const [clip] = await box.clips(1);

  const { format, streams } = await probe(clip?.path ?? "");
  const [video] = streams;
  const file = await readFile(clip?.path ?? "");
  const jpeg = await readFile(clip?.snapshotPath ?? "");
  expect(Number(format.start_time)).toBe(0);
  expect(Number(format.duration)).toBeCloseTo((clip?.durationMs ?? 0) / 1000, 1);
  expect(file.indexOf("moov")).toBeLessThan(file.indexOf("mdat"));
  expect(file.indexOf("moof")).toBe(-1);
  expect([...jpeg.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  expect(clip).toMatchObject({
    camera: "porch",
    cameraName: "Porch",
    happening: clip?.id,
    part: 1,
    trigger: "motion",
    source: "rtsp",
    bytes: file.byteLength,
    video: { codec: "h264", width: video?.width, height: video?.height, audio: "none" },
  });
  // The first frame arrived at 6 s, two frames after it was taken.
  expect((clip?.startedAtMs ?? 0) - began).toBeCloseTo(6_000 - 2 * (1000 / RATE), -1);
  expect((await readdir(box.folder)).sort()).toEqual([`${clip?.id}.jpg`, `${clip?.id}.mp4`]);
});

test("a long happening is cut into parts in which no frame is missing and none is there twice", async () => {
  await using box = await recordInto({ rules: { ...rules, maxClipMs: 3_500 }, preRollMs: 2_000 });

  await box.play(await framesOf(await scene()), { moves: between(4_000, 15_000) });
  const clips = await box.clips(4);

  const parts = await Promise.all(clips.map(({ path }) => pictureHashes(path)));
  const source = await pictureHashes(await scene());
  expect(parts.flat()).toEqual(source.slice(2 * RATE, 2 * RATE + parts.flat().length));
  expect(parts.flat().length).toBe(15 * RATE);
  expect(clips.map(({ part }) => part)).toEqual([1, 2, 3, 4]);
  expect(new Set(clips.map(({ happening }) => happening))).toEqual(new Set([clips[0]?.id]));
});

test("H.265 with AAC is kept with its sound, in step", async () => {
  await using box = await recordInto({ rules, preRollMs: 2_000 });
  const file = await makeMedia({ codec: "hevc", audio: "aac", seconds: 8 });

  await box.play(await framesOf(file), { moves: between(3_000, 4_000) });
  const [clip] = await box.clips(1);

  const { streams } = await probe(clip?.path ?? "");
  const [video, audio] = streams;
  expect(video).toMatchObject({ codec_name: "hevc", codec_tag_string: "hvc1" });
  expect(audio).toMatchObject({ codec_name: "aac" });
  expect(Math.abs(Number(video?.start_time) - Number(audio?.start_time))).toBeLessThan(0.13);
  expect(clip?.video).toMatchObject({ codec: "hevc", audio: "aac" });
  expect(Number(audio?.nb_frames)).toBeGreaterThan(30);
});

test("a stream with B-frames keeps every picture", async () => {
  await using box = await recordInto({ rules, preRollMs: 1_000 });
  const file = await makeMedia({ codec: "h264", seconds: 8, bFrames: 2 });

  await box.play(await framesOf(file), { moves: between(3_000, 4_000) });
  const [clip] = await box.clips(1);

  const pictures = await pictureHashes(clip?.path ?? "");
  const source = await pictureHashes(file);
  expect(pictures.slice(0, -4)).toEqual(source.slice(2 * RATE, 2 * RATE + pictures.length - 4));
  expect(pictures.length).toBeGreaterThan(3 * RATE);
});

test("a stream lost in mid-capture leaves its clip, and its return is the next part", async () => {
  await using box = await recordInto({ rules, preRollMs: 1_000 });
  const { init, frames } = await framesOf(await scene());

  await box.play({ init, frames: frames.slice(0, 5 * RATE + 7) }, { moves: between(3_000, 60_000) });
  await box.play({ init, frames }, { moves: between(0, 4_000) });
  const [lost, back] = await box.clips(2);

  const source = await pictureHashes(await scene());
  expect(await pictureHashes(lost?.path ?? "")).toEqual(source.slice(2 * RATE, 5 * RATE + 7));
  expect((await pictureHashes(back?.path ?? ""))[0]).toBe(source[0]);
  expect(back).toMatchObject({ happening: lost?.id, part: 2 });
});

test("a change of resolution in mid-capture makes two parts of one size each", async () => {
  await using box = await recordInto({ rules, preRollMs: 1_000 });
  const small = await framesOf(await scene());
  const large = await framesOf(await makeMedia({ codec: "h264", size: "640x480" }));

  await box.play(
    { ...small, frames: small.frames.slice(0, 6 * RATE) },
    { moves: between(3_000, 60_000), keepOpen: true },
  );
  await box.play(large, { moves: between(0, 1_000) });
  const [first, second] = await box.clips(2);

  expect([first?.video.width, second?.video.width]).toEqual([320, 640]);
  expect((await probe(second?.path ?? "")).streams[0]).toMatchObject({ width: 640, height: 480 });
  expect(second).toMatchObject({ happening: first?.id, part: 2 });
});

test("clips that begin in the same second get names of their own", async () => {
  await using box = await recordInto({
    rules: { ...rules, postRollMs: 10, minClipMs: 10, mergeGapMs: 0 },
    preRollMs: 0,
  });
  const { init, frames } = await framesOf(await scene());

  await box.play({ init, frames }, { moves: (atMs) => atMs % 400 < 70 && atMs > 4_000 && atMs < 4_900 });
  const clips = await box.clips(3);

  const [first, ...others] = clips.map(({ id }) => id).sort();
  expect(first).toMatch(/^porch_\d{8}T\d{6}Z$/);
  expect(others).toEqual([`${first}_2`, `${first}_3`]);
  for (const clip of clips) expect(clip.happening).toBe(clip.id);
});

test("recording switched off closes the clip, and nothing is recorded until it is on again", async () => {
  await using box = await recordInto({ rules, preRollMs: 1_000 });

  await box.play(await framesOf(await scene()), {
    moves(atMs) {
      box.on = !between(6_000, 10_000)(atMs);
      return between(3_000, 12_000)(atMs);
    },
  });
  const [before, after] = await box.clips(2);

  // The frame at 6 s was heard while it was still on.
  expect(before?.durationMs).toBeCloseTo(4_000 + 1000 / RATE, 0);
  expect(after?.happening).toBe(after?.id);
  expect(await box.clips(2)).toHaveLength(2);
});

test("motion while there is no stream leaves no file", async () => {
  await using box = await recordInto({ rules, preRollMs: 1_000 });

  box.recorder.motion("motion");
  await box.clock.advance(1_000);
  box.recorder.quiet();
  await box.recorder[Symbol.asyncDispose]();

  await expect(readdir(box.folder)).rejects.toThrow("ENOENT");
});

test("disposing finishes the open clip", async () => {
  await using box = await recordInto({ rules, preRollMs: 1_000 });

  await box.play(await framesOf(await scene()), { moves: (atMs) => atMs > 10_000, keepOpen: true });
  await box.recorder[Symbol.asyncDispose]();
  const [clip] = await box.clips(1);

  expect((await probe(clip?.path ?? "")).streams[0]?.nb_frames).toBe(String(11 * RATE));
});
