import type { ModelContract, Tensor, TensorInfo } from "#domain/tensor.ts";
import { recogniseDetr, recogniseRfDetr } from "./layouts/detr.ts";
import { recogniseEndToEnd } from "./layouts/end-to-end.ts";
import type { Evidence, Layout } from "./layouts/layout.ts";
import { recogniseYolov5 } from "./layouts/yolov5.ts";
import { recogniseYolov8 } from "./layouts/yolov8.ts";
import { recogniseYolox } from "./layouts/yolox.ts";
import type { Size } from "./letterbox.ts";

const SIDE_DEFAULT_PX = 640;
const SIDE_MIN_PX = 32;
const SIDE_MAX_PX = 2048;
const LABEL_MAX = 64;
/** Scores may leave 0 to 1 by as much: half-precision models round. */
const SCORE_SLACK = 0.01;

/** What the model must be fed. */
export interface InputPlan {
  readonly picture: string;
  readonly type: "float32" | "float16";
  readonly size: Size;
  /** Name of the second input that takes the picture's size, in DETR exports. */
  readonly sizes: string | undefined;
}

/** Either the thing or a sentence that says why not. */
export type Recognised<T> = { readonly value: T } | { readonly refusal: string };

/** How to feed the model, from what it says of its inputs. */
export function planInput({ inputs, metadata }: ModelContract): Recognised<InputPlan> {
  const pictures = inputs.filter((input) => isPicture(input));
  const others = inputs.filter((input) => !isPicture(input));
  const [picture] = pictures;
  if (!picture || pictures.length > 1) {
    const told = inputs.map((input) => `${input.name} ${shapeOf(input)}`).join(", ");
    return refuse(`it should take one picture as [1, 3, height, width], but takes ${told || "nothing"}`);
  }
  const sizes = others.find(({ type, dims }) => type === "int64" && dims.length === 2 && dims[1] === 2);
  if (others.length > (sizes ? 1 : 0)) {
    const unknown = others.find((input) => input !== sizes);
    return refuse(`it has an input that no known detector has (${unknown?.name})`);
  }
  if (picture.type !== "float32" && picture.type !== "float16") {
    return refuse(`it takes pictures as ${picture.type}, not as float32 or float16`);
  }
  const size = sizeOf(picture, metadata["imgsz"]);
  if (![size.width, size.height].every((side) => side >= SIDE_MIN_PX && side <= SIDE_MAX_PX)) {
    return refuse(`its pictures of ${size.width} x ${size.height} are too small or too large`);
  }
  return { value: { picture: picture.name, type: picture.type, size, sizes: sizes?.name } };
}

const recognisers: readonly ((evidence: Evidence) => Layout | undefined)[] = [
  recogniseDetr,
  recogniseRfDetr,
  recogniseYolox,
  recogniseYolov5,
  recogniseYolov8,
  recogniseEndToEnd,
];

/** Which family of detectors gives such outputs. Looks at shapes, and at numbers where shapes are alike. */
export function recogniseLayout(evidence: Evidence): Recognised<Layout> {
  const broken = evidence.outputs.find(({ data }) => !data.every(Number.isFinite));
  if (broken) return refuse(`its output ${broken.name} holds values that are not numbers`);
  for (const recognise of recognisers) {
    const layout = recognise(evidence);
    if (layout) return hasSaneScores(layout, evidence.outputs);
  }
  const told = evidence.outputs.map(({ name, dims }) => `${name} [${dims.join(", ")}]`).join(", ");
  return refuse(`its output is not that of a known detector (${told})`);
}

function hasSaneScores(layout: Layout, outputs: readonly Tensor[]): Recognised<Layout> {
  const classes = Array.from({ length: layout.classCount }, (_, index) => index);
  const best = Math.max(...layout.decode(outputs, classes, -Infinity).map(({ score }) => score));
  // Exports without the last sigmoid give logits: large ones where something is, all negative where nothing is.
  if (best < 0 || best > 1 + SCORE_SLACK) {
    return refuse(`its scores are not between 0 and 1 (the best is ${best.toFixed(2)})`);
  }
  return { value: layout };
}

/** Class names for a layout: the file's own, else those of the data set that fits, else `class_0`, `class_1`… */
export function labelsOf(layout: Layout, names: readonly string[]): readonly string[] {
  const known = names.length > 0 ? names : layout.defaultNames;
  return Array.from({ length: layout.classCount }, (_, index) =>
    (known[index]?.trim().toLowerCase() || `class_${index}`).slice(0, LABEL_MAX),
  );
}

/** Ultralytics writes a Python dictionary (`{0: 'person', 1: "dog's bed"}`), others a list or JSON. */
export function namesOf(metadata: Readonly<Record<string, string>>): readonly string[] {
  const names: string[] = [];
  const text = metadata["names"] ?? "";
  let next = 0;
  for (const match of text.matchAll(
    /(?:"?(\d{1,5})"?\s*:\s*)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g,
  )) {
    const [, index, single, double] = match;
    const at = index === undefined ? next : Number(index);
    names[at] = (single ?? double ?? "").replaceAll(/\\(.)/g, "$1");
    next = at + 1;
  }
  return Array.from(names, (name) => name ?? "");
}

const isPicture = ({ type, dims }: TensorInfo): boolean =>
  dims.length === 4 && (dims[1] === 3 || dims[1] === undefined) && type !== "int64";

function sizeOf({ dims }: TensorInfo, imgsz: string | undefined): Size {
  // `[height, width]`; a free side without it is what nearly all are trained at.
  const [height, width] = [...(imgsz ?? "").matchAll(/\d+/g)].map(Number);
  return {
    width: dims[3] ?? width ?? height ?? SIDE_DEFAULT_PX,
    height: dims[2] ?? height ?? SIDE_DEFAULT_PX,
  };
}

const shapeOf = ({ dims }: TensorInfo): string => `[${dims.map((dim) => dim ?? "?").join(", ")}]`;

const refuse = (refusal: string): { readonly refusal: string } => ({ refusal });
