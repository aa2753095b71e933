import { coco80 } from "#vision/coco.ts";
import { suppress } from "#vision/nms.ts";
import { cellCounts } from "./grid.ts";
import { type Candidate, type Evidence, type Layout, matrixOf } from "./layout.ts";
import { bestClass } from "./rows.ts";
import { ultralytics } from "./yolov5.ts";

const BOX = 4;

/** Numbers of one box lie `columnStep` apart, boxes `boxStep`: the matrix may stand or lie on its side. */
interface Shape {
  readonly boxes: number;
  readonly boxStep: number;
  readonly columnStep: number;
  readonly classCount: number;
}

/**
 * `[1, 4 + classes, cells]`: YOLOv8, YOLO11 and their like; boxes in pixels, no objectness. Also on its side. Columns
 * after the classes that the file names (masks, key points) are left alone.
 */
export function recogniseYolov8({ outputs, input, names }: Evidence): Layout | undefined {
  const counts = cellCounts(input);
  for (const [index, output] of outputs.entries()) {
    const matrix = matrixOf(output);
    if (!matrix) continue;
    const isUpright = counts.includes(matrix.columns);
    const [boxes, columns] = isUpright ? [matrix.columns, matrix.rows] : [matrix.rows, matrix.columns];
    if (!counts.includes(boxes) || columns <= BOX) continue;
    const isNamed = names.length > 0 && names.length <= columns - BOX;
    const shape: Shape = {
      boxes,
      boxStep: isUpright ? 1 : columns,
      columnStep: isUpright ? boxes : 1,
      classCount: isNamed ? names.length : columns - BOX,
    };
    return {
      name: "YOLOv8",
      classCount: shape.classCount,
      defaultNames: shape.classCount === coco80.length ? coco80 : [],
      preparations: [ultralytics],
      decode: (run, classes, minScore) => {
        const data = run[index]?.data ?? new Float32Array();
        return suppress(decodeMatrix(data, shape, classes, minScore));
      },
    };
  }
  return undefined;
}

/** Class by class, only those asked for: a class's scores lie side by side, which is 10 times faster than box by box. */
function decodeMatrix(
  data: Float32Array,
  { boxes, boxStep, columnStep, classCount }: Shape,
  classes: readonly number[],
  minScore: number,
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const classIndex of classes) {
    const scores = (BOX + classIndex) * columnStep;
    for (let box = 0, at = 0; box < boxes; box++, at += boxStep) {
      const score = data[scores + at] ?? 0;
      if (score < minScore) continue;
      if (bestClass(data, at + BOX * columnStep, classCount, columnStep).classIndex !== classIndex) continue;
      const x = data[at] ?? 0;
      const y = data[at + columnStep] ?? 0;
      const halfWidth = (data[at + 2 * columnStep] ?? 0) / 2;
      const halfHeight = (data[at + 3 * columnStep] ?? 0) / 2;
      found.push({
        x1: x - halfWidth,
        y1: y - halfHeight,
        x2: x + halfWidth,
        y2: y + halfHeight,
        score,
        classIndex,
      });
    }
  }
  return found;
}
