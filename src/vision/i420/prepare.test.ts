import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FramePart, PixelRect } from "#domain/tensor.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import { greyFrame, readLiveFrames } from "#test/live-frames.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { wholeOf } from "#vision/frame-part.ts";
import { type Fit, letterbox, type Size } from "#vision/letterbox.ts";
import { makePreparer } from "./prepare.ts";

const run = promisify(execFile);
const GREY = 114;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-i420-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Wish {
  readonly crop?: PixelRect;
  readonly input?: Size;
  readonly fit?: Fit;
  readonly colours?: FramePart["colours"];
}

function partOf(frame: LiveFrame, wish: Wish): FramePart {
  const { crop = wholeOf(frame), input = { width: 640, height: 640 }, fit = "top_left" } = wish;
  const { width, height, i420 } = frame;
  const colours = wish.colours ?? "bt601";
  return { width, height, i420, colours, crop, fit: letterbox(crop, input, fit), padding: GREY };
}

/** The same by ffmpeg's own scaler. */
async function byFfmpeg({ width, height, i420, crop, fit, colours }: FramePart): Promise<Uint8Array> {
  const path = join(folder, "frame.yuv");
  await writeFile(path, i420);
  const { scaled, input, x, y } = fit;
  const grey = GREY.toString(16).repeat(3);
  const filters = [
    `crop=${crop.width}:${crop.height}:${crop.x}:${crop.y}`,
    `scale=${scaled.width}:${scaled.height}:flags=bicubic:in_color_matrix=${colours}`,
    `format=gbrp,pad=${input.width}:${input.height}:${x}:${y}:color=0x${grey}`,
  ];
  const source = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", `${width}x${height}`, "-i", path];
  const target = ["-vf", filters.join(","), "-pix_fmt", "gbrp", "-f", "rawvideo", "-"];
  const { stdout } = await run("ffmpeg", ["-loglevel", "error", ...source, ...target], {
    encoding: "buffer",
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Over all bytes of the picture. */
function differenceOf(ours: Uint8Array, theirs: Uint8Array) {
  let sum = 0;
  let far = 0;
  for (let at = 0; at < ours.length; at++) {
    const difference = Math.abs((ours[at] ?? 0) - (theirs[at] ?? 0));
    sum += difference;
    if (difference > 32) far += 1;
  }
  return { mean: sum / ours.length, far: far / ours.length, isSameSize: ours.length === theirs.length };
}

/*
 * Levels of 256. Exactly ffmpeg's numbers would need its way of scaling: wide windows also where a picture becomes far
 * smaller, and colours brought to full size. Here neighbours are averaged first, and a colour serves four pixels. In
 * detections it makes no difference (docs/design/detection.md).
 */
const SMALLER_MEAN_MAX = 4;
const SAME_MEAN_MAX = 1.7;
const FAR_MAX = 0.01;

describe.skipIf(isTestdataMissing)("a street with a bus comes out as ffmpeg scales it", () => {
  const bus = testdata("stills", "bus.jpg");

  test.each<[string, number, Size, Wish]>([
    ["1080p, a third", SMALLER_MEAN_MAX, { width: 1920, height: 1080 }, {}],
    [
      "1080p for a small model",
      SMALLER_MEAN_MAX,
      { width: 1920, height: 1080 },
      { input: { width: 416, height: 416 } },
    ],
    ["720p, half", SMALLER_MEAN_MAX, { width: 1280, height: 720 }, {}],
    ["4K", SMALLER_MEAN_MAX, { width: 3840, height: 2160 }, {}],
    ["an old camera, in the middle", SAME_MEAN_MAX, { width: 704, height: 576 }, { fit: "centre" }],
    [
      "odd when scaled",
      SMALLER_MEAN_MAX,
      { width: 1270, height: 714 },
      { fit: "centre", input: { width: 416, height: 416 } },
    ],
    ["as it is", SAME_MEAN_MAX, { width: 640, height: 360 }, {}],
    ["enlarged", SAME_MEAN_MAX, { width: 320, height: 240 }, {}],
    [
      "stretched",
      SMALLER_MEAN_MAX,
      { width: 1280, height: 720 },
      { fit: "stretch", input: { width: 320, height: 320 } },
    ],
    ["BT.709", SMALLER_MEAN_MAX, { width: 1280, height: 720 }, { colours: "bt709" }],
    [
      "a part",
      SAME_MEAN_MAX,
      { width: 1920, height: 1080 },
      { crop: { x: 702, y: 330, width: 640, height: 640 } },
    ],
    [
      "a part at the edge",
      SAME_MEAN_MAX,
      { width: 1920, height: 1080 },
      { crop: { x: 1280, y: 440, width: 640, height: 640 } },
    ],
  ])("%s", async (_, meanMax, size, wish) => {
    const [frame] = await readLiveFrames(bus, size);
    const part = partOf(frame ?? greyFrame(size), wish);

    const ours = makePreparer().prepare(part);
    const { mean, far, isSameSize } = differenceOf(ours.planes, await byFfmpeg(part));

    expect(isSameSize).toBe(true);
    expect(mean).toBeLessThan(meanMax);
    expect(far).toBeLessThan(FAR_MAX);
  });

  test("parts one after another do not leave anything of each other", async () => {
    const [frame] = await readLiveFrames(bus, { width: 1920, height: 1080 });
    const part = partOf(frame ?? greyFrame({ width: 2, height: 2 }), {});
    const small = partOf(greyFrame({ width: 320, height: 200 }), { input: { width: 416, height: 416 } });
    const fresh = makePreparer().prepare(part).planes;

    const { prepare } = makePreparer();
    prepare(small);
    prepare({ ...part, fit: { ...part.fit, x: 0, y: 280 } });
    const again = prepare(part).planes;

    expect(Buffer.compare(again, fresh)).toBe(0);
  });
});

test.each([
  [16, 0],
  [126, 128],
  [235, 255],
  [255, 255],
  [0, 0],
])("flat luma %i is grey %i everywhere, at each size", (luma, grey) => {
  const { prepare } = makePreparer();
  for (const width of [128, 130, 198, 640, 1000, 1918]) {
    const frame = greyFrame({ width, height: 90 }, luma);
    const part = partOf(frame, { input: { width: 128, height: 96 } });
    const { scaled } = part.fit;

    const { planes } = prepare(part);
    const inside = [0, 1, 2].flatMap((plane) => {
      const from = plane * 128 * 96;
      return Array.from({ length: scaled.height }, (_, y) =>
        planes.subarray(from + y * 128, from + y * 128 + scaled.width),
      );
    });

    for (const row of inside)
      expect(
        row.every((byte) => byte === grey),
        `${width}`,
      ).toBe(true);
    expect(planes.subarray(scaled.height * 128, 96 * 128).every((byte) => byte === GREY)).toBe(true);
  }
});

test("red is red and blue is blue, in both ways of coding colours", () => {
  const red = { bt601: [81, 90, 240], bt709: [63, 102, 240] } as const;
  for (const colours of ["bt601", "bt709"] as const) {
    const frame = greyFrame({ width: 64, height: 64 });
    const [y, u, v] = red[colours];
    frame.i420.fill(y, 0, 4096).fill(u, 4096, 5120).fill(v, 5120);

    const { planes } = makePreparer().prepare(partOf(frame, { input: { width: 64, height: 64 }, colours }));

    // Green, blue, red.
    expect(planes[0]).toBeLessThanOrEqual(2);
    expect(planes[4096]).toBeLessThanOrEqual(2);
    expect(planes[2 * 4096]).toBeGreaterThanOrEqual(253);
  }
});
