import { expect, test } from "vitest";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { scoreTracks } from "./score.ts";
import { type MotRow, readMot } from "./sequence.ts";

const row = (frame: number, id: number, x: number): MotRow => ({
  frame,
  id,
  box: { x, y: 0, width: 10, height: 20 },
  score: 1,
});

test.skipIf(isTestdataMissing)("the published scores of the example tracker are reproduced exactly", () => {
  const truth = readMot(testdata("mot", "TUD-Campus", "gt.txt"));
  const example = readMot(testdata("mot", "TUD-Campus", "example_tracker_output.txt"));

  const score = scoreTracks(truth, example);

  expect(score).toMatchObject({ falsePositives: 13, misses: 150, switches: 7 });
  expect(score.mota.toFixed(1)).toBe("52.6");
  expect(score.idf1.toFixed(1)).toBe("55.8");
});

test("perfect tracks under other names score full marks", () => {
  const truth = [row(1, 1, 0), row(1, 2, 50), row(2, 1, 1), row(2, 2, 49)];
  const tracks = truth.map((one) => ({ ...one, id: one.id + 6 }));

  const score = scoreTracks(truth, tracks);

  expect(score).toEqual({ mota: 100, idf1: 100, falsePositives: 0, misses: 0, switches: 0 });
});

test("a changed name is one switch, also after a gap, and costs the ID measure more", () => {
  const truth = [1, 2, 3, 4].map((frame) => row(frame, 1, frame));
  const tracks = [row(1, 5, 1), row(3, 6, 3), row(4, 6, 4)];

  const score = scoreTracks(truth, tracks);

  expect(score).toMatchObject({ switches: 1, misses: 1, falsePositives: 0, mota: 50 });
  expect(score.idf1).toBeCloseTo((100 * 4) / 7);
});
