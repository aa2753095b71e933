import type { StillnessTiming } from "./stillness.ts";

/** How long each thing must stand before it is said. False alarms are worse than late ones. */
export interface ViewTiming extends StillnessTiming {
  /** The edges are looked at so often. */
  readonly lookMs: number;
  /** Over which time the view is averaged, so that who walks through it does not count. */
  readonly blendMs: number;
  /** The reference follows so slowly: shadows and seasons, not a lorry. */
  readonly referenceMs: number;
  /** Until the reference is so old, another view is taken for mounting and adjusting. */
  readonly settledMs: number;
  /** Until it has seen a whole day, what it does not know may be the night. */
  readonly seasonedMs: number;
  readonly coveredMs: number;
  /** What hides the scene at once is no fog and no dusk. */
  readonly abruptMs: number;
  /** Over which time it is known how clear the scene was lately. */
  readonly latelyMs: number;
  /** Longer than fog and winter nights. */
  readonly slowlyMs: number;
  readonly movedMs: number;
  /** Another view, that is not the old one shifted, must stand still for so long. */
  readonly otherViewMs: number;
  /** A part of the scene that stays like this is another light of it. */
  readonly otherLightMs: number;
  /** After so long of being seen, another view is the view. */
  readonly acceptMs: number;
  /** What was learned is kept for the next start so often. */
  readonly keepMs: number;
  /** Well again. */
  readonly wellMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const VIEW_TIMING: ViewTiming = {
  lookMs: 2 * SECOND,
  blendMs: 30 * SECOND,
  referenceMs: HOUR,
  settledMs: HOUR,
  seasonedMs: 24 * HOUR,
  coveredMs: 3 * MINUTE,
  abruptMs: 100 * SECOND,
  latelyMs: 10 * MINUTE,
  slowlyMs: 20 * HOUR,
  movedMs: 3 * MINUTE,
  otherViewMs: 10 * MINUTE,
  otherLightMs: 20 * MINUTE,
  acceptMs: 72 * HOUR,
  keepMs: HOUR,
  wellMs: 30 * SECOND,
  frozenMs: 3 * MINUTE,
  aliveMs: 10 * MINUTE,
  gapMs: 2 * MINUTE,
};
