import { type Box, iou } from "#domain/geometry.ts";

/** Whether a thing stays where it is. Boxes in heights of the frame, times only as far as somebody looked. */
export interface Stillness {
  /** Where it stands. */
  anchor: Box;
  /** The last boxes, smoothed: jitter and a passer-by's shadow do not move a car. */
  smooth: Box;
  /** Since `anchor` was set. */
  stillMs: number;
  /** Since it was seen away from its anchor. */
  awayMs: number;
  /** Looked for where it stands, and neither seen nor covered by something else. */
  absentMs: number;
  isStationary: boolean;
}

/** Between these two overlaps nothing changes: that is the hysteresis. */
const STAYS = 0.6;
const LEAVES = 0.3;
const STATIONARY_MS = 10_000;
const AWAY_MS = 600;
const SMOOTH_MS = 500;
/** The anchor follows: quickly enough for a car that rolled to a stop, too slowly for anything that walks… */
const SETTLING_MS = 3_000;
/** …and only for a camera that sags, once it is stationary. */
const DRIFT_MS = 60_000;
/** Still for so long when the frames stopped: they stopped because nothing moved any more. */
const BEFORE_SLEEP_MS = 1_000;

export function beginStillness(box: Box): Stillness {
  return { anchor: box, smooth: box, stillMs: 0, awayMs: 0, absentMs: 0, isStationary: false };
}

/** Takes in that it was seen at `box`, `stepMs` after the frame before. */
export function watchStillness(still: Stillness, box: Box, stepMs: number): void {
  still.absentMs = 0;
  still.smooth = blend(still.smooth, box, 1 - Math.exp(-stepMs / SMOOTH_MS));
  const overlap = iou(still.anchor, still.smooth);
  if (still.isStationary) {
    if (overlap >= STAYS) still.anchor = blend(still.anchor, box, 1 - Math.exp(-stepMs / DRIFT_MS));
    still.awayMs = overlap < LEAVES ? still.awayMs + stepMs : 0;
    if (still.awayMs >= AWAY_MS) Object.assign(still, beginStillness(still.smooth));
  } else if (overlap < STAYS) {
    still.anchor = still.smooth;
    still.stillMs = 0;
  } else {
    still.anchor = blend(still.anchor, box, 1 - Math.exp(-stepMs / SETTLING_MS));
    still.stillMs += stepMs;
    still.isStationary = still.stillMs >= STATIONARY_MS;
  }
}

/** It is not seen any more, and was last at `box`. Who was on the way out when last seen does not stand here unseen. */
export function loseSight(still: Stillness, box: Box): void {
  if (iou(still.anchor, box) < LEAVES) Object.assign(still, beginStillness(box));
}

/** No frames came for long: what stood then stands. */
export function settle(still: Stillness): void {
  if (still.stillMs >= BEFORE_SLEEP_MS) still.isStationary = true;
}

function blend(from: Box, to: Box, share: number): Box {
  return {
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
    width: from.width + (to.width - from.width) * share,
    height: from.height + (to.height - from.height) * share,
  };
}
