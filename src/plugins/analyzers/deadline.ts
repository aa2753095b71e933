import { Failure } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";

/** A time limit for several waits together, by the injected clock. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** Settles as `work` does, or throws `Failure` when it is over: also where `work` does not obey the signal. */
  within<T>(work: Promise<T>): Promise<T>;
}

export function deadlineOf(clock: Clock, seconds: number, outer: AbortSignal): Deadline {
  const limit = new AbortController();
  const signal = AbortSignal.any([outer, limit.signal]);
  const rest = new AbortController();
  clock.sleep(seconds * 1000, AbortSignal.any([outer, rest.signal])).then(
    () => limit.abort(),
    () => undefined,
  );
  const failure = () =>
    outer.aborted
      ? new Failure("aborted", "Asking the vision model was stopped.")
      : new Failure("unavailable", `The vision model did not answer within ${seconds} s.`);
  return {
    signal,
    within<T>(work: Promise<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const over = () => reject(failure());
        if (signal.aborted) over();
        signal.addEventListener("abort", over, { once: true });
        work
          .then(resolve, (cause: unknown) => reject(signal.aborted ? failure() : cause))
          .finally(() => signal.removeEventListener("abort", over));
      });
    },
    [Symbol.dispose]: () => rest.abort(),
  };
}
