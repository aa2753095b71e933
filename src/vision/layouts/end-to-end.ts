import { coco80 } from "#vision/coco.ts";
import { surest } from "#vision/nms.ts";
import { type Candidate, type Evidence, type Layout, matrixOf } from "./layout.ts";
import { ultralytics } from "./yolov5.ts";

const COLUMNS = 6;

/** `[1, n, 6]`: YOLOv10 and others with the suppression inside: corners in pixels, score, class. */
export function recogniseEndToEnd({ outputs, names }: Evidence): Layout | undefined {
  const index = outputs.findIndex((output) => {
    const matrix = matrixOf(output);
    return matrix !== undefined && matrix.columns === COLUMNS && namesClasses(output.data);
  });
  if (index < 0) return undefined;
  return {
    name: "YOLOv10",
    classCount: names.length > 0 ? names.length : coco80.length,
    defaultNames: coco80,
    preparations: [ultralytics],
    decode: (run, classes, minScore) =>
      surest(decodeRows(run[index]?.data ?? new Float32Array(), classes, minScore)),
  };
}

/** The last column holds whole numbers that can be classes. */
function namesClasses(data: Float32Array): boolean {
  for (let at = COLUMNS - 1; at < data.length; at += COLUMNS) {
    const value = data[at] ?? -1;
    if (value < 0 || !Number.isInteger(value)) return false;
  }
  return true;
}

function decodeRows(data: Float32Array, classes: readonly number[], minScore: number): readonly Candidate[] {
  const found: Candidate[] = [];
  for (let at = 0; at + COLUMNS <= data.length; at += COLUMNS) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, score = 0, classIndex = 0] = data.subarray(at, at + COLUMNS);
    if (score >= minScore && classes.includes(classIndex)) found.push({ x1, y1, x2, y2, score, classIndex });
  }
  return found;
}
