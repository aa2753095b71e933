import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openOnnx } from "#platform/onnx.ts";
import type { TestClip } from "#ports/object-filter.ts";
import { aClip } from "#test/builders.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { type Detector, openDetector } from "./detector.ts";
import { scanClip } from "./scan-clip.ts";
import { makeTestClip } from "./test-clip.ts";

const running = new AbortController().signal;
const onnx = openOnnx();
afterAll(() => onnx[Symbol.asyncDispose]());

const open = (path: string) => openDetector({ name: "it", path, provider: "cpu" }, onnx, running);

const scan = (detector: Detector, fps: number, { path, durationMs, video, wanted }: TestClip) =>
  scanClip({ detector, ffmpeg: "ffmpeg", fps }, aClip({ path, durationMs, video }), wanted, running);

test.skipIf(isTestdataMissing).each([0.2, 2, 10])(
  "a real model recognises the sign on its own test clip at %d pictures per second",
  async (fps) => {
    await using dir = await makeTempDir();
    await using detector = await open(testdata("models", "yolox_nano_416_apache.onnx"));

    const clip = await makeTestClip({ detector, ffmpeg: "ffmpeg", fps, dataDir: dir.path }, running);
    const seen = await scan(detector, fps, clip);

    expect(clip.label).toBe("stop sign");
    expect(seen.detected_classes).toEqual(["stop sign"]);
  },
);

test("a model that knows no sign gets a clip that can be searched, and nothing is asked of it", async () => {
  await using dir = await makeTempDir();
  const model = join(dir.path, "tiny.onnx");
  await makeTinyModel(model);
  await using detector = await open(model);

  const clip = await makeTestClip({ detector, ffmpeg: "ffmpeg", fps: 2, dataDir: dir.path }, running);
  const seen = await scan(detector, 2, clip);

  expect(clip).toMatchObject({ label: undefined, wanted: { labels: [] }, durationMs: 3000 });
  expect(seen).toMatchObject({ detected_classes: [], sampled_frames: 6 });
  expect(clip.bytes).toBe((await stat(clip.path)).size);
  expect(await readdir(join(dir.path, "alert-test"))).toEqual(["clip.mp4"]);
});

test("an ffmpeg that fails is a failure with a sentence, and leaves nothing half-made", async () => {
  await using dir = await makeTempDir();
  const model = join(dir.path, "tiny.onnx");
  await makeTinyModel(model);
  await using detector = await open(model);

  const made = makeTestClip({ detector, ffmpeg: "false", fps: 2, dataDir: dir.path }, running);

  await expect(made).rejects.toMatchObject({
    name: "Failure",
    message: "ffmpeg cannot encode it: exit code 1",
  });
  expect(await readdir(join(dir.path, "alert-test"))).toEqual([]);
});
