import { writeFile } from "node:fs/promises";
import type { Tensor } from "#domain/tensor.ts";
import { encodeModel, type OnnxNode, type OnnxTensor } from "./onnx-writer.ts";

export interface ConstantModel {
  /** What it gives, whatever the picture. */
  readonly outputs: readonly Tensor[];
  readonly side: number;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Takes the picture's size as a second input. */
  readonly takesSizes?: boolean;
}

/** Writes a model that looks at its picture and always says the same: any layout, right or wrong. */
export async function makeConstantModel(path: string, model: ConstantModel): Promise<void> {
  const { outputs, side, metadata = {}, takesSizes = false } = model;
  const constants: OnnxTensor[] = outputs.map(({ name, dims, data }) => ({
    name: `${name}_value`,
    dims,
    values: [...data],
  }));
  const nodes: OnnxNode[] = outputs.flatMap(({ name }) => [
    { op: "Mul", inputs: ["any", "nothing"], outputs: [`${name}_zero`] },
    { op: "Add", inputs: [`${name}_value`, `${name}_zero`], outputs: [name] },
  ]);
  const picture = { name: "images", dims: [1, 3, side, side] };
  const sizes = { name: "orig_target_sizes", dims: [1, 2], type: "int64" } as const;
  const bytes = encodeModel({
    inputs: takesSizes ? [picture, sizes] : [picture],
    outputs: outputs.map(({ name, dims }) => ({ name, dims })),
    constants: [...constants, { name: "nothing", dims: [], values: [0] }],
    nodes: [
      {
        op: "ReduceMax",
        inputs: ["images"],
        outputs: ["any"],
        attributes: { axes: [0, 1, 2, 3], keepdims: 0 },
      },
      ...nodes,
    ],
    metadata,
  });
  await writeFile(path, bytes);
}
