import { setImmediate as pause } from "node:timers/promises";
import { Failure } from "#domain/failure.ts";
import type { Box } from "#domain/geometry.ts";
import { encodeJpeg } from "#platform/jpeg.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import { outline } from "#vision/i420/outline.ts";
import { rgbOf } from "#vision/i420/rgb.ts";

/** Larger ones do not come: the feed scales them down. */
const PIXELS_MAX = 4096 * 4096;
/** Nobody else waits for longer. */
const TURN_MS = 4;

/**
 * A live picture as JPEG with a frame around what it is about. Done here and not by an ffmpeg: to
 * start one takes longer than all the rest between the picture and the alert. Others have their turn in between.
 */
export async function jpegOfLive(
  { width, height, i420, colours = "bt601" }: Pick<LiveFrame, "width" | "height" | "i420" | "colours">,
  around: Box,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = width * height;
  if (i420.length !== (pixels * 3) / 2 || width % 2 === 1 || height % 2 === 1 || pixels > PIXELS_MAX) {
    throw new Failure("unavailable", "The live picture is not whole.");
  }
  // The frame is not ours to draw into.
  const picture = { width, height, i420: i420.slice() };
  outline(picture, around);
  const rows = rgbOf(picture, colours);
  let turnAtMs = performance.now();
  for (;;) {
    const step = rows.next();
    if (step.done) return await encodeJpeg(step.value, picture);
    if (performance.now() - turnAtMs < TURN_MS) continue;
    await pause();
    turnAtMs = performance.now();
    if (signal.aborted) throw new Failure("aborted", "The live picture was not made: shutting down.");
  }
}
