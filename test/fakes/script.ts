import { once } from "node:events";

/** What a fake does with one call: answer, fail, or wait until it is let go. */
export type Turn<T> =
  | { readonly answer: T }
  | { readonly error: Error }
  | { readonly wait: Gate; readonly answer: T };

/** A door that the test opens. */
export interface Gate {
  open(): void;
  readonly opened: Promise<void>;
}

export function makeGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, opened: promise };
}

/** Plays the turns in order, the last one for ever; waits obey the signal. */
export async function play<T>(turns: readonly Turn<T>[], call: number, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const turn = turns[Math.min(call, turns.length - 1)];
  if (!turn) throw new Error("a fake was called that has nothing to say");
  // Nothing outside answers before its caller goes on.
  await Promise.resolve();
  signal.throwIfAborted();
  if ("error" in turn) throw turn.error;
  if ("wait" in turn) {
    await Promise.race([turn.wait.opened, once(signal, "abort")]);
    signal.throwIfAborted();
  }
  return turn.answer;
}
