import { coco80 } from "#vision/coco.ts";
import { suppress } from "#vision/nms.ts";
import { cellCounts, type Grid, makeGrid } from "./grid.ts";
import {
  bgrBytes,
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

const yolox: Preparation = { fit: "top_left", padding: PADDING_GREY, format: bgrBytes };
const yolov6: Preparation = { fit: "centre", padding: PADDING_GREY, format: rgbUnit };

/**
 * `[1, cells, 5 + classes]`: box, objectness, class scores, one row per grid cell.
 *
 * YOLOX leaves the boxes relative to their cells (`raw`); its export with decoding inside, and YOLOv6, give pixels.
 * The shapes are the same, the numbers are not: decoded centres lie near their cells, raw ones near zero.
 */
export function recogniseYolox(evidence: Evidence): Layout | undefined {
  for (const [index, output] of evidence.outputs.entries()) {
    const matrix = matrixOf(output);
    if (!matrix || !cellCounts(evidence.input).includes(matrix.rows)) continue;
    const classCount = matrix.columns - BOX_AND_OBJECTNESS;
    if (classCount < 1 || isTransposedYolov8(matrix.columns, evidence.names)) continue;

    const grid = makeGrid(evidence.input, matrix.rows);
    const isDecoded = liesOnGrid(output.data, matrix.columns, grid);
    return {
      name: isDecoded ? "YOLOX with decoded boxes" : "YOLOX",
      classCount,
      defaultNames: classCount === coco80.length ? coco80 : [],
      preparations: isDecoded ? [yolox, yolov6] : [yolox],
      decode: (outputs, classes, minScore) => {
        const data = outputs[index]?.data ?? new Float32Array();
        return suppress(decodeRows(data, classCount, grid, isDecoded, classes, minScore));
      },
    };
  }
  return undefined;
}

/** `[1, cells, 4 + classes]`, a YOLOv8 on its side, has no column for objectness: the names tell. */
const isTransposedYolov8 = (columns: number, names: readonly string[]): boolean =>
  columns - 4 === (names.length > 0 ? names.length : coco80.length);

function decodeRows(
  data: Float32Array,
  classCount: number,
  grid: Grid,
  isDecoded: boolean,
  classes: readonly number[],
  minScore: number,
): readonly Candidate[] {
  const found: Candidate[] = [];
  const columns = BOX_AND_OBJECTNESS + classCount;
  for (let cell = 0; cell < grid.cells; cell++) {
    const at = cell * columns;
    const objectness = data[at + 4] ?? 0;
    if (objectness < minScore) continue;
    const best = bestClass(data, at + BOX_AND_OBJECTNESS, classCount, 1);
    const score = objectness * best.score;
    if (score < minScore || !classes.includes(best.classIndex)) continue;

    let [x = 0, y = 0, width = 0, height = 0] = data.subarray(at, at + 4);
    if (!isDecoded) {
      const stride = grid.stride[cell] ?? 0;
      x = (x + (grid.column[cell] ?? 0)) * stride;
      y = (y + (grid.row[cell] ?? 0)) * stride;
      width = Math.exp(width) * stride;
      height = Math.exp(height) * stride;
    }
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

/** Whether centres, on average, are nearer to their cell in pixels than to the cell's own zero. */
function liesOnGrid(data: Float32Array, columns: number, grid: Grid): boolean {
  let toCell = 0;
  let toZero = 0;
  for (let cell = 0; cell < grid.cells; cell++) {
    const x = data[cell * columns] ?? 0;
    const stride = grid.stride[cell] ?? 1;
    toCell += Math.abs(x / stride - (grid.column[cell] ?? 0));
    toZero += Math.abs(x);
  }
  return toCell < toZero;
}
