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
  const deadline = new AbortController();
  const patience = AbortSignal.any([signal, over.signal]);
  const both = AbortSignal.any([signal, deadline.signal]);
  clock.sleep(timeoutMs, patience).then(
    () => deadline.abort(),
    () => undefined,
  );
  try {
    both.throwIfAborted();
    return ok(await Promise.race([step(both), rejectionOf(both)]));
  } catch (cause) {
    if (signal.aborted) return err({ kind: "aborted", message: "Stopped by the shutdown.", cause });
    if (deadline.signal.aborted) {
      return err({ kind: "unavailable", message: `No answer within ${timeoutMs / 1000} s.`, cause });
    }
    return err({ kind: kindOf(cause), message: failureMessage(cause), cause });
  } finally {
    over.abort();
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
