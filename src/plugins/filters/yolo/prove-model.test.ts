import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tensor } from "#domain/tensor.ts";
import { openOnnx } from "#platform/onnx.ts";
import {
  detrOutputs,
  endToEndOutput,
  rfDetrOutputs,
  type Thing,
  tensor,
  yolov5Output,
  yolov8Output,
  yoloxOutput,
} from "#test/model-outputs.ts";
import { makeConstantModel } from "#test/models/make-constant-model.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { type Proven, proveModel } from "./prove-model.ts";

const SIDE = 128;
const running = new AbortController().signal;
const dog: Thing = { x1: 20, y1: 36, x2: 70, y2: 90, score: 0.75, classIndex: 16 };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-prove-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const own: readonly (readonly [family: string, outputs: readonly Tensor[], takesSizes: boolean])[] = [
  ["YOLOX", [yoloxOutput(SIDE, 80, dog, false)], false],
  ["YOLOX with decoded boxes", [yoloxOutput(SIDE, 80, dog, true)], false],
  ["YOLOv5", [yolov5Output(SIDE, 80, dog)], false],
  ["YOLOv8", [yolov8Output(SIDE, 80, dog)], false],
  ["YOLOv10", [endToEndOutput(300, dog)], false],
  ["DETR", detrOutputs(dog), true],
  ["RF-DETR", rfDetrOutputs(SIDE, 91, dog), false],
];

test.each(own)("a model of the family %s is accepted", async (family, outputs, takesSizes) => {
  const proven = await proveOutputs(outputs, takesSizes);

  expect(proven.layout.name).toBe(family);
  expect(proven.labels).toContain("person");
});

test("the model of the demo passes like any other", async () => {
  const path = join(folder, "tiny.onnx");
  await makeTinyModel(path);

  expect(await prove(path)).toMatchObject({ layout: { name: "YOLOv10" }, labels: ["person"] });
});

const refused: readonly (readonly [why: string, outputs: readonly Tensor[]])[] = [
  ["holds values that are not numbers", [endToEndOutput(300, { ...dog, x1: Number.NaN })]],
  ["holds values that are not numbers", [yoloxOutput(SIDE, 80, { ...dog, score: Infinity }, false)]],
  ["scores are not between 0 and 1", [yolov8Output(SIDE, 80, { ...dog, score: 12 })]],
  [
    "not that of a known detector (classes [1, 1000])",
    [tensor("classes", [1, 1000], Array.from<number>({ length: 1000 }).fill(0.001))],
  ],
];

test.each(refused)("a model is refused: %s", async (why, outputs) => {
  await expect(proveOutputs(outputs, false)).rejects.toMatchObject({
    kind: "rejected",
    message: expect.stringContaining(why),
  });
});

describe.skipIf(isTestdataMissing)("real models", () => {
  test.each([
    ["yolox_nano_416_apache", "YOLOX", "bgr", 0.8],
    ["yolov8n_int8_640_agpl", "YOLOv8", "rgb", 0.8],
    ["yolov10n_int8_640_patched_agpl", "YOLOv10", "rgb", 0.8],
    // Loses too much to its 8 bits to know a drawn sign.
    ["deimv2_atto_int8_320_apache", "DETR", "rgb", 0],
  ] as const)(
    "%s is recognised as %s and fed as it was trained",
    async (file, family, order, signScoreMin) => {
      const proven = await prove(testdata("models", `${file}.onnx`));

      expect(proven.layout.name).toBe(family);
      expect(proven.preparation.format.order).toBe(order);
      expect(proven.labels).toHaveLength(80);
      expect(proven.labels[0]).toBe("person");
      expect(proven.signScore).toBeGreaterThanOrEqual(signScoreMin);
    },
  );

  test.each([
    [
      "yolov10n_int8_320_BROKEN_agpl.onnx",
      "it fails on a test picture: Non-zero status code returned while running Reshape",
    ],
    [
      "not_a_detector_nms-yolov8.onnx",
      "it should take one picture as [1, 3, height, width], but takes detection [1, ?, ?]",
    ],
    [join("..", "INDEX.md"), "it cannot be loaded: it is damaged or no ONNX model at all"],
  ])("%s is refused with a reason", async (file, why) => {
    await expect(prove(testdata("models", file))).rejects.toMatchObject({
      kind: "rejected",
      message: expect.stringContaining(why),
    });
  });
});

async function proveOutputs(outputs: readonly Tensor[], takesSizes: boolean): Promise<Proven> {
  const path = join(folder, "constant.onnx");
  await makeConstantModel(path, { outputs, takesSizes, side: SIDE });
  return prove(path);
}

async function prove(path: string): Promise<Proven> {
  await using onnx = openOnnx();
  const model = await onnx.load(path, "cpu", running);
  return await proveModel(model, running);
}
