import type { Clock } from "#ports/clock.ts";

/** Calls `beat` again and again; it says in how many ms it wants to be called next. */
export interface Pulse extends AsyncDisposable {
  /** Now instead of later. */
  wake(): void;
}

export function openPulse(clock: Clock, beat: () => number): Pulse {
  let nap = new AbortController();
  const stop = new AbortController();
  const run = async () => {
    while (!stop.signal.aborted) {
      nap = new AbortController();
      await clock.sleep(beat(), nap.signal).catch(() => undefined);
    }
  };
  const ended = run();
  return {
    wake: () => nap.abort(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      nap.abort();
      await ended;
    },
  };
}
