import { writeFile } from "node:fs/promises";
import { encodeModel, type OnnxGraph } from "./onnx-writer.ts";

const SIDE_PX = 320;
const CELL_PX = 4;
const CELLS = SIDE_PX / CELL_PX;
const SCORE = 0.9;

/**
 * Writes a model that takes magenta for a person, for unit tests and the demo's drawn scene. It learnt nothing and
 * detects nothing else; it is never offered as a detector.
 *
 * A pixel is magenta when red and blue both exceed green by 60 % (`255, 0, 255` does, also after compression). The box
 * is that of all magenta in the picture, on a raster of a 80th of the picture's longer side: draw one figure, at least
 * 3 % of the longer side wide and high. Its score is then 0.9; without magenta it is 0. Layout: end-to-end, `[1, 1, 6]`;
 * class 0 is `person`.
 */
export async function makeTinyModel(path: string): Promise<void> {
  await writeFile(path, encodeModel(tinyGraph));
}

const scalar = (name: string, value: number) => ({ name, dims: [1, 1, 1, 1], values: [value] });
const indices = Array.from({ length: CELLS }, (_, index) => index);
const fromStart = indices.map((index) => (index + 1) * CELL_PX);
const fromEnd = indices.map((index) => SIDE_PX - index * CELL_PX);

const tinyGraph: OnnxGraph = {
  inputs: [{ name: "images", dims: [1, 3, SIDE_PX, SIDE_PX] }],
  outputs: [{ name: "output0", dims: [1, 1, 6] }],
  metadata: { names: "{0: 'person'}", description: "takes magenta for a person; for tests only" },
  constants: [
    // Red - green and blue - green.
    { name: "differences", dims: [2, 3, 1, 1], values: [1, -1, 0, 0, -1, 1] },
    scalar("least", 0.6),
    scalar("half", 0.5),
    scalar("score_of_one", SCORE),
    scalar("side", SIDE_PX),
    scalar("class", 0),
    { name: "columns_from_start", dims: [1, 1, 1, CELLS], values: fromStart },
    { name: "columns_from_end", dims: [1, 1, 1, CELLS], values: fromEnd },
    { name: "rows_from_start", dims: [1, 1, CELLS, 1], values: fromStart },
    { name: "rows_from_end", dims: [1, 1, CELLS, 1], values: fromEnd },
    { name: "shape", dims: [3], values: [1, 1, 6], type: "int64" },
  ],
  nodes: [
    {
      op: "Conv",
      inputs: ["images", "differences"],
      outputs: ["both"],
      attributes: { kernel_shape: [1, 1] },
    },
    { op: "ReduceMin", inputs: ["both"], outputs: ["smaller"], attributes: { axes: [1], keepdims: 1 } },
    { op: "Greater", inputs: ["smaller", "least"], outputs: ["is_magenta"] },
    { op: "Cast", inputs: ["is_magenta"], outputs: ["magenta"], attributes: { to: 1 } },
    {
      op: "AveragePool",
      inputs: ["magenta"],
      outputs: ["shares"],
      attributes: { kernel_shape: [CELL_PX, CELL_PX], strides: [CELL_PX, CELL_PX] },
    },
    { op: "Greater", inputs: ["shares", "half"], outputs: ["is_cell"] },
    { op: "Cast", inputs: ["is_cell"], outputs: ["cells"], attributes: { to: 1 } },
    ...edge("columns_from_start", "x2"),
    ...edge("columns_from_end", "x1_from_end"),
    ...edge("rows_from_start", "y2"),
    ...edge("rows_from_end", "y1_from_end"),
    { op: "Sub", inputs: ["side", "x1_from_end"], outputs: ["x1"] },
    { op: "Sub", inputs: ["side", "y1_from_end"], outputs: ["y1"] },
    { op: "ReduceMax", inputs: ["cells"], outputs: ["any"], attributes: { axes: [1, 2, 3], keepdims: 1 } },
    { op: "Mul", inputs: ["any", "score_of_one"], outputs: ["score"] },
    {
      op: "Concat",
      inputs: ["x1", "y1", "x2", "y2", "score", "class"],
      outputs: ["row"],
      attributes: { axis: 3 },
    },
    { op: "Reshape", inputs: ["row", "shape"], outputs: ["output0"] },
  ],
};

/** The largest of `distances` where there is a cell. */
function edge(distances: string, output: string): OnnxGraph["nodes"] {
  const product = `${output}_of_cells`;
  return [
    { op: "Mul", inputs: ["cells", distances], outputs: [product] },
    { op: "ReduceMax", inputs: [product], outputs: [output], attributes: { axes: [1, 2, 3], keepdims: 1 } },
  ];
}
