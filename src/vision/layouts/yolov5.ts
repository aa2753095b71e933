import { coco80 } from "#vision/coco.ts";
import { suppress } from "#vision/nms.ts";
import { cellCounts } from "./grid.ts";
import {
  type Candidate,
  type Evidence,
  type Layout,
  matrixOf,
  PADDING_GREY,
  type Preparation,
  rgbUnit,
} from "./layout.ts";
import { bestClass } from "./rows.ts";

const BOX_AND_OBJECTNESS = 5;
const ANCHORS_PER_CELL = 3;

export const ultralytics: Preparation = { fit: "centre", padding: PADDING_GREY, format: rgbUnit };

/**
 * `[1, 3 * cells, 5 + classes]`: YOLOv5 and YOLOv7, boxes in pixels. Looks like YOLOX but for three rows per grid
 * cell, one for each anchor; that number tells them apart.
 */
export function recogniseYolov5({ outputs, input }: Evidence): Layout | undefined {
  const rowCounts = new Set(cellCounts(input).map((cells) => cells * ANCHORS_PER_CELL));
  for (const [index, output] of outputs.entries()) {
    const matrix = matrixOf(output);
    if (!matrix || !rowCounts.has(matrix.rows) || matrix.columns <= BOX_AND_OBJECTNESS) continue;
    const classCount = matrix.columns - BOX_AND_OBJECTNESS;
    return {
      name: "YOLOv5",
      classCount,
      defaultNames: classCount === coco80.length ? coco80 : [],
      preparations: [ultralytics],
      decode: (run, classes, minScore) => {
        const data = run[index]?.data ?? new Float32Array();
        return suppress(decodeRows(data, classCount, classes, minScore));
      },
    };
  }
  return undefined;
}

function decodeRows(
  data: Float32Array,
  classCount: number,
  classes: readonly number[],
  minScore: number,
): readonly Candidate[] {
  const found: Candidate[] = [];
  const columns = BOX_AND_OBJECTNESS + classCount;
  for (let at = 0; at + columns <= data.length; at += columns) {
    const objectness = data[at + 4] ?? 0;
    if (objectness < minScore) continue;
    const best = bestClass(data, at + BOX_AND_OBJECTNESS, classCount, 1);
    const score = objectness * best.score;
    if (score < minScore || !classes.includes(best.classIndex)) continue;
    const [x = 0, y = 0, width = 0, height = 0] = data.subarray(at, at + 4);
    found.push({
      x1: x - width / 2,
      y1: y - height / 2,
      x2: x + width / 2,
      y2: y + height / 2,
      score,
      classIndex: best.classIndex,
    });
  }
  return found;
}
