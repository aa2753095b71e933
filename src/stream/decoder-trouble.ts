import type { Clock } from "#ports/clock.ts";

/** After a decoder ended by itself: 1, 2, 4… s. */
const RETRY_MS = 1000;
const RETRY_MAX_MS = 60_000;
/** So many ends without a picture between them are told. */
const TROUBLE_AFTER = 3;
const sentences = {
  motion:
    "Motion cannot be looked for: the picture decoder keeps failing. Recording by other triggers goes on; see the log.",
  frames:
    "Live pictures cannot be looked at: the picture decoder keeps failing. Clips are recorded and looked at all the same; see the log.",
} as const;

/** When a decoder may be started again, and when its failing is worth telling. */
export function makeDecoderTrouble(
  clock: Clock,
  of: keyof typeof sentences,
  onTrouble: (sentence?: string) => void,
) {
  let failures = 0;
  let retryAtMs = Number.NEGATIVE_INFINITY;
  return {
    failed(): void {
      failures += 1;
      retryAtMs = clock.monotonic() + Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** (failures - 1));
      if (failures === TROUBLE_AFTER) onTrouble(sentences[of]);
    },
    isWell(): void {
      if (failures >= TROUBLE_AFTER) onTrouble();
      failures = 0;
    },
    mayStart: () => clock.monotonic() >= retryAtMs,
  };
}
