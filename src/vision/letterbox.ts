import type { Box } from "#domain/geometry.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How a frame is brought to a model's input size, as the model was trained: scaled and padded right and below,
 * scaled and padded on all sides, or stretched without regard to its shape.
 */
export type Fit = "top_left" | "centre" | "stretch";

/** Where a frame lies inside a model's input. All in whole pixels, so that ffmpeg and we mean the same. */
export interface Letterbox {
  readonly input: Size;
  /** The scaled frame. */
  readonly scaled: Size;
  readonly x: number;
  readonly y: number;
}

/** Corners in pixels of a model's input. */
export interface Corners {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export function letterbox(frame: Size, input: Size, fit: Fit): Letterbox {
  if (fit === "stretch") return { input, scaled: input, x: 0, y: 0 };
  const ratio = Math.min(input.width / frame.width, input.height / frame.height);
  const scaled = {
    width: clamp(Math.round(frame.width * ratio), 1, input.width),
    height: clamp(Math.round(frame.height * ratio), 1, input.height),
  };
  if (fit === "top_left") return { input, scaled, x: 0, y: 0 };
  // An odd rest goes right and below, as Ultralytics' round(rest / 2 - 0.1) does.
  const x = Math.floor((input.width - scaled.width) / 2);
  const y = Math.floor((input.height - scaled.height) / 2);
  return { input, scaled, x, y };
}

/**
 * The box as fractions of the frame, cut at its edges; `undefined` if nothing of it lies in the frame. Each axis is
 * divided by its own rounded size, not by the common ratio: at odd sizes the two differ.
 */
export function toFrame({ scaled, x, y }: Letterbox, { x1, y1, x2, y2 }: Corners): Box | undefined {
  const left = clamp((x1 - x) / scaled.width, 0, 1);
  const right = clamp((x2 - x) / scaled.width, 0, 1);
  const top = clamp((y1 - y) / scaled.height, 0, 1);
  const bottom = clamp((y2 - y) / scaled.height, 0, 1);
  // Written so that NaN is refused too.
  if (!(right > left && bottom > top)) return undefined;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
