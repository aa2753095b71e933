import { writeFile } from "node:fs/promises";
import { encodeModel, type OnnxNode } from "./onnx-writer.ts";

const SIDE_PX = 640;
const STEM_PX = 4;
const CHANNELS = 64;
const KERNEL = 3;
/** 64 x 64 x 9 multiplications for each of 160 x 160 points: 0.94 thousand million. */
const LAYERS = 14;
/** Strides 8, 16 and 32. */
const CELLS = 8400;
const COLUMNS = 85;

/** Writes a model without sense that takes, gives and costs what YOLOX-S does (13.4 thousand million multiplications). */
export async function makeYoloxLike(path: string): Promise<void> {
  const layers = Array.from({ length: LAYERS }, (_, layer) => layer);
  const conv = (layer: number): OnnxNode => ({
    op: "Conv",
    inputs: [`layer${layer}`, `kernel${layer}`],
    outputs: [`layer${layer + 1}`],
    attributes: { kernel_shape: [KERNEL, KERNEL], pads: [1, 1, 1, 1] },
  });
  const weights = (count: number) => Array.from<number>({ length: count }).fill(0.0001);
  const model = encodeModel({
    inputs: [{ name: "images", dims: [1, 3, SIDE_PX, SIDE_PX] }],
    outputs: [{ name: "output", dims: [1, CELLS, COLUMNS] }],
    constants: [
      { name: "stem", dims: [CHANNELS, 3, STEM_PX, STEM_PX], values: weights(CHANNELS * 3 * STEM_PX ** 2) },
      ...layers.map((layer) => ({
        name: `kernel${layer}`,
        dims: [CHANNELS, CHANNELS, KERNEL, KERNEL],
        values: weights(CHANNELS * CHANNELS * KERNEL ** 2),
      })),
      { name: "nothing", dims: [1], values: [0] },
      {
        name: "empty",
        dims: [1, CELLS, COLUMNS],
        values: Array.from<number>({ length: CELLS * COLUMNS }).fill(0),
      },
    ],
    nodes: [
      {
        op: "Conv",
        inputs: ["images", "stem"],
        outputs: ["layer0"],
        attributes: { kernel_shape: [STEM_PX, STEM_PX], strides: [STEM_PX, STEM_PX] },
      },
      ...layers.map(conv),
      {
        op: "ReduceMax",
        inputs: [`layer${LAYERS}`],
        outputs: ["most"],
        attributes: { axes: [1, 2, 3], keepdims: 0 },
      },
      { op: "Mul", inputs: ["most", "nothing"], outputs: ["zero"] },
      { op: "Add", inputs: ["zero", "empty"], outputs: ["output"] },
    ],
  });
  await writeFile(path, model);
}
