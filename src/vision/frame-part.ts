import type { Box } from "#domain/geometry.ts";
import type { PixelRect } from "#domain/tensor.ts";
import type { Size } from "./letterbox.ts";

/** The whole frame as a part. */
export const wholeOf = ({ width, height }: Size): PixelRect => ({ x: 0, y: 0, width, height });

/** A box in fractions of the part, in fractions of the frame. */
export function boxOfPart(frame: Size, part: PixelRect, { x, y, width, height }: Box): Box {
  return {
    x: (part.x + x * part.width) / frame.width,
    y: (part.y + y * part.height) / frame.height,
    width: (width * part.width) / frame.width,
    height: (height * part.height) / frame.height,
  };
}

/** A part in fractions of the frame. */
export const partAsBox = (frame: Size, part: PixelRect): Box =>
  boxOfPart(frame, part, { x: 0, y: 0, width: 1, height: 1 });
