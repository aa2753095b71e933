import { setImmediate as turn } from "node:timers/promises";
import type { Clip } from "#domain/clip.ts";
import type { Detection } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import type { ObjectFilter } from "#ports/object-filter.ts";

/** What the fake says of a clip: what it sees, or why it cannot look. */
export type FilterScript = (clip: Clip) => readonly Detection[] | Failure;

/** One detection in the middle of the picture. */
export const aDetection = (label: string, score = 0.9): Detection => ({
  label,
  score,
  box: { x: 0.4, y: 0.3, width: 0.2, height: 0.5 },
  at_ms: 500,
});

/** A filter that looks at no picture but says what it is told to. */
export function fakeObjectFilter(script: FilterScript): ObjectFilter {
  const aborted = () => new Failure("aborted", "Looking at the clip was stopped.");
  return {
    detect: async (clip, { labels, minScore }, signal) => {
      if (signal.aborted) throw aborted();
      await turn();
      if (signal.aborted) throw aborted();
      const seen = script(clip);
      if (seen instanceof Failure) throw seen;
      const detections = seen
        .filter(({ label, score }) => labels.includes(label) && score >= minScore)
        .toSorted((a, b) => b.score - a.score);
      return {
        detected_classes: [...new Set(detections.map(({ label }) => label))],
        confidence: detections[0]?.score ?? 0,
        model: "fake",
        provider: "cpu",
        sampled_frames: 1,
        stopped_early: detections.length > 0,
        detections,
      };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
