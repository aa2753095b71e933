import { iou } from "#domain/geometry.ts";
import { assign } from "#vision/tracking/assign.ts";
import { byFrame, type MotRow } from "./sequence.ts";

/** How well tracks fit the truth. Percentages where the literature gives percentages. */
export interface MotScore {
  readonly mota: number;
  readonly idf1: number;
  readonly falsePositives: number;
  readonly misses: number;
  readonly switches: number;
}

const IOU_MIN = 0.5;
/** More than any sum of overlaps: as many pairs as possible first, the best overlaps second. */
const PAIR = 1000;

/** CLEAR MOT (Bernardin and Stiefelhagen 2008) and the ID measures (Ristani et al. 2016), as py-motmetrics has them. */
export function scoreTracks(truth: readonly MotRow[], tracks: readonly MotRow[]): MotScore {
  const { falsePositives, misses, switches } = clearMot(truth, tracks);
  return {
    mota: 100 * (1 - (falsePositives + misses + switches) / truth.length),
    idf1: 100 * idF1(truth, tracks),
    falsePositives,
    misses,
    switches,
  };
}

function clearMot(truth: readonly MotRow[], tracks: readonly MotRow[]) {
  const found = byFrame(tracks);
  const present = byFrame(truth);
  const lastMatch = new Map<number, number>();
  let [falsePositives, misses, switches] = [0, 0, 0];
  for (const frame of new Set([...present.keys(), ...found.keys()].toSorted((a, b) => a - b))) {
    const things = present.get(frame) ?? [];
    const boxes = found.get(frame) ?? [];
    const matched = matchFrame(things, boxes, lastMatch);
    for (const { thing, box } of matched) {
      const before = lastMatch.get(thing.id);
      if (before !== undefined && before !== box.id) switches++;
      lastMatch.set(thing.id, box.id);
    }
    misses += things.length - matched.length;
    falsePositives += boxes.length - matched.length;
  }
  return { falsePositives, misses, switches };
}

/** Who was matched before stays matched as long as the boxes overlap; the rest as well as possible. */
function matchFrame(
  things: readonly MotRow[],
  boxes: readonly MotRow[],
  lastMatch: ReadonlyMap<number, number>,
): readonly { readonly thing: MotRow; readonly box: MotRow }[] {
  const taken = new Set<number>();
  const kept = things.flatMap((thing) => {
    const box = boxes.find(({ id }) => id === lastMatch.get(thing.id) && !taken.has(id));
    if (box === undefined || iou(thing.box, box.box) < IOU_MIN) return [];
    taken.add(box.id);
    return [{ thing, box }];
  });
  const restThings = things.filter((thing) => !kept.some((pair) => pair.thing === thing));
  const restBoxes = boxes.filter((box) => !taken.has(box.id));
  const pairs = restThings.flatMap((thing, row) =>
    restBoxes.flatMap((box, column) => {
      const overlap = iou(thing.box, box.box);
      return overlap < IOU_MIN ? [] : [{ row, column, gain: PAIR + overlap, thing, box }];
    }),
  );
  return [...kept, ...assign(restThings.length, restBoxes.length, pairs)];
}

/** Each track stands for one thing at most, over the whole sequence. */
function idF1(truth: readonly MotRow[], tracks: readonly MotRow[]): number {
  const present = byFrame(truth);
  const together = new Map<string, { row: number; column: number; gain: number }>();
  for (const { frame, id, box } of tracks) {
    for (const thing of present.get(frame) ?? []) {
      if (iou(thing.box, box) < IOU_MIN) continue;
      const key = `${thing.id} ${id}`;
      const pair = together.get(key) ?? { row: thing.id, column: id, gain: 0 };
      pair.gain++;
      together.set(key, pair);
    }
  }
  const largest = (rows: readonly MotRow[]): number => rows.reduce((most, { id }) => Math.max(most, id), 0);
  const pairs = assign(largest(truth) + 1, largest(tracks) + 1, [...together.values()]);
  const truePositives = pairs.reduce((sum, { gain }) => sum + gain, 0);
  return (2 * truePositives) / (truth.length + tracks.length);
}
