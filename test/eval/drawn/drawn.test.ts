import { expect, test } from "vitest";
import { Box } from "#domain/geometry.ts";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { drawnCases } from "./cases.ts";
import { FRAME } from "./scene.ts";

const never = new AbortController().signal;
/** A step of grey that noise and coding do not make. */
const CHANGED = 24;

const frameAt = async (path: string, atS: number): Promise<Buffer> =>
  await ffmpegOutput([
    "-ss",
    String(atS),
    "-i",
    path,
    "-frames:v",
    "1",
    "-f",
    "rawvideo",
    "-pix_fmt",
    "gray",
    "-",
  ]);

/** Shares of pixels that differ from another picture: inside a box, and outside of it with some air around. */
function changedIn(frame: Buffer, other: Buffer, { x, y, width, height }: Box) {
  const counts = { inside: [0, 0], outside: [0, 0] };
  const air = 0.02;
  for (let row = 0; row < FRAME.height; row++) {
    for (let column = 0; column < FRAME.width; column++) {
      const [u, v] = [column / FRAME.width, row / FRAME.height];
      const isIn = (margin: number) =>
        u >= x - margin && u <= x + width + margin && v >= y - margin && v <= y + height + margin;
      const side = isIn(0) ? counts.inside : isIn(air) ? undefined : counts.outside;
      const at = row * FRAME.width + column;
      const isChanged = Math.abs((frame[at] ?? 0) - (other[at] ?? 0)) > CHANGED;
      if (side) side[isChanged ? 0 : 1] = (side[isChanged ? 0 : 1] ?? 0) + 1;
    }
  }
  const share = ([changed = 0, same = 0]: readonly number[]) => changed / Math.max(1, changed + same);
  return { inside: share(counts.inside), outside: share(counts.outside) };
}

test.each(["person-passes", "car-parks", "dog-crosses"])(
  "%s: a thing is drawn where and when the case says, and nowhere else",
  async (name) => {
    await using dir = await makeTempDir();
    const one = drawnCases(dir.path, "ffmpeg").find((other) => other.name === name);
    const [sighting] = one?.seen ?? [];
    if (!one || !sighting) throw new Error(`there is no sighting in ${name}`);

    const path = await one.clipPath(never);
    const empty = await frameAt(path, sighting.from_s / 2);
    const there = await frameAt(path, sighting.at_s ?? 0);
    const soon = await frameAt(path, sighting.from_s + 0.5);

    const changed = changedIn(there, empty, Box.parse(sighting.box));
    expect(changed.inside).toBeGreaterThan(0.25);
    expect(changed.outside).toBeLessThan(0.001);
    expect(changedIn(soon, empty, { x: 0, y: 0, width: 1, height: 1 }).inside).toBeGreaterThan(0.002);
  },
  180_000,
);

test("a clip is drawn once and then kept", async () => {
  await using dir = await makeTempDir();
  const [first] = drawnCases(dir.path, "ffmpeg");
  const path = await first?.clipPath(never);

  const [again] = drawnCases(dir.path, "no ffmpeg at all");

  expect(await again?.clipPath(never)).toBe(path);
});

test("the words of a sign are there to be read: dark letters on lighter paper, also at night", async () => {
  await using dir = await makeTempDir();
  const sign = drawnCases(dir.path, "ffmpeg").find(({ name }) => name === "sign-speaks");

  const frame = await frameAt((await sign?.clipPath(never)) ?? "", 7);

  const paper = { x: 0.8, y: 0.34, width: 0.11, height: 0.12 };
  const greys = within(frame, paper);
  const [light, dark] = [
    greys[Math.floor(0.8 * greys.length)] ?? 0,
    greys[Math.floor(0.05 * greys.length)] ?? 0,
  ];
  expect(light - dark).toBeGreaterThan(60);
  expect(greys.filter((grey) => grey < (light + dark) / 2).length / greys.length).toBeLessThan(0.4);
}, 180_000);

/** Greys of a part of a frame, the darkest first. */
function within(frame: Buffer, { x, y, width, height }: Box): readonly number[] {
  const greys: number[] = [];
  for (let row = Math.round(y * FRAME.height); row < (y + height) * FRAME.height; row++) {
    const from = row * FRAME.width + Math.round(x * FRAME.width);
    greys.push(...frame.subarray(from, from + Math.round(width * FRAME.width)));
  }
  return greys.sort((a, b) => a - b);
}
