import type { Box, Point } from "./geometry.ts";

/** What live rules need to know of a track in one frame. The tracker gives more. */
export interface TrackSeen {
  /** Never used again for another thing within one run. */
  readonly id: number;
  readonly label: string;
  readonly score: number;
  /** Fractions of the frame. */
  readonly box: Box;
  /** `lost`: known, but not found in this frame. */
  readonly state: "tentative" | "confirmed" | "lost";
  readonly bornAtMs: number;
  /** When a detection last belonged to it. */
  readonly seenAtMs: number;
  readonly isStationary: boolean;
  /** The middle of its box in the frame before. */
  readonly previousCentre?: Point | undefined;
}

/** Where it stands: the middle of the lower edge of its box. Rounding never puts it outside the frame. */
export function footOf({ x, y, width, height }: Box): Point {
  return { x: Math.min(1, Math.max(0, x + width / 2)), y: Math.min(1, Math.max(0, y + height)) };
}

export function centreOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** A detector's box wavers by some hundredths of its own height: closer than this to an edge says nothing. */
const WAVER_OF_BOX = 0.05;
/** In heights of the frame: rounding to pixels of a small picture. */
export const WAVER_MIN = 0.005;

/** How far a foot may be from where it seems, in heights of the frame. */
export function waverOf({ height }: Box): number {
  return Math.max(WAVER_MIN, WAVER_OF_BOX * height);
}
