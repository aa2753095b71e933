import type { Tensor } from "#domain/tensor.ts";
import { coco80, coco91 } from "#vision/coco.ts";
import type { Size } from "#vision/letterbox.ts";
import { surest } from "#vision/nms.ts";
import {
  type Candidate,
  type Evidence,
  type Layout,
  matrixOf,
  type Preparation,
  rgbImageNet,
  rgbUnit,
} from "./layout.ts";
import { bestClass } from "./rows.ts";

const unit: Preparation = { fit: "stretch", padding: 0, format: rgbUnit };
const imageNet: Preparation = { fit: "stretch", padding: 0, format: rgbImageNet };

/**
 * Outputs called labels, boxes and scores: RT-DETR, D-FINE, DEIM. Corners are in the pixels of the size given as
 * `orig_target_sizes`, for which we give the input's own; without that input they are fractions.
 */
export function recogniseDetr({ outputs, input, names, takesSizes }: Evidence): Layout | undefined {
  const indexOf = (name: string) => outputs.findIndex((output) => output.name === name);
  const [labels, boxes, scores] = [indexOf("labels"), indexOf("boxes"), indexOf("scores")];
  const queries = outputs[scores]?.data.length;
  if (queries === undefined || outputs[labels]?.data.length !== queries) return undefined;
  if (outputs[boxes]?.data.length !== queries * 4) return undefined;
  const unitPx: Size = takesSizes ? { width: 1, height: 1 } : input;
  return {
    name: "DETR",
    classCount: names.length > 0 ? names.length : coco80.length,
    defaultNames: coco80,
    preparations: [unit, imageNet],
    decode: (run, classes, minScore) =>
      surest(decodeScored([run[labels], run[boxes], run[scores]], unitPx, classes, minScore)),
  };
}

function decodeScored(
  [labels, boxes, scores]: readonly (Tensor | undefined)[],
  { width, height }: Size,
  classes: readonly number[],
  minScore: number,
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const [query, score] of (scores?.data ?? new Float32Array()).entries()) {
    const classIndex = labels?.data[query] ?? -1;
    if (score < minScore || !classes.includes(classIndex)) continue;
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes?.data.subarray(query * 4, query * 4 + 4) ?? [];
    found.push({ x1: x1 * width, y1: y1 * height, x2: x2 * width, y2: y2 * height, score, classIndex });
  }
  return found;
}

/**
 * Two outputs, `[1, n, 4]` with centres and sizes as fractions and `[1, n, classes]` with logits: RF-DETR (91 classes
 * by COCO's ids) and bare exports of other DETRs.
 */
export function recogniseRfDetr({ outputs, input }: Evidence): Layout | undefined {
  const matrices = outputs.map(matrixOf);
  const boxes = matrices.findIndex((matrix) => matrix?.columns === 4);
  const logits = matrices.findIndex(
    (matrix, index) => index !== boxes && matrix !== undefined && matrix.rows === matrices[boxes]?.rows,
  );
  const classCount = matrices[logits]?.columns;
  if (boxes < 0 || classCount === undefined) return undefined;
  const known = [coco91, coco80].find((names) => names.length === classCount);
  return {
    name: "RF-DETR",
    classCount,
    defaultNames: known ?? [],
    preparations: [imageNet, unit],
    decode: (run, classes, minScore) =>
      surest(decodeLogits([run[boxes], run[logits]], classCount, input, classes, minScore)),
  };
}

function decodeLogits(
  [boxes, logits]: readonly (Tensor | undefined)[],
  classCount: number,
  input: Size,
  classes: readonly number[],
  minScore: number,
): readonly Candidate[] {
  const found: Candidate[] = [];
  const data = logits?.data ?? new Float32Array();
  for (let query = 0; query * classCount < data.length; query++) {
    const best = bestClass(data, query * classCount, classCount, 1);
    const score = 1 / (1 + Math.exp(-best.score));
    if (score < minScore || !classes.includes(best.classIndex)) continue;
    const [x = 0, y = 0, width = 0, height = 0] = boxes?.data.subarray(query * 4, query * 4 + 4) ?? [];
    found.push({
      x1: (x - width / 2) * input.width,
      y1: (y - height / 2) * input.height,
      x2: (x + width / 2) * input.width,
      y2: (y + height / 2) * input.height,
      score,
      classIndex: best.classIndex,
    });
  }
  return found;
}
