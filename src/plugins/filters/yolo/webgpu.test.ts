import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Detection } from "#domain/detection.ts";
import { iou } from "#domain/geometry.ts";
import { openFrames } from "#platform/frames.ts";
import { openOnnx } from "#platform/onnx.ts";
import type { Provider } from "#platform/onnx-session.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { letterbox, toFrame } from "#vision/letterbox.ts";
import { openDetector } from "./detector.ts";
import { feedsOf, proveModel } from "./prove-model.ts";

/** A Vulkan driver that computes on the processor: slow, but the same road as a graphics processor. */
const SWIFTSHADER = "/usr/lib/chromium/libvk_swiftshader.so";
/** It compiles each shader on the processor too. */
const SLOW_MS = 600_000;
const MIN_SCORE = 0.35;

const running = new AbortController().signal;
const isMissing = !existsSync(SWIFTSHADER);
if (isMissing) console.warn(`${SWIFTSHADER} is missing (Debian's chromium brings it): WebGPU is not tested.`);

describe.skipIf(isMissing)("on WebGPU", () => {
  const before = process.env["VK_DRIVER_FILES"];
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "porchlight-webgpu-"));
    const driver = join(folder, "swiftshader.json");
    const description = {
      file_format_version: "1.0.0",
      ICD: { library_path: SWIFTSHADER, api_version: "1.1.0" },
    };
    await writeFile(driver, JSON.stringify(description));
    process.env["VK_DRIVER_FILES"] = driver;
  });

  afterAll(async () => {
    if (before === undefined) delete process.env["VK_DRIVER_FILES"];
    else process.env["VK_DRIVER_FILES"] = before;
    await rm(folder, { recursive: true, force: true });
  });

  async function tinyDetector(provider: Provider | "auto") {
    const path = join(folder, "tiny.onnx");
    await makeTinyModel(path);
    const onnx = openOnnx();
    const detector = await openDetector({ name: "tiny", path, provider }, onnx, running);
    await onnx[Symbol.asyncDispose]();
    return detector.view();
  }

  test("a graphics processor that works is used when the settings ask for it", {
    timeout: SLOW_MS,
  }, async () => {
    expect(await tinyDetector("webgpu")).toEqual({
      model: "tiny",
      provider: "webgpu",
      reason: "The settings ask for the graphics processor, and it works.",
    });
  });

  test("auto measures and takes the faster, which this one is not", { timeout: SLOW_MS }, async () => {
    const { provider, reason } = await tinyDetector("auto");

    expect(provider).toBe("cpu");
    expect(reason).toMatch(
      /^Measured per picture: the processor [\d.]+ ms, the graphics processor [\d.]+ ms;/,
    );
  });

  test.skipIf(isTestdataMissing)("sees what the processor sees", { timeout: SLOW_MS }, async () => {
    const processor = await walkers("cpu");
    const graphics = await walkers("webgpu");

    expect(processor.length).toBeGreaterThan(3);
    expect(graphics).toHaveLength(processor.length);
    for (const detection of processor) {
      const twin = graphics.find(
        ({ label, box }) => label === detection.label && iou(box, detection.box) >= 0.9,
      );
      expect(twin?.score).toBeGreaterThan(detection.score - 0.05);
      expect(twin?.score).toBeLessThan(detection.score + 0.05);
    }
  });
});

/** What YOLOX-Nano sees in the first frame of the campus clip. */
async function walkers(provider: Provider): Promise<readonly Detection[]> {
  await using onnx = openOnnx();
  const path = testdata("models", "yolox_nano_416_apache.onnx");
  const { plan, layout, labels, preparation } = await proveModel(
    await onnx.load(path, "cpu", running),
    running,
  );
  const fit = letterbox({ width: 480, height: 360 }, plan.size, preparation.fit);
  const clip = testdata("videos", "pets09_vtest_480x360.mp4");
  const request = { ffmpeg: "ffmpeg", path: clip, fps: 1, fit, padding: preparation.padding };
  await using frames = await openFrames(request, running);
  const frame = await frames.next();
  if (!frame) throw new Error("the clip has no frame");

  await using model = await onnx.load(path, provider, running);
  const { outputs } = await model.run(feedsOf(plan, frame.picture, preparation), running);
  const found = layout.decode(outputs, Array.from(labels.keys()), MIN_SCORE);
  return found.flatMap((candidate) => {
    const box = toFrame(fit, candidate);
    const label = labels[candidate.classIndex] ?? "";
    return box ? [{ label, score: candidate.score, box, at_ms: 0 }] : [];
  });
}
