/** The 80 classes that detectors trained on COCO number 0 to 79. */
export const coco80: readonly string[] = `
person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign,
parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella,
handbag, tie, suitcase, frisbee, skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard,
surfboard, tennis racket, bottle, wine glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange,
broccoli, carrot, hot dog, pizza, donut, cake, chair, couch, potted plant, bed, dining table, toilet, tv, laptop,
mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, refrigerator, book, clock, vase, scissors,
teddy bear, hair drier, toothbrush`
  .trim()
  .split(/,\s+/);

/** COCO's own category ids run from 1 to 90 and leave these out; RF-DETR numbers its classes so. */
const unusedIds: ReadonlySet<number> = new Set([0, 12, 26, 29, 30, 45, 66, 68, 69, 71, 83]);

/** 91 names by COCO's category id; unused ids are empty. */
export const coco91: readonly string[] = namesById();

function namesById(): readonly string[] {
  let next = 0;
  return Array.from({ length: 91 }, (_, id) => (unusedIds.has(id) ? "" : (coco80[next++] ?? "")));
}
