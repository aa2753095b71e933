import { untilAborted } from "#platform/abort.ts";

/** Runs what has the same key one after another, in the order of the calls. Whose signal aborts waits no longer. */
export type InTurn = <T>(key: string, signal: AbortSignal, run: () => Promise<T>) => Promise<T>;

export function makeTurns(): InTurn {
  const lines = new Map<string, Promise<unknown>>();
  return async (key, signal, run) => {
    const before = lines.get(key);
    const mine = waited(before, signal).then(run);
    const all = Promise.allSettled([before, mine]);
    lines.set(key, all);
    try {
      return await mine;
    } finally {
      if (lines.get(key) === all) lines.delete(key);
    }
  };
}

async function waited(before: Promise<unknown> | undefined, signal: AbortSignal): Promise<void> {
  if (before !== undefined && !signal.aborted) await Promise.race([before, untilAborted(signal)]);
  signal.throwIfAborted();
}
