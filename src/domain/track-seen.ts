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
