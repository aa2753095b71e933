import type { VideoFormat } from "#domain/camera.ts";
import type { Size } from "./decoder.ts";

/** The longer side of a live frame. More pixels cost more to copy than the detector gets out of them. */
export const FRAME_SIDE_MAX = 1280;
/** Live frames come from a sub-stream that is at least this wide: a smaller one shows too little. */
export const SUB_WIDTH_MIN = 640;

/** The size of a stream's live frames: even, as the colours are halved, and never larger than the stream. */
export function frameSize({ width, height }: Pick<VideoFormat, "width" | "height">): Size {
  const scale = Math.min(1, FRAME_SIDE_MAX / Math.max(width, height));
  return { width: even(width * scale), height: even(height * scale) };
}

const even = (length: number): number => Math.max(2, 2 * Math.floor(length / 2 + 1e-6));
