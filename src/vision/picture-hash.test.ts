import { expect, test } from "vitest";
import { takePictures } from "#platform/clip-pictures.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { distance, GREY_SIZE, hashOf, looksSame } from "./picture-hash.ts";

const { width, height } = GREY_SIZE;
type Paint = (x: number, y: number) => number;
const drawn = (paint: Paint) =>
  hashOf(Uint8Array.from({ length: width * height }, (_, i) => paint(i % width, Math.floor(i / width))));

const room: Paint = (x, y) => 120 + 40 * Math.sin(x / 5) + 30 * Math.cos(y / 7);

test("noise and less light are the same scene", () => {
  const noisy = drawn((x, y) => room(x, y) + ((7 * x + 13 * y) % 5) - 2);
  const dim = drawn((x, y) => room(x, y) - 15);

  expect(looksSame(drawn(room), noisy)).toBe(true);
  expect(looksSame(drawn(room), dim)).toBe(true);
});

test("a thing of three samples that was not there is something new", () => {
  const withThing = drawn((x, y) => (x === 30 && y >= 20 && y < 23 ? 200 : room(x, y)));

  expect(looksSame(drawn(room), withThing)).toBe(false);
});

test("the opposite of a picture is as far from it as can be, itself not at all", () => {
  const ramp = drawn((x) => 3 * x);

  expect(distance(ramp, ramp)).toBe(0);
  expect(
    distance(
      ramp,
      drawn((x) => 255 - 3 * x),
    ),
  ).toBe(1);
});

test.skipIf(isTestdataMissing)(
  "a real room is the same without anybody, and another with a person in it",
  async () => {
    const times = [0, 2000, 90_000, 138_000, 9000, 20_000, 50_000];
    const pictures = await takePictures(
      {
        ffmpeg: "ffmpeg",
        path: testdata("videos", "indoor_person_one_by_one_intel.mp4"),
        wishes: times.map((atMs) => ({ atMs, isKey: false })),
        size: { width: 480, height: 270 },
        quality: 80,
        greySize: GREY_SIZE,
      },
      new AbortController().signal,
    );

    const [empty, ...others] = pictures.map(({ grey }) => hashOf(grey));

    expect(others.map((other) => empty && looksSame(empty, other))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  },
);
