/** How long to wait before a picture is fetched again. */
export interface LastFetch {
  /** How often pictures are wanted at best, ms. */
  readonly intervalMs: number;
  /** How long the last one took, ms. */
  readonly tookMs: number;
  /** Failures since the last success. */
  readonly failures: number;
  /** Times in a row that the same picture came. */
  readonly repeats: number;
}

const FAILURE_WAIT_MAX_MS = 60_000;
const REPEAT_WAIT_MAX_MS = 8_000;

/** Asks less often of a slow line, of a camera that makes few pictures, and of one that is away. */
export function nextWaitMs({ intervalMs, tookMs, failures, repeats }: LastFetch): number {
  const atBest = Math.max(intervalMs, tookMs);
  if (failures > 0) return Math.min(atBest * 2 ** failures, FAILURE_WAIT_MAX_MS);
  return Math.max(atBest, Math.min(atBest * 1.5 ** repeats, REPEAT_WAIT_MAX_MS));
}
