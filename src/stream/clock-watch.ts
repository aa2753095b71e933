/** The media clock is judged over spans of this length. */
const SPAN_MS = 10_000;
/** A clock that makes less than this of the time on the wall stands still. */
const PACE_MIN = 0.2;
/** Fewer frames in a span say nothing. */
const FRAMES_MIN = 5;

/** Notices a camera whose frames come while their timestamps stand still. */
export function makeClockWatch(spanMs = SPAN_MS) {
  let start: { readonly mediaMs: number; readonly atMs: number } | undefined;
  let frames = 0;

  /** Of each video frame: its time as the camera has it, and monotonic time now. True if its clock stands still. */
  return function isFrozen(mediaMs: number, atMs: number): boolean {
    start ??= { mediaMs, atMs };
    frames += 1;
    const wallMs = atMs - start.atMs;
    if (wallMs < spanMs) return false;
    const isStill = frames >= FRAMES_MIN && mediaMs - start.mediaMs < wallMs * PACE_MIN;
    start = { mediaMs, atMs };
    frames = 0;
    return isStill;
  };
}
