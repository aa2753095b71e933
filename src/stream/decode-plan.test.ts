import { expect, test } from "vitest";
import type { VideoFormat } from "#domain/camera.ts";
import { doesAlso, type Need, planDecoding } from "./decode-plan.ts";

const video = (width: number): VideoFormat => ({ codec: "h264", width, height: width / 2, audio: "none" });
const plan = (need: Need, main?: number, sub?: number, areKeysRare = false) =>
  planDecoding(need, {
    main: main === undefined ? undefined : video(main),
    sub: sub === undefined ? undefined : video(sub),
    areKeysRare,
  });
const job = (from: "main" | "sub", what: object) => ({
  from,
  keysOnly: false,
  luma: false,
  frames: false,
  ...what,
});

test("while nothing moves only the sub-stream is decoded, or the main stream's key frames", () => {
  expect(plan("idle", 1920, 640)).toEqual([job("sub", { luma: true })]);
  expect(plan("idle", 1920)).toEqual([job("main", { keysOnly: true, luma: true })]);
  expect(plan("idle")).toEqual([]);
});

test("where key frames are rare, all of the main stream is decoded, as someone may walk by between two", () => {
  expect(plan("idle", 1920, undefined, true)).toEqual([job("main", { luma: true })]);
  expect(plan("idle", 1920, 640, true)).toEqual([job("sub", { luma: true })]);
});

test("without a sub-stream one decoder gives both gray pictures and frames", () => {
  expect(plan("motion", 1920)).toEqual([job("main", { luma: true })]);
  expect(plan("frames", 1920)).toEqual([job("main", { luma: true, frames: true })]);
});

test("frames come from a sub-stream that shows enough, else from the main stream", () => {
  expect(plan("frames", 1920, 640)).toEqual([job("sub", { luma: true, frames: true })]);
  expect(plan("frames", 1920, 352)).toEqual([job("sub", { luma: true }), job("main", { frames: true })]);
});

test("a small sub-stream is better than nothing while the main stream is away", () => {
  expect(plan("frames", undefined, 352)).toEqual([job("sub", { luma: true, frames: true })]);
});

test("a decoder that gives more than is needed goes on, one that gives less does not", () => {
  const both = job("main", { luma: true, frames: true });
  const luma = job("main", { luma: true });

  expect(doesAlso(both, luma)).toBe(true);
  expect(doesAlso(luma, both)).toBe(false);
  expect(doesAlso(luma, job("main", { luma: true, keysOnly: true }))).toBe(false);
  expect(doesAlso(luma, job("sub", { luma: true }))).toBe(false);
});
