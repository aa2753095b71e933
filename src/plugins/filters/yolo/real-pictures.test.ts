import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import type { Detection } from "#domain/detection.ts";
import { openFrames, readFrameSize } from "#platform/frames.ts";
import { openOnnx } from "#platform/onnx.ts";
import { aClip } from "#test/builders.ts";
import { type LabelledStill, labelledStills, scoreDetections } from "#test/score-coco.ts";
import { openReference } from "#test/score-coco-reference.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { letterbox, type Size } from "#vision/letterbox.ts";
import { type Detector, openDetector } from "./detector.ts";
import { scanClip } from "./scan-clip.ts";

const run = promisify(execFile);
const running = new AbortController().signal;
/** The settings' own default. */
const wanted = { labels: ["person"], minScore: 0.5 };
/** 60 stills, each decoded three times, on a machine that may be busy. */
const COCO_TIMEOUT_MS = 600_000;
const YOLOX_NANO = "yolox_nano_416_apache";

describe.skipIf(isTestdataMissing)("on real pictures", () => {
  const onnx = openOnnx();
  let folder = "";
  let detector: Detector;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "porchlight-real-"));
    detector = await open(YOLOX_NANO);
  });

  afterAll(async () => {
    await onnx[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (model: string) =>
    openDetector({ name: model, path: testdata("models", `${model}.onnx`), provider: "cpu" }, onnx, running);

  const scan = (clip: Clip, labels = wanted.labels) =>
    scanClip({ detector, ffmpeg: "ffmpeg", fps: 2 }, clip, { ...wanted, labels }, running);

  test("walkers on a campus are found in the first frame", async () => {
    const result = await scan(film("pets09_vtest_480x360.mp4", 480, 360, 79_505));

    expect(result).toMatchObject({ detected_classes: ["person"], sampled_frames: 1, stopped_early: true });
  });

  // Seconds into indoor_person_one_by_one_intel.mp4, where one person after another comes and goes.
  test.each([5.5, 22.5, 50.5, 74, 92.5, 123])(
    "indoors the person who enters after %d s is found",
    async (fromS) => {
      const result = await scan(await indoors(fromS, 4));

      expect(result.detected_classes).toEqual(["person"]);
      expect(result.stopped_early).toBe(true);
    },
  );

  test.each([
    [0, 5.5],
    [45.2, 4.8],
    [70.2, 3.8],
    [87.2, 4.8],
    [136.2, 3],
  ])("indoors nobody is found between the visits, from %d s for %d s", async (fromS, forS) => {
    const result = await scan(await indoors(fromS, forS));

    expect(result).toMatchObject({ detected_classes: [], stopped_early: false });
    expect(result.sampled_frames).toBeGreaterThanOrEqual(Math.floor(forS * 2));
  });

  test("nobody is seen in foliage under changing light, whatever is looked for", async () => {
    const clip = film("fp_brightness_change_cctv.avi", 960, 1080, 4917);

    expect(await scan(clip, ["person", "dog", "cat", "bird"])).toMatchObject({
      detected_classes: [],
      sampled_frames: 10,
    });
  });

  test("a minute of the same picture is looked at once", async () => {
    const clip = film("codec_emptyvideoaudio.mkv", 0, 0, 60_023);

    let looks = 0;
    const counting: Detector = {
      ...detector,
      look: (...picture) => {
        looks += 1;
        return detector.look(...picture);
      },
    };

    const result = await scanClip({ detector: counting, ffmpeg: "ffmpeg", fps: 2 }, clip, wanted, running);

    expect(result).toMatchObject({ detected_classes: [], sampled_frames: 121 });
    expect(looks).toBe(1);
  });

  test.each(["codec_offline_h264.mp4", "codec_offline_h265.mp4", "codec_offline_av1.mp4"])(
    "%s is decoded",
    async (file) => {
      expect((await scan(film(file, 1920, 1080, 1000))).sampled_frames).toBeGreaterThan(0);
    },
  );

  const bus = testdata("stills", "bus.jpg");
  test.each([
    [YOLOX_NANO, ["bus", "person", "person", "person", "person"]],
    ["yolov8n_int8_640_agpl", ["bus", "person", "person", "person", "person"]],
    ["yolov10n_int8_640_patched_agpl", ["bus", "person", "person", "person", "person"]],
  ])("%s sees the bus and its four people in the right places", async (model, labels) => {
    await using other = await open(model);

    const found = await look(other, bus, await sizeOf(bus), 0.25);

    expect(found.map(({ label }) => label).toSorted()).toEqual(labels);
    const box = found.find(({ label }) => label === "bus")?.box;
    // By eye: the bus reaches from edge to edge, in the middle third of the picture's height.
    expect(box?.width).toBeGreaterThan(0.85);
    expect(box?.y).toBeGreaterThan(0.15);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(0.75);
  });

  /*
   * INDEX.md's figures (person .79 / .53 at score .4 and IoU .5) are for 128 stills, of which only these 60 are at
   * hand. They are harder than the rest: the plain reference finds .49 of their people, not .53. So the measure is the
   * reference on the same 60: neither precision nor recall may be lower, and precision not below INDEX.md's either.
   */
  test(
    "people on COCO's stills are found as well as by the plain reference",
    async () => {
      const stills = await labelledStills();
      const reference = await openReference(testdata("models", `${YOLOX_NANO}.onnx`));
      const ours: (readonly Detection[])[] = [];
      const theirs: (readonly Detection[])[] = [];
      for (const { path } of stills) {
        const size = await sizeOf(path);
        ours.push(await look(detector, path, size, 0.4));
        theirs.push(await reference(path, size, 0.4));
      }

      const [person, referencePerson] = [ours, theirs].map((all) => scoreDetections(stills, all, "person"));
      const [all, referenceAll] = [ours, theirs].map((found) => scoreDetections(stills, found));

      console.info("person", { ours: person, reference: referencePerson }, "all", {
        ours: all,
        reference: referenceAll,
      });
      expect(stills satisfies readonly LabelledStill[]).toHaveLength(60);
      expect(person?.truths).toBe(221);
      expect(person?.precision).toBeGreaterThanOrEqual(referencePerson?.precision ?? 1);
      expect(person?.recall).toBeGreaterThanOrEqual(referencePerson?.recall ?? 1);
      expect(person?.precision).toBeGreaterThanOrEqual(0.79);
      expect(all?.precision).toBeGreaterThanOrEqual(referenceAll?.precision ?? 1);
      expect(all?.recall).toBeGreaterThanOrEqual(referenceAll?.recall ?? 1);
    },
    COCO_TIMEOUT_MS,
  );

  async function indoors(fromS: number, forS: number): Promise<Clip> {
    const source = testdata("videos", "indoor_person_one_by_one_intel.mp4");
    const path = join(folder, `indoors-${fromS}.mp4`);
    const cut = ["-y", "-loglevel", "error", "-ss", String(fromS), "-t", String(forS), "-i", source];
    await run("ffmpeg", cut.concat("-c:v", "libx264", "-preset", "ultrafast", "-an", path));
    return aClip({ path, durationMs: forS * 1000, video: videoOf(768, 432) });
  }
});

const videoOf = (width: number, height: number) => ({ codec: "h264", width, height, audio: "none" }) as const;

const film = (file: string, width: number, height: number, durationMs: number): Clip =>
  aClip({ path: testdata("videos", file), durationMs, video: videoOf(width, height) });

async function look(
  detector: Detector,
  path: string,
  size: Size,
  minScore: number,
): Promise<readonly Detection[]> {
  const fit = letterbox(size, detector.input, detector.preparation.fit);
  const request = { ffmpeg: "ffmpeg", path, fps: 25, fit, padding: detector.preparation.padding };
  await using frames = await openFrames(request, running);
  const frame = await frames.next();
  if (!frame) throw new Error(`${path} has no frame`);
  return await detector.look(frame.picture, fit, { labels: detector.labels, minScore, atMs: 0 }, running);
}

async function sizeOf(path: string): Promise<Size> {
  const size = await readFrameSize("ffmpeg", path);
  if (!size) throw new Error(`${path} has no size`);
  return size;
}
