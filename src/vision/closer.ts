import type { Box, Point } from "#domain/geometry.ts";
import type { PixelRect } from "#domain/tensor.ts";
import { partAsBox } from "./frame-part.ts";
import type { Size } from "./letterbox.ts";

/** More are not considered: a lens full of moving things must not cost the square of them all. */
export const REGIONS_MAX = 64;
/** A part is so much longer than what it is for, so that this is not cut. */
const ROOM = 1.2;
/** Below it the whole picture shows as much. */
const GAIN_MIN = 1.5;
/** Tiles overlap by at least this share of their side: what one cuts another has whole. */
const TILE_OVERLAP = 0.15;
/** A very large frame gets larger tiles instead of more. */
const TILES_MAX = 12;
/** So near to the centre of an earlier part, in its sides, is the same part: what moves takes its part along. */
const NEAR_REGION = 0.25;
const NEAR_TILE = 0.02;
/** Parts looked at lately, of one camera. Not fewer than tiles, or the last ones would never have their turn. */
const RECENT_MAX = 16;

/** What one camera was looked at closer, oldest first; in fractions of the frame. */
export type Recent = readonly Box[];

export interface CloserWish {
  readonly frame: Size;
  /** The model's. */
  readonly input: Size;
  /** Where something small may be; none: the whole frame is gone through tile by tile, if `sweeps`. */
  readonly regions: readonly Box[];
  readonly sweeps: boolean;
  readonly recent: Recent;
}

/**
 * The square part of the frame that is worth a closer look now: in full resolution where it can be, around one of the
 * regions and as many others as fit, and of all such the one that was not looked at for longest.
 */
export function choosePart({ frame, input, regions, sweeps, recent }: CloserWish): PixelRect | undefined {
  const known = regions.slice(0, REGIONS_MAX);
  const worth = (part: PixelRect) => gainOf(frame, input, part) >= GAIN_MIN;
  const parts = known.length > 0 ? cover(frame, input, known, worth) : sweeps ? tiles(frame, input) : [];
  const near = known.length > 0 ? NEAR_REGION : NEAR_TILE;
  let chosen: PixelRect | undefined;
  let age = Infinity;
  for (const part of parts.filter(worth)) {
    const lookedAt = lastLook(centreOf(partAsBox(frame, part)), near, recent);
    if (lookedAt < age) [chosen, age] = [part, lookedAt];
  }
  return chosen;
}

/** `recent` with one more. */
export const remember = (recent: Recent, frame: Size, part: PixelRect): Recent =>
  [...recent, partAsBox(frame, part)].slice(-RECENT_MAX);

/** How much larger things are in the closer look than in the whole picture. */
function gainOf(frame: Size, input: Size, part: PixelRect): number {
  const whole = Math.min(input.width / frame.width, input.height / frame.height);
  return Math.min(input.width / part.width, input.height / part.height) / whole;
}

/** Parts that together hold every region: each around the first that no earlier one holds. */
function cover(
  frame: Size,
  input: Size,
  regions: readonly Box[],
  worth: (part: PixelRect) => boolean,
): readonly PixelRect[] {
  const parts: PixelRect[] = [];
  let open = regions.map((region) => pixelsOf(frame, region));
  while (open.length > 0) {
    const [first, ...rest] = open;
    if (!first) break;
    const part = around(frame, input, first);
    if (worth(part)) parts.push(part);
    open = rest.filter((other) => !contains(part, other));
  }
  return parts;
}

function around(frame: Size, input: Size, region: PixelRect): PixelRect {
  const side = Math.max(input.width, input.height, ROOM * Math.max(region.width, region.height));
  return square(frame, side, region.x + region.width / 2, region.y + region.height / 2);
}

function tiles(frame: Size, input: Size): readonly PixelRect[] {
  const count = (length: number, side: number) =>
    length <= side ? 1 : Math.ceil((length - side) / (side * (1 - TILE_OVERLAP))) + 1;
  let side = Math.max(input.width, input.height);
  while (count(frame.width, side) * count(frame.height, side) > TILES_MAX) side *= 1.1;
  const centres = (length: number) => {
    const many = count(length, side);
    return Array.from({ length: many }, (_, at) =>
      many === 1 ? length / 2 : side / 2 + (at * (length - side)) / (many - 1),
    );
  };
  return centres(frame.height).flatMap((y) => centres(frame.width).map((x) => square(frame, side, x, y)));
}

/** Around a point, moved and cut so that it lies in the frame; all four even, as colours are stored for two pixels. */
function square(frame: Size, side: number, x: number, y: number): PixelRect {
  const even = (value: number) => 2 * Math.floor(value / 2);
  const [width, height] = [even(Math.min(side, frame.width)), even(Math.min(side, frame.height))];
  const from = (centre: number, part: number, whole: number) =>
    even(Math.max(0, Math.min(whole - part, centre - part / 2)));
  return { x: from(x, width, frame.width), y: from(y, height, frame.height), width, height };
}

const pixelsOf = (frame: Size, { x, y, width, height }: Box): PixelRect => ({
  x: x * frame.width,
  y: y * frame.height,
  width: width * frame.width,
  height: height * frame.height,
});

const contains = (part: PixelRect, other: PixelRect): boolean =>
  other.x >= part.x &&
  other.y >= part.y &&
  other.x + other.width <= part.x + part.width &&
  other.y + other.height <= part.y + part.height;

const centreOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

/** The place in `recent` of the last look that had this point near its centre; -1 if there is none. */
function lastLook({ x, y }: Point, near: number, recent: Recent): number {
  return recent.findLastIndex((box) => {
    const centre = centreOf(box);
    return Math.abs(centre.x - x) < near * box.width && Math.abs(centre.y - y) < near * box.height;
  });
}
