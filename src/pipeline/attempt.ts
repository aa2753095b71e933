import { setMaxListeners } from "node:events";
import { type FailureKind, failureKind, failureMessage } from "#domain/failure.ts";
import { err, ok, type Result } from "#domain/result.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { Clock } from "#ports/clock.ts";

/** A throw, as a value. */
export type Trouble = Omit<StageError, "stage">;

export interface AttemptOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs one step under a deadline and turns a throw into a value. This is the only `catch` of the pipeline.
 *
 * It settles at the deadline and when the signal aborts even if the step does not: nobody else's hung call holds a
 * lane. `aborted` means our own signal and nothing else.
 */
export async function attempt<T>(
  { clock, timeoutMs, signal }: AttemptOptions,
  step: (signal: AbortSignal) => Promise<T>,
): Promise<Result<T, Trouble>> {
  const over = new AbortController();
  // Not `AbortSignal.any`: what listens to it is never let go as long as the signal lives, which is the whole run.
  const both = new AbortController();
  let isLate = false;
  const stop = () => both.abort(signal.reason);
  if (signal.aborted) stop();
  // Of hundreds of clips at once, which is no leak.
  setMaxListeners(0, signal);
  signal.addEventListener("abort", stop, { once: true });
  const expire = () => {
    isLate = true;
    both.abort();
  };
  clock.sleep(timeoutMs, over.signal).then(expire, () => undefined);
  try {
    both.signal.throwIfAborted();
    return ok(await Promise.race([step(both.signal), rejectionOf(both.signal)]));
  } catch (cause) {
    if (signal.aborted) return err({ kind: "aborted", message: "Stopped by the shutdown.", cause });
    if (isLate) {
      return err({ kind: "unavailable", message: `No answer within ${timeoutMs / 1000} s.`, cause });
    }
    return err({ kind: kindOf(cause), message: failureMessage(cause), cause });
  } finally {
    over.abort();
    signal.removeEventListener("abort", stop);
  }
}

/** A step that was aborted by something of its own may well succeed the next time. */
function kindOf(cause: unknown): FailureKind {
  const kind = failureKind(cause);
  return kind === "aborted" ? "unavailable" : kind;
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
