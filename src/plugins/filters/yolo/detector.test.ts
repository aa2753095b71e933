import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import type { Tensor } from "#domain/tensor.ts";
import { type Onnx, type OnnxModel, openOnnx } from "#platform/onnx.ts";
import { yolov8Output } from "#test/model-outputs.ts";
import { makeConstantModel } from "#test/models/make-constant-model.ts";
import { coco80 } from "#vision/coco.ts";
import { letterbox } from "#vision/letterbox.ts";
import { selfTestSign } from "#vision/self-test-picture.ts";
import { openDetector } from "./detector.ts";

const SIDE = 128;
const input = { width: SIDE, height: SIDE };
const running = new AbortController().signal;
const signAt = (score: number): Tensor =>
  yolov8Output(SIDE, 80, { ...selfTestSign(input), score, classIndex: coco80.indexOf("stop sign") });

let folder = "";
let path = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-detector-"));
  path = join(folder, "sign.onnx");
  await makeConstantModel(path, { side: SIDE, outputs: [signAt(0.9)] });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a graphics processor that sees other things is not used", async () => {
  await using onnx = onnxWith(async () => ({ outputs: [signAt(0.4)], runMs: 1 }));

  const detector = await open(onnx);

  expect(detector.view()).toEqual({
    model: "sign",
    provider: "cpu",
    reason: "The processor is used, as webgpu failed: it sees other things than the processor does.",
  });
});

test("a graphics processor that fails later costs one attempt, then the processor takes over", async () => {
  let isGone = false;
  await using onnx = onnxWith(async () => {
    if (isGone) throw new Failure("rejected", "device lost");
    return { outputs: [signAt(0.9)], runMs: 1 };
  });
  const detector = await open(onnx);
  const look = () =>
    detector.look(
      { ...input, planes: new Uint8Array(3 * SIDE * SIDE) },
      letterbox(input, input, "centre"),
      { labels: ["stop sign"], minScore: 0.5, atMs: 0 },
      running,
    );
  expect(await look()).toHaveLength(1);
  expect(detector.view().provider).toBe("webgpu");

  isGone = true;
  await expect(look()).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("device lost"),
  });

  expect(await look()).toMatchObject([{ label: "stop sign" }]);
  expect(detector.view()).toMatchObject({
    provider: "cpu",
    reason: expect.stringContaining("webgpu failed"),
  });
});

const open = (onnx: Onnx) =>
  openDetector(
    {
      name: "sign",
      path,
      provider: "webgpu",
      choose: async () => ({ provider: "webgpu", reason: "The test asks for it." }),
    },
    onnx,
    running,
  );

/** Real on the processor; what would run on a graphics processor is the test's. */
function onnxWith(run: OnnxModel["run"]): Onnx {
  const real = openOnnx();
  return {
    load: async (file, provider, signal) => {
      const model = await real.load(file, "cpu", signal);
      return provider === "cpu" ? model : { ...model, provider, run };
    },
    [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
  };
}
