import { untilAborted } from "#platform/abort.ts";

/** Runs what is about one thing one after another, and everything else at the same time. */
export function makeTurns() {
  const last = new Map<string, Promise<void>>();
  /** Rejects with the signal's reason if it aborts before its turn. */
  return async function inTurn<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = last.get(key) ?? Promise.resolve();
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const mine = Promise.all([before, over]).then(() => undefined);
    last.set(key, mine);
    try {
      await Promise.race([before, untilAborted(signal)]);
      signal.throwIfAborted();
      return await work();
    } finally {
      end();
      if (last.get(key) === mine) void mine.finally(() => last.get(key) === mine && last.delete(key));
    }
  };
}
