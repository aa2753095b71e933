import type { PixelFormat, Tensor } from "#domain/tensor.ts";
import type { Corners, Fit, Size } from "#vision/letterbox.ts";

/** A box as the model means it: pixels of its input. */
export interface Candidate extends Corners {
  readonly score: number;
  readonly classIndex: number;
}

/** How a picture must be brought to a model: what it was trained with. */
export interface Preparation {
  readonly fit: Fit;
  /** Grey of the padding, 0 to 255. */
  readonly padding: number;
  readonly format: PixelFormat;
}

/** One family of detectors: what its outputs mean. */
export interface Layout {
  /** For the log and diagnostics: `YOLOX`, `YOLOv8`… */
  readonly name: string;
  readonly classCount: number;
  /** Where the file names no classes. */
  readonly defaultNames: readonly string[];
  /** The likeliest first. Where there are several, the picture at load decides. */
  readonly preparations: readonly [Preparation, ...Preparation[]];
  /** Boxes of the classes asked for with at least this score. No order; overlaps already suppressed. */
  decode(outputs: readonly Tensor[], classes: readonly number[], minScore: number): readonly Candidate[];
}

/** What was read off a run's outputs, besides what the file says of itself. */
export interface Evidence {
  readonly outputs: readonly Tensor[];
  readonly input: Size;
  /** From the file's metadata; empty where there are none. */
  readonly names: readonly string[];
  /** The model takes the size of the picture as a second input. */
  readonly takesSizes: boolean;
}

const plain = (order: "rgb" | "bgr", scale: number): PixelFormat => ({
  order,
  scale: [scale, scale, scale],
  offset: [0, 0, 0],
});

/** YOLOX: blue first, bytes as they are. */
export const bgrBytes: PixelFormat = plain("bgr", 1);
/** Ultralytics and most others: red first, 0 to 1. */
export const rgbUnit: PixelFormat = plain("rgb", 1 / 255);
/** Normalised by the mean and deviation of ImageNet. */
export const rgbImageNet: PixelFormat = {
  order: "rgb",
  scale: [1 / (255 * 0.229), 1 / (255 * 0.224), 1 / (255 * 0.225)],
  offset: [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225],
};

export const PADDING_GREY = 114;

/** The matrix of an output without its batch dimension of 1: rows and columns, or `undefined` if it is none. */
export function matrixOf({ dims }: Tensor): { readonly rows: number; readonly columns: number } | undefined {
  const [rows, columns] = dims.length === 3 && dims[0] === 1 ? dims.slice(1) : dims;
  if (dims.length < 2 || dims.length > 3 || rows === undefined || columns === undefined) return undefined;
  return dims.length === 3 && dims[0] !== 1 ? undefined : { rows, columns };
}

/** Intersection over union of two boxes in pixels. */
export function overlap(a: Corners, b: Corners): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (area(a) + area(b) - both);
}

const area = ({ x1, y1, x2, y2 }: Corners): number => (x2 - x1) * (y2 - y1);
