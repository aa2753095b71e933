import { writeFile } from "node:fs/promises";
import { encodeModel, type OnnxNode } from "./onnx-writer.ts";

const SIDE_PX = 320;
const CHANNELS = 32;
const KERNEL = 5;

/** Writes a model without sense that computes for tens of milliseconds, to see who waits meanwhile. */
export async function makeHeavyModel(path: string): Promise<void> {
  const weights = (inputs: number) => CHANNELS * inputs * KERNEL * KERNEL;
  const conv = (input: string, kernel: string, output: string): OnnxNode => ({
    op: "Conv",
    inputs: [input, kernel],
    outputs: [output],
    attributes: { kernel_shape: [KERNEL, KERNEL] },
  });
  const kernel = (name: string, inputs: number) => ({
    name,
    dims: [CHANNELS, inputs, KERNEL, KERNEL],
    values: Array.from<number>({ length: weights(inputs) }).fill(0.001),
  });
  const model = encodeModel({
    inputs: [{ name: "images", dims: [1, 3, SIDE_PX, SIDE_PX] }],
    outputs: [{ name: "output", dims: [1, 1, 1, 1] }],
    constants: [kernel("first", 3), kernel("second", CHANNELS), kernel("third", CHANNELS)],
    nodes: [
      conv("images", "first", "a"),
      conv("a", "second", "b"),
      conv("b", "third", "c"),
      {
        op: "ReduceMax",
        inputs: ["c"],
        outputs: ["output"],
        attributes: { axes: [1, 2, 3], keepdims: 1 },
      },
    ],
  });
  await writeFile(path, model);
}
