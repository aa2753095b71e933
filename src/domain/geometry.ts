import { z } from "zod";

const Fraction = z.number().min(0).max(1);

/** An upright rectangle; all four are fractions of the frame, origin top left. */
export const Box = z.object({ x: Fraction, y: Fraction, width: Fraction, height: Fraction });
export type Box = z.output<typeof Box>;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners in order; fractions of the frame. */
export type Polygon = readonly Point[];

/** Intersection over union, 0 to 1. */
export function iou(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}
