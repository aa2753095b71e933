import { expect, test } from "vitest";
import { toldOf } from "./alert.ts";

const camera = "camera_0";
const seen = (atMs: number, shownMs: number) => ({ camera, atMs, shownMs, pictureMs: atMs - 5 });
const nothing = { visits: [], motions: [], appearances: [], alerts: [] };

test("of a visit the first alert of its own camera counts, with the way to it", () => {
  const record = {
    visits: [{ camera, atMs: 10_000 }],
    motions: [
      { camera, atMs: 3_000 },
      { camera, atMs: 10_300 },
    ],
    appearances: [{ camera, atMs: 10_900 }],
    alerts: [{ ...seen(10_100, 10_050), camera: "camera_1" }, seen(11_000, 10_600), seen(12_000, 11_900)],
  };

  const told = toldOf({ ...record, visits: [...record.visits, { camera: "camera_2", atMs: 40_000 }] });

  expect(told).toEqual([{ motionMs: 300, shownMs: 600, eventMs: 900, pictureMs: 995, alertMs: 1_000 }]);
});

test("a visit that nobody was told of is counted, one that has just begun is not", () => {
  const told = toldOf({ ...nothing, visits: [10_000, 29_000, 30_000].map((atMs) => ({ camera, atMs })) });

  expect(told).toEqual([undefined]);
});
