import { makeTracker } from "#vision/tracking/tracker.ts";
import { byFrame, type MotRow } from "./sequence.ts";

export interface Video {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/** What the tracker, with its defaults, makes of a file of detections: the boxes of confirmed tracks, in pixels. */
export function trackSequence(
  detections: readonly MotRow[],
  frames: readonly number[],
  { width, height, fps }: Video,
): readonly MotRow[] {
  const tracker = makeTracker({ aspect: width / height });
  const found = byFrame(detections);
  return frames.flatMap((frame) => {
    const sightings = (found.get(frame) ?? []).map(({ box, score }) => ({
      label: "person",
      score,
      box: { x: box.x / width, y: box.y / height, width: box.width / width, height: box.height / height },
    }));
    const { tracks } = tracker.next(sightings, (frame * 1000) / fps);
    return tracks
      .filter(({ state }) => state === "confirmed")
      .map(({ id, box, score }) => ({
        frame,
        id,
        score,
        box: { x: box.x * width, y: box.y * height, width: box.width * width, height: box.height * height },
      }));
  });
}

/** Frames 1 to `count` of a video as a camera with fewer frames a second would have them. */
export function framesAt(fps: number, count: number, of: number, first = 1): readonly number[] {
  const frames = Array.from({ length: count }, (_, i) => first + Math.round((i * of) / fps));
  return frames.filter((frame) => frame <= count);
}

/** Only the rows of these frames. */
export function rowsOf(rows: readonly MotRow[], frames: readonly number[]): readonly MotRow[] {
  const wanted = new Set(frames);
  return rows.filter(({ frame }) => wanted.has(frame));
}
