import type { Point } from "#domain/geometry.ts";

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

export interface Paint {
  readonly colour: Colour;
  /** 0 to 1; 1 if not given. */
  readonly alpha?: number;
}

/** A picture of three bytes a pixel that can be drawn into. All places are in pixels; what lies outside is cut off. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Mixes the paint into one pixel, `share` of it. */
  dab(x: number, y: number, paint: Paint, share?: number): void;
}

export function makeCanvas(bytes: Uint8Array, width: number, height: number): Canvas {
  return {
    width,
    height,
    dab(x, y, { colour, alpha = 1 }, share = 1) {
      if (x < 0 || y < 0 || x >= width || y >= height) return;
      const at = 3 * (y * width + x);
      const weight = alpha * share;
      for (let channel = 0; channel < 3; channel++) {
        const before = bytes[at + channel] ?? 0;
        bytes[at + channel] = before + ((colour[channel] ?? 0) - before) * weight;
      }
    },
  };
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function fillRect(canvas: Canvas, rect: Rect, paint: Paint): void {
  const [left, top] = [Math.max(0, Math.round(rect.x)), Math.max(0, Math.round(rect.y))];
  const right = Math.min(canvas.width, Math.round(rect.x + rect.width));
  const bottom = Math.min(canvas.height, Math.round(rect.y + rect.height));
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) canvas.dab(x, y, paint);
}

/** The frame around a rectangle, `thickness` inwards; with gaps where it is `dashed`. */
export function frameRect(
  canvas: Canvas,
  { x, y, width, height }: Rect,
  paint: Paint,
  thickness: number,
  dashed = false,
): void {
  const corners = [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
  for (const [i, from] of corners.entries()) {
    const to = corners[(i + 1) % corners.length] ?? from;
    for (const [a, b] of dashed ? dashes(from, to) : [[from, to] as const]) {
      drawLine(canvas, a, b, paint, thickness);
    }
  }
}

/** A line with soft edges and round ends. */
export function drawLine(canvas: Canvas, a: Point, b: Point, paint: Paint, thickness: number): void {
  const reach = thickness / 2 + 1;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  eachPixel(canvas, [a, b], reach, (x, y) => {
    const along = squared === 0 ? 0 : ((x - a.x) * dx + (y - a.y) * dy) / squared;
    const t = Math.min(1, Math.max(0, along));
    const away = Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
    const share = Math.min(1, thickness / 2 + 0.5 - away);
    if (share > 0) canvas.dab(x, y, paint, share);
  });
}

export function drawPath(canvas: Canvas, points: readonly Point[], paint: Paint, thickness: number): void {
  for (const [i, to] of points.entries()) {
    const from = points[i - 1];
    if (from) drawLine(canvas, from, to, paint, thickness);
  }
}

export function fillDisc(canvas: Canvas, centre: Point, radius: number, paint: Paint): void {
  drawLine(canvas, centre, centre, paint, 2 * radius);
}

/** Even-odd: whoever is in it and who is not are told apart as for zones. */
export function fillPolygon(canvas: Canvas, corners: readonly Point[], paint: Paint): void {
  const rows = corners.map(({ y }) => y);
  const from = Math.max(0, Math.floor(Math.min(...rows)));
  const to = Math.min(canvas.height - 1, Math.ceil(Math.max(...rows)));
  for (let y = from; y <= to; y++) {
    const cuts = cutsAt(corners, y).sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const right = Math.min(canvas.width - 1, Math.floor(cuts[i + 1] ?? 0));
      for (let x = Math.max(0, Math.ceil(cuts[i] ?? 0)); x <= right; x++) canvas.dab(x, y, paint);
    }
  }
}

/** Where a row meets the sides. */
function cutsAt(corners: readonly Point[], y: number): number[] {
  return corners.flatMap((a, i) => {
    const b = corners[(i + 1) % corners.length] ?? a;
    return a.y <= y === b.y <= y ? [] : [a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)];
  });
}

function eachPixel(
  { width, height }: Canvas,
  points: readonly Point[],
  reach: number,
  visit: (x: number, y: number) => void,
): void {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const right = Math.min(width - 1, Math.ceil(Math.max(...xs) + reach));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(...ys) + reach));
  const left = Math.max(0, Math.floor(Math.min(...xs) - reach));
  for (let y = Math.max(0, Math.floor(Math.min(...ys) - reach)); y <= bottom; y++) {
    for (let x = left; x <= right; x++) visit(x, y);
  }
}

const DASH = 8;

function dashes(a: Point, b: Point): (readonly [Point, Point])[] {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const at = (d: number) => {
    const t = length === 0 ? 0 : Math.min(1, d / length);
    return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
  };
  const count = Math.ceil(length / (2 * DASH));
  return Array.from({ length: count }, (_, i) => [at(2 * i * DASH), at((2 * i + 1) * DASH)]);
}
