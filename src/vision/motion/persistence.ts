/** Decides over the last moments, so that one odd frame says nothing. */
export interface Persistence {
  /** Takes what one frame showed, returns whether motion is established. */
  next(seen: boolean, atMs: number): boolean;
  forget(): void;
}

/** Three frames at 5 a second. */
const WINDOW_MS = 450;
const FRAMES_MAX = 32;

/**
 * True when most of the frames of the last 0.45 s showed motion: 2 of 3 at 5 a second, 3 of 5 at 10. Where frames are
 * further apart each decides alone, because waiting for a second one would take longer than most happenings.
 */
export function makePersistence(): Persistence {
  let frames: { readonly seen: boolean; readonly atMs: number }[] = [];

  return {
    next(seen, atMs) {
      frames = [...frames, { seen, atMs }]
        .filter((frame) => atMs - frame.atMs <= WINDOW_MS)
        .slice(-FRAMES_MAX);
      return frames.filter((frame) => frame.seen).length * 2 > frames.length;
    },
    forget() {
      frames = [];
    },
  };
}
