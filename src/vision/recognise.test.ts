import { describe, expect, test } from "vitest";
import type { ModelContract, Tensor } from "#domain/tensor.ts";
import {
  detrOutputs,
  endToEndOutput,
  rfDetrOutputs,
  type Thing,
  tensor,
  yolov5Output,
  yolov8Output,
  yoloxOutput,
} from "#test/model-outputs.ts";
import type { Layout } from "./layouts/layout.ts";
import { labelsOf, namesOf, planInput, recogniseLayout } from "./recognise.ts";

const SIDE = 128;
const input = { width: SIDE, height: SIDE };
const dog: Thing = { x1: 20, y1: 36, x2: 70, y2: 90, score: 0.75, classIndex: 16 };

const families: readonly (readonly [name: string, outputs: readonly Tensor[], takesSizes: boolean])[] = [
  ["YOLOX", [yoloxOutput(SIDE, 80, dog, false)], false],
  ["YOLOX with decoded boxes", [yoloxOutput(SIDE, 80, dog, true)], false],
  ["YOLOv5", [yolov5Output(SIDE, 80, dog)], false],
  ["YOLOv8", [yolov8Output(SIDE, 80, dog)], false],
  ["YOLOv8", [yolov8Output(SIDE, 80, dog, false)], false],
  ["YOLOv10", [endToEndOutput(300, dog)], false],
  ["DETR", detrOutputs(dog), true],
  ["DETR", detrOutputs(dog, 1 / SIDE), false],
  ["RF-DETR", rfDetrOutputs(SIDE, 91, { ...dog, classIndex: 18 }), false],
  ["RF-DETR", rfDetrOutputs(SIDE, 80, dog), false],
];

describe.each(families)("%s", (name, outputs, takesSizes) => {
  const layout = recognised(outputs, takesSizes);
  const labels = labelsOf(layout, []);

  test("is recognised by what comes out, and its boxes are read right", () => {
    const [found, ...others] = layout.decode(outputs, [labels.indexOf("dog")], 0.5);

    expect(layout.name).toBe(name);
    expect(others).toEqual([]);
    expect(labels[found?.classIndex ?? -1]).toBe("dog");
    expect(found?.score).toBeCloseTo(0.75, 4);
    for (const side of ["x1", "y1", "x2", "y2"] as const) expect(found?.[side]).toBeCloseTo(dog[side], 3);
  });

  test("only the classes asked for and scores high enough count", () => {
    expect(layout.decode(outputs, [labels.indexOf("person")], 0.5)).toEqual([]);
    expect(layout.decode(outputs, [labels.indexOf("dog")], 0.76)).toEqual([]);
  });
});

test("YOLOv8's columns after the named classes are no classes", () => {
  const outputs = [yolov8Output(SIDE, 2 + 32, { ...dog, classIndex: 30 })];

  const layout = recognised(outputs, false, ["person", "dog"]);

  expect(layout.classCount).toBe(2);
});

test("names decide between a YOLOX and a YOLOv8 on its side", () => {
  const outputs = [yolov8Output(SIDE, 81, dog, false)];

  expect(recognised(outputs, false).name).toMatch("YOLOX");
  expect(recognised(outputs, false, Array.from({ length: 81 }, String)).name).toBe("YOLOv8");
});

const refused: readonly (readonly [why: string, outputs: readonly Tensor[]])[] = [
  ["holds values that are not numbers", [endToEndOutput(300, { ...dog, score: Number.NaN })]],
  ["not between 0 and 1", [yolov8Output(SIDE, 80, { ...dog, score: 3.5 })]],
  [
    "not between 0 and 1",
    [tensor("output0", [1, 84, 336], Array.from<number>({ length: 84 * 336 }).fill(-4))],
  ],
  ["not that of a known detector (probabilities [1, 1000])", [tensor("probabilities", [1, 1000], [0.5])]],
  ["not that of a known detector", [tensor("output0", [1, 300, 6], [1, 2, 3, 4, 0.5, 0.25])]],
  ["not that of a known detector ()", []],
];

test.each(refused)("refused: %s", (why, outputs) => {
  const result = recogniseLayout({ outputs, input, names: [], takesSizes: false });

  expect("refusal" in result && result.refusal).toContain(why);
});

describe("what a model must be fed", () => {
  const images = { name: "images", type: "float32", dims: [1, 3, 480, 640] };
  const sizes = { name: "orig_target_sizes", type: "int64", dims: [undefined, 2] };
  const contract = (inputs: ModelContract["inputs"], metadata = {}): ModelContract => ({
    inputs,
    outputs: [],
    metadata,
  });

  test("is a picture of its size, for some with that size", () => {
    expect(planInput(contract([images]))).toEqual({
      value: { picture: "images", type: "float32", size: { width: 640, height: 480 }, sizes: undefined },
    });
    expect(planInput(contract([sizes, images]))).toMatchObject({ value: { sizes: "orig_target_sizes" } });
  });

  test("has the size of its training where the file leaves it open", () => {
    const free = { ...images, dims: [undefined, 3, undefined, undefined] };

    expect(planInput(contract([free], { imgsz: "[320, 416]" }))).toMatchObject({
      value: { size: { width: 416, height: 320 } },
    });
    expect(planInput(contract([free]))).toMatchObject({ value: { size: { width: 640, height: 640 } } });
  });

  test.each([
    [[], "takes nothing"],
    [[{ ...images, dims: [1, 1000] }], "takes images [1, 1000]"],
    [[images, { ...images, name: "second" }], "should take one picture"],
    [[images, { name: "text", type: "int64", dims: [1, 77] }], "an input that no known detector has (text)"],
    [[{ ...images, type: "uint8" }], "takes pictures as uint8"],
    [[{ ...images, dims: [1, 3, 8, 8] }], "too small or too large"],
    [[{ ...images, dims: [1, 3, 99_999, 99_999] }], "too small or too large"],
  ])("refused: %j", (inputs, why) => {
    const result = planInput(contract(inputs));

    expect("refusal" in result && result.refusal).toContain(why);
  });
});

test.each([
  [`{0: 'person', 1: "dog's bed", 2: 'a \\'b\\''}`, ["person", "dog's bed", "a 'b'"]],
  [`['person', 'dog']`, ["person", "dog"]],
  [`{"0": "person", "2": "dog"}`, ["person", "", "dog"]],
  [`[]`, []],
])("class names are read from %s", (text, names) => {
  expect(namesOf({ names: text })).toEqual(names);
});

test("labels are in lower case, and every class has one", () => {
  const layout = recognised([yolov8Output(SIDE, 3, { ...dog, classIndex: 0 })], false);

  expect(labelsOf(layout, ["Person ", ""])).toEqual(["person", "class_1", "class_2"]);
});

test("RF-DETR counts classes by COCO's own ids", () => {
  const layout = recognised(rfDetrOutputs(SIDE, 91, { ...dog, classIndex: 18 }), false);
  const labels = labelsOf(layout, []);

  expect([labels[1], labels[18], labels[90], labels[12]]).toEqual([
    "person",
    "dog",
    "toothbrush",
    "class_12",
  ]);
});

function recognised(outputs: readonly Tensor[], takesSizes: boolean, names: readonly string[] = []): Layout {
  const result = recogniseLayout({ outputs, input, names, takesSizes });
  if ("refusal" in result) throw new Error(result.refusal);
  return result.value;
}
