/** Two minutes at 60 pictures a second. More are not looked at. */
const FRAMES_MAX = 7200;
/** A step of at least so many usual ones is a gap. */
const GAP_TIMES = 1.75;
/** Not the middle one: where every third picture is lost, half of the steps are gaps. */
const USUAL_QUANTILE = 0.3;
const FRAMES_MIN = 10;

/**
 * Which share of the pictures is missing from a stream, by its own clock. A gap counts only between two usual steps: a
 * camera that slows down in a quiet scene makes many long steps in a row, and loses nothing.
 */
export function makeFrameGaps() {
  const steps = new Float64Array(FRAMES_MAX);
  let count = 0;
  let frames = 0;
  let lastMs: number | undefined;

  const missingShare = (): number => {
    if (count < FRAMES_MIN) return 0;
    const all = steps.subarray(0, count);
    const usual = all.toSorted()[Math.floor(count * USUAL_QUANTILE)] ?? 0;
    if (usual <= 0) return 0;
    const isGap = (step: number | undefined) => step !== undefined && step >= GAP_TIMES * usual;
    let missing = 0;
    for (let at = 0; at < count; at++) {
      const step = all[at] ?? 0;
      if (isGap(step) && !isGap(all[at - 1]) && !isGap(all[at + 1])) missing += Math.round(step / usual) - 1;
    }
    return missing / (count + missing);
  };

  return {
    add(dtsMs: number): void {
      frames++;
      if (lastMs !== undefined && dtsMs > lastMs && count < FRAMES_MAX) steps[count++] = dtsMs - lastMs;
      lastMs = dtsMs;
    },
    /** The next picture belongs to another session. */
    cut(): void {
      lastMs = undefined;
    },
    /** What was seen since the last time. */
    take(): { readonly frames: number; readonly missingShare: number } {
      const seen = { frames, missingShare: missingShare() };
      count = 0;
      frames = 0;
      return seen;
    },
  };
}
