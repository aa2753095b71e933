import type { Clock } from "#ports/clock.ts";

export interface Backoff {
  readonly firstMs: number;
  readonly capMs: number;
}

/** Pause after the `attempt`th failure (from 1): doubles up to the cap, and is cut by up to half at random. */
export function pauseMs({ firstMs, capMs }: Backoff, attempt: number, random: () => number): number {
  const fullMs = Math.min(capMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return fullMs * (1 - random() / 2);
}

/** Sleeps, and tells whether it slept to the end. */
export function slept(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  return clock.sleep(ms, signal).then(
    () => true,
    () => false,
  );
}

/** Waits for `work`, but not longer than `ms` and not past the signal. */
export async function waitAtMost(
  clock: Clock,
  work: Promise<unknown>,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, slept(clock, ms, AbortSignal.any([signal, over.signal]))]);
  over.abort();
}
