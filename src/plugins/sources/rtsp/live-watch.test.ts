import { expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeLiveWatch, TRACK_MAX_MS } from "./live-watch.ts";

const frame = { width: 2, height: 2, i420: new Uint8Array(6), atMs: 0 };

function watch() {
  const clock = makeManualClock();
  const told: string[] = [];
  const watcher = {
    isTracking: false,
    begin: () => void told.push("begin"),
    capture: () => {},
    frame: () => void told.push("frame"),
    end: () => void told.push("end"),
  };
  const live = makeLiveWatch({
    clock,
    watcher,
    onFollowed: () => void told.push("followed"),
    onLost: () => void told.push("lost"),
  });
  return { clock, told, watcher, live };
}

test("a watcher hears when it begins and ends, and gets frames only between", () => {
  const { told, live } = watch();

  live.frame(frame);
  live.moves(true);
  live.moves(true);
  live.frame(frame);
  live.moves(false);
  live.frame(frame);

  expect(told).toEqual(["begin", "frame", "end"]);
});

test("who is followed when motion ends is watched until nobody is, and then the happening may end", () => {
  const { told, live, watcher } = watch();
  live.moves(true);

  watcher.isTracking = true;
  live.moves(false);
  live.frame(frame);
  expect(live).toMatchObject({ isOn: true, isFollowing: true });
  watcher.isTracking = false;
  live.moves(false);

  expect(told).toEqual(["begin", "followed", "frame", "end", "lost"]);
  expect(live).toMatchObject({ isOn: false, isFollowing: false });
});

test("motion that begins again while someone is followed goes on with the same frames", () => {
  const { told, live, watcher } = watch();
  live.moves(true);

  watcher.isTracking = true;
  live.moves(false);
  live.moves(true);

  expect(told).toEqual(["begin", "followed"]);
  expect(live).toMatchObject({ isOn: true, isFollowing: false });
});

test("nobody is followed for ever without motion", async () => {
  const { told, live, watcher, clock } = watch();
  watcher.isTracking = true;
  live.moves(true);

  await clock.advance(TRACK_MAX_MS);
  live.moves(false);
  expect(told).toEqual(["begin", "followed"]);
  await clock.advance(1);
  live.moves(false);

  expect(told).toEqual(["begin", "followed", "end", "lost"]);
});

test("without a watcher no frames are wanted", () => {
  const live = makeLiveWatch({
    clock: makeManualClock(),
    watcher: undefined,
    onFollowed() {},
    onLost() {},
  });

  live.moves(true);

  expect(live.isOn).toBe(false);
});
