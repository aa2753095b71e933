import type { Clock } from "#ports/clock.ts";

export interface Deadline {
  readonly clock: Clock;
  readonly ms: number;
  readonly signal: AbortSignal;
  /** What is thrown when the time is over. */
  late(): Error;
}

/** Runs something whose own signal aborts when ours does or the time is over; what it throws then is not heard. */
export async function within<T>(
  { clock, ms, signal, late }: Deadline,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const expired = new AbortController();
  clock.sleep(ms, over.signal).then(
    () => expired.abort(),
    () => undefined,
  );
  try {
    return await run(AbortSignal.any([signal, expired.signal]));
  } catch (cause) {
    signal.throwIfAborted();
    throw expired.signal.aborted ? late() : cause;
  } finally {
    over.abort();
  }
}
