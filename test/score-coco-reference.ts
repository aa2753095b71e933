import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Detection } from "#domain/detection.ts";
import { type Box, iou } from "#domain/geometry.ts";
import { coco80 } from "#vision/coco.ts";

const SIDE = 416;
const STRIDES = [8, 16, 32];
const COLUMNS = 85;
const OVERLAP_MAX = 0.5;
const STILL_BYTES_MAX = 64 * 1024 * 1024;

const run = promisify(execFile);

interface Still {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

/**
 * YOLOX as its authors' demo runs it, written down plainly and sharing nothing with the detector: the whole picture is
 * scaled in JavaScript as OpenCV does (bilinear, no anti-aliasing), every row is decoded, one thread does all.
 */
export async function openReference(model: string) {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  return async (path: string, size: { width: number; height: number }, minScore: number) => {
    const args = ["-loglevel", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
    const { stdout } = await run("ffmpeg", args, { encoding: "buffer", maxBuffer: STILL_BYTES_MAX });
    const ratio = Math.min(SIDE / size.width, SIDE / size.height);
    const pixels = prepare({ ...size, rgb: stdout }, ratio);
    const outputs = await session.run({ images: new Tensor("float32", pixels, [1, 3, SIDE, SIDE]) });
    const rows = outputs["output"]?.data as Float32Array;
    return suppress(decode(rows, ratio, size, minScore));
  };
}

/** Blue, green, red; 0 to 255; grey right and below. */
function prepare(still: Still, ratio: number): Float32Array {
  const width = Math.trunc(still.width * ratio);
  const height = Math.trunc(still.height * ratio);
  const pixels = new Float32Array(3 * SIDE * SIDE).fill(114);
  for (let y = 0; y < height; y++) {
    const fromY = Math.max(0, ((y + 0.5) * still.height) / height - 0.5);
    for (let x = 0; x < width; x++) {
      const fromX = Math.max(0, ((x + 0.5) * still.width) / width - 0.5);
      for (let channel = 0; channel < 3; channel++) {
        pixels[channel * SIDE * SIDE + y * SIDE + x] = Math.round(sample(still, fromX, fromY, 2 - channel));
      }
    }
  }
  return pixels;
}

function sample({ width, height, rgb }: Still, x: number, y: number, channel: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (row: number, column: number) =>
    rgb[(Math.min(row, height - 1) * width + Math.min(column, width - 1)) * 3 + channel] ?? 0;
  const upper = at(top, left) * (left + 1 - x) + at(top, left + 1) * (x - left);
  const lower = at(top + 1, left) * (left + 1 - x) + at(top + 1, left + 1) * (x - left);
  return upper * (top + 1 - y) + lower * (y - top);
}

function decode(
  rows: Float32Array,
  ratio: number,
  size: { width: number; height: number },
  minScore: number,
): readonly Detection[] {
  const found: Detection[] = [];
  let row = 0;
  for (const stride of STRIDES) {
    for (let gridY = 0; gridY < SIDE / stride; gridY++) {
      for (let gridX = 0; gridX < SIDE / stride; gridX++, row++) {
        const objectness = rows[row * COLUMNS + 4] ?? 0;
        if (objectness < minScore) continue;
        const [x = 0, y = 0, w = 0, h = 0, , ...scores] = rows.subarray(row * COLUMNS, (row + 1) * COLUMNS);
        const best = Math.max(...scores);
        if (objectness * best < minScore) continue;
        const width = (Math.exp(w) * stride) / ratio / size.width;
        const height = (Math.exp(h) * stride) / ratio / size.height;
        const box: Box = {
          x: ((x + gridX) * stride) / ratio / size.width - width / 2,
          y: ((y + gridY) * stride) / ratio / size.height - height / 2,
          width,
          height,
        };
        const label = coco80[scores.indexOf(best)] ?? "";
        found.push({ label, score: objectness * best, box, at_ms: 0 });
      }
    }
  }
  return found;
}

function suppress(detections: readonly Detection[]): readonly Detection[] {
  const kept: Detection[] = [];
  for (const detection of detections.toSorted((a, b) => b.score - a.score)) {
    const covers = (other: Detection) =>
      other.label === detection.label && iou(other.box, detection.box) > OVERLAP_MAX;
    if (!kept.some(covers)) kept.push(detection);
  }
  return kept;
}
