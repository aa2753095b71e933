import { expect, test } from "vitest";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { Track } from "#vision/tracking/track.ts";
import { makePortraits, PICTURES_MAX } from "./portraits.ts";

const frame = (atMs: number): LiveFrame => ({
  width: 4,
  height: 4,
  i420: new Uint8Array(24).fill(atMs),
  atMs,
});
const aTrack = (id: number, wish: Partial<Track> = {}): Track => ({
  id,
  label: "person",
  score: 0.8,
  box: { x: 0.4, y: 0.4, width: 0.1, height: 0.2 },
  state: "confirmed",
  bornAtMs: 0,
  seenAtMs: 0,
  isStationary: false,
  velocity: { x: 0, y: 0 },
  centre: { x: 0.45, y: 0.5 },
  previousCentre: undefined,
  ...wish,
});

test("the clearest, largest and whole picture is the best", () => {
  const portraits = makePortraits();
  const large = { x: 0.3, y: 0.3, width: 0.3, height: 0.5 };
  portraits.keep(portraits.copy(frame(1)), [aTrack(1)]);
  portraits.keep(portraits.copy(frame(2)), [aTrack(1, { box: large })]);
  portraits.keep(portraits.copy(frame(3)), [aTrack(1, { box: { ...large, x: 0.7, height: 0.6 } })]);
  portraits.keep(portraits.copy(frame(4)), [aTrack(1, { box: large, score: 0.7 })]);

  expect(portraits.take(1)).toMatchObject({ frame: { atMs: 2 }, box: large, score: 0.8 });
});

test("a picture is given away once, to one of those who are in it, until there is a better one", () => {
  const portraits = makePortraits();
  portraits.keep(portraits.copy(frame(1)), [aTrack(1), aTrack(2)]);

  const given = [portraits.take(1), portraits.take(1), portraits.take(2), portraits.take(3)];
  portraits.keep(portraits.copy(frame(2)), [aTrack(1), aTrack(2, { score: 0.9 })]);

  expect(given.map((one) => one?.frame?.atMs)).toEqual([1, undefined, undefined, undefined]);
  expect([portraits.take(1)?.frame, portraits.take(2)?.frame?.atMs]).toEqual([undefined, 2]);
});

test("a picture that was given away is never written over", () => {
  const portraits = makePortraits();
  portraits.keep(portraits.copy(frame(1)), [aTrack(1)]);
  const given = portraits.take(1)?.frame;

  for (let atMs = 2; atMs < 20; atMs++) portraits.keep(portraits.copy(frame(atMs)), []);

  expect(given?.i420.every((byte) => byte === 1)).toBe(true);
});

test("buffers are used again, and few pictures are held however many things there are", () => {
  const portraits = makePortraits();
  const buffers = new Set<ArrayBuffer>();
  for (let i = 1; i <= 100; i++) {
    const picture = portraits.copy(frame(i));
    buffers.add(picture.i420.buffer);
    portraits.keep(picture, [aTrack(i)]);
  }

  const held = Array.from({ length: 100 }, (_, i) => portraits.take(i + 1)?.frame).filter(Boolean);

  expect(held.map((one) => one?.atMs)).toEqual([97, 98, 99, 100]);
  expect(held).toHaveLength(PICTURES_MAX);
  expect(buffers.size).toBeLessThanOrEqual(PICTURES_MAX + 2);
});

test("what stands or is lost keeps its picture of before", () => {
  const portraits = makePortraits();
  portraits.keep(portraits.copy(frame(1)), [aTrack(1), aTrack(2)]);
  portraits.keep(portraits.copy(frame(2)), [
    aTrack(1, { isStationary: true, score: 1 }),
    aTrack(2, { state: "lost", score: 1 }),
  ]);

  expect(portraits.take(2)?.frame?.atMs).toBe(1);
});
