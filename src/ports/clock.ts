/** Time, injected. Wall time for stamps, monotonic time for durations and deadlines. */
export interface Clock {
  /** Unix ms. */
  now(): number;
  /** ms from an arbitrary start; never goes back. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts, also if it already has. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
