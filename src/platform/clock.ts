import { setTimeout as sleep } from "node:timers/promises";

/** The machine's clock. Shaped as `ports/clock.ts` asks. */
export const systemClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms: number, signal: AbortSignal) => {
    // Node rejects with an error of its own.
    await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
};
