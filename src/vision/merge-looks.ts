import { type Detection, groupOf } from "#domain/detection.ts";
import { type Box, iou } from "#domain/geometry.ts";

/** The surest go on. More than a tracker follows. */
export const DETECTIONS_OF_LOOK_MAX = 256;
/** From here on two boxes mean one thing. */
const SAME = 0.45;
/** So near to an edge of the part, in sides of the part, a box is taken to be cut there. */
const EDGE = 0.01;
/** Of a smaller box, so much inside a larger and surer one: a part of that thing. */
const INSIDE = 0.8;
const PART_OF = 0.5;

/**
 * What was found in the whole frame and in one part of it, each thing once. Where both saw it, the box is the closer
 * look's and the score the better one's, so that a closer look never makes a thing less sure. What the part's edge
 * cuts is left to the whole frame: half a person would stand where nobody does.
 */
export function mergeLooks(
  whole: readonly Detection[],
  closer: readonly Detection[],
  part: Box,
): readonly Detection[] {
  const open = strongest(whole);
  const merged: Detection[] = [];
  for (const found of strongest(closer)) {
    if (isCut(found.box, part)) continue;
    const twin = twinOf(found, open);
    if (twin) {
      open.splice(open.indexOf(twin), 1);
      const surer = twin.score > found.score ? twin : found;
      merged.push({ ...surer, box: found.box });
    } else if (
      !open.some((other) => isPartOf(found, other)) &&
      !merged.some((other) => isSame(found, other))
    ) {
      merged.push(found);
    }
  }
  return strongest([...open, ...merged]);
}

/** At most `DETECTIONS_OF_LOOK_MAX`, surest first. */
export const strongest = (detections: readonly Detection[]): Detection[] =>
  detections.toSorted((a, b) => b.score - a.score).slice(0, DETECTIONS_OF_LOOK_MAX);

function twinOf(found: Detection, others: readonly Detection[]): Detection | undefined {
  let best: Detection | undefined;
  let most = SAME;
  for (const other of others) {
    const overlap = isAlike(found, other) ? iou(found.box, other.box) : 0;
    if (overlap >= most) [best, most] = [other, overlap];
  }
  return best;
}

const isSame = (a: Detection, b: Detection): boolean => isAlike(a, b) && iou(a.box, b.box) >= SAME;

/** A truck is a car now and then, but no person. */
const isAlike = (a: Detection, b: Detection): boolean =>
  a.label === b.label || (groupOf(a.label) !== undefined && groupOf(a.label) === groupOf(b.label));

function isPartOf(found: Detection, other: Detection): boolean {
  if (!isAlike(found, other) || other.score < found.score) return false;
  const [small, large] = [areaOf(found.box), areaOf(other.box)];
  return small < PART_OF * large && sharedArea(found.box, other.box) >= INSIDE * small;
}

const areaOf = ({ width, height }: Box): number => width * height;

function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** Whether it touches an edge of the part that is not the frame's own. */
function isCut(box: Box, part: Box): boolean {
  const [slackX, slackY] = [EDGE * part.width, EDGE * part.height];
  const right = part.x + part.width;
  const bottom = part.y + part.height;
  return (
    (part.x > 0 && box.x - part.x < slackX) ||
    (part.y > 0 && box.y - part.y < slackY) ||
    (right < 1 - slackX && right - (box.x + box.width) < slackX) ||
    (bottom < 1 - slackY && bottom - (box.y + box.height) < slackY)
  );
}
