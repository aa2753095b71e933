import { describe, expect, test } from "vitest";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { motionSize, type Size } from "#vision/motion/size.ts";
import { packView, type StoredView, unpackView } from "./stored.ts";
import { HOUR, MINUTE, openView, type ViewBench } from "./test-watch.ts";

const DAY = 26 * HOUR;
/** Some have hours of pictures to look at. */
const DEADLINE_MS = 180_000;

interface Clip extends Size {
  readonly name: string;
}
const clips: readonly Clip[] = [
  { name: "indoor_person_one_by_one_intel.mp4", width: 768, height: 432 },
  { name: "pets09_vtest_480x360.mp4", width: 480, height: 360 },
  { name: "traffic_camera_720p.mp4", width: 1280, height: 720 },
  { name: "fp_brightness_change_cctv.avi", width: 960, height: 1080 },
  { name: "motorway_pedestrian_cctv_320x240.avi", width: 320, height: 240 },
  { name: "parking_cars_topdown_intel.mp4", width: 768, height: 432 },
  { name: "codec_emptyvideoaudio.mkv", width: 1920, height: 1080 },
];
/** Those with edges enough to judge by: an empty car park from above and a blank picture have none. */
const telling = clips.slice(0, 5);

/** One picture a second of the clip, as ffmpeg's filters remake it. Every clip is seen through the same window. */
async function pictures(
  { name, ...size }: Clip,
  remake = "null",
  window = middle,
): Promise<readonly Uint8Array[]> {
  const { width, height } = motionSize(size);
  const filter = `fps=1,${remake},${window},scale=${width}:${height}:flags=fast_bilinear`;
  const raw = await ffmpegOutput(
    ["-loglevel", "quiet", "-i", testdata("videos", name), "-an", "-vf", filter].concat(
      "-t 20 -f rawvideo -pix_fmt gray pipe:1".split(" "),
    ),
  );
  const bytes = width * height;
  return Array.from({ length: Math.floor(raw.length / bytes) }, (_, i) =>
    raw.subarray(i * bytes, (i + 1) * bytes),
  );
}

const window = (x: number, y: number) => `crop=iw*0.8:ih*0.8:iw*${x}:ih*${y}`;
const middle = window(0.05, 0.1);
const aside = window(0.15, 0.15);

const learned = new Map<string, Promise<StoredView>>();

/** What a camera knows that has seen this for a day; learned once. */
function learn(clip: Clip): Promise<StoredView> {
  const known = learned.get(clip.name) ?? learnAnew(clip);
  learned.set(clip.name, known);
  return known;
}

async function learnAnew(clip: Clip): Promise<StoredView> {
  const bench = openView(motionSize(clip));
  expect(bench.show(await pictures(clip), DAY, MINUTE)).toEqual({});
  return packView(bench.memory);
}

async function knowing(
  clip: Clip,
): Promise<{ readonly bench: ViewBench; readonly usual: readonly Uint8Array[] }> {
  const usual = await pictures(clip);
  const bench = openView(motionSize(clip), unpackView(await learn(clip)));
  bench.show(usual, 5 * MINUTE);
  return { bench, usual };
}

describe.skipIf(isTestdataMissing)("real clips", { timeout: DEADLINE_MS }, () => {
  test.each(clips)("$name, shown for a day and then half an hour in full, is well", async (clip) => {
    const { bench, usual } = await knowing(clip);

    expect(bench.show(usual, HOUR / 2)).toEqual({});
  });

  test.each(telling)("$name: covered is told in four minutes", async (clip) => {
    const { bench, usual } = await knowing(clip);
    for (const remake of [
      "lutyuv=y=17:u=128:v=128,noise=alls=12:allf=t",
      "lutyuv=y=235:u=128:v=128",
      "boxblur=12:3,lutyuv=y=val*0.06+90,noise=alls=6:allf=t",
    ]) {
      const { covered, moved } = bench.show(await pictures(clip, remake), 8 * MINUTE);
      expect(moved).toBeUndefined();
      expect(covered).toBeLessThan(5);
      bench.show(usual, 10 * MINUTE);
      expect(bench.now()).toEqual([]);
    }
  });

  test.each(telling)("$name: looking elsewhere is told within twenty minutes", async (clip) => {
    const { bench, usual } = await knowing(clip);
    for (const [remake, seenFrom] of [
      ["null", aside],
      ["rotate=6*PI/180", middle],
      ["hflip", middle],
    ] as const) {
      // Its crash barriers run along themselves: half of the edges stay in place by chance.
      if (clip.name.startsWith("motorway") && remake.startsWith("rotate")) continue;
      const { covered, moved } = bench.show(await pictures(clip, remake, seenFrom), 20 * MINUTE);
      expect({ remake, covered }).toEqual({ remake, covered: undefined });
      expect({ remake, isTold: moved !== undefined }).toEqual({ remake, isTold: true });
      bench.show(usual, 10 * MINUTE);
      expect(bench.now()).toEqual([]);
    }
  });

  test.each<readonly [string, string]>([
    ["infrared light and a noisy sensor", "eq=gamma=0.6:contrast=1.3,vignette=PI/3,noise=alls=10:allf=t"],
    ["infrared light that exchanges bright and dark", "negate,vignette=PI/3,noise=alls=10:allf=t"],
    ["fog that leaves a quarter of the contrast", "lutyuv=y=val*0.25+140"],
    ["a lorry before more than half of it", "drawbox=x=0:y=0:w=iw*0.55:h=ih:color=gray:t=fill"],
    ["low sun", "eq=gamma=2.2:contrast=1.4"],
    ["heavy noise", "noise=alls=40:allf=t"],
    ["water on the lens", "gblur=sigma=4"],
  ])("%s is no fault in any of them, for hours", async (_, remake) => {
    for (const clip of telling) {
      const { bench, usual } = await knowing(clip);
      const remade = await pictures(clip, remake);
      expect({ clip: clip.name, told: bench.show(remade, HOUR / 2, 5000) }).toEqual({
        clip: clip.name,
        told: {},
      });
      expect({ clip: clip.name, told: bench.show(remade, 8 * HOUR, MINUTE) }).toEqual({
        clip: clip.name,
        told: {},
      });
      expect({ clip: clip.name, told: bench.show(usual, HOUR / 2, 5000) }).toEqual({
        clip: clip.name,
        told: {},
      });
    }
  });
});
