import { expect, test } from "vitest";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { scoreTracks } from "./score.ts";
import { readMot } from "./sequence.ts";
import { framesAt, rowsOf, trackSequence } from "./track-sequence.ts";

const CAMPUS = { width: 640, height: 480, fps: 25 };
const PETS = { width: 768, height: 576, fps: 7 };

const campusAt = (fps: number) => {
  const frames = framesAt(fps, 71, CAMPUS.fps);
  const tracks = trackSequence(readMot(testdata("mot", "TUD-Campus", "det_sort_frcnn.txt")), frames, CAMPUS);
  return scoreTracks(rowsOf(readMot(testdata("mot", "TUD-Campus", "gt.txt")), frames), tracks);
};

test.skipIf(isTestdataMissing)("people on a campus are followed as well as promised", () => {
  const score = campusAt(25);

  expect(score.mota).toBeGreaterThanOrEqual(63);
  expect(score.idf1).toBeGreaterThanOrEqual(72);
  expect(score.switches).toBeLessThanOrEqual(4);
});

test.skipIf(isTestdataMissing).each([
  [10, 60, 72],
  [5, 50, 65],
])("at %i frames a second they are followed nearly as well", (fps, mota, idf1) => {
  const score = campusAt(fps);

  expect(score.mota).toBeGreaterThanOrEqual(mota);
  expect(score.idf1).toBeGreaterThanOrEqual(idf1);
});

test.skipIf(isTestdataMissing)("two minutes of walkers break into few pieces, at half the frames too", () => {
  const detections = readMot(testdata("mot", "PETS09-S2L1", "det_sort_frcnn.txt"));
  const people = [7, 3.5].map((fps) => {
    const tracks = trackSequence(detections, framesAt(fps, 795, PETS.fps), PETS);
    return new Set(tracks.map(({ id }) => id)).size;
  });

  expect(Math.max(...people)).toBeLessThanOrEqual(48);
  expect(Math.min(...people)).toBeGreaterThanOrEqual(19);
});
