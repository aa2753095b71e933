/** Whose failure it is and what to do: retry, give up, stop quietly, or look for our bug. */
export type FailureKind = "unavailable" | "rejected" | "aborted" | "internal";

/**
 * A failure of the outside world, in words for the owner of the house.
 *
 * `unavailable` may pass by itself and is retried; `rejected` needs a person; `aborted` is a shutdown.
 * The message never holds a secret: it reaches the log, the panel and the journal.
 */
export class Failure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Failure";
    this.kind = kind;
  }
}

/** The kind of anything caught: what is not a `Failure` is a bug of ours. */
export function failureKind(cause: unknown): FailureKind {
  if (cause instanceof Failure) return cause.kind;
  if (cause instanceof Error && cause.name === "AbortError") return "aborted";
  if (cause instanceof Error && cause.name === "TimeoutError") return "unavailable";
  return "internal";
}

/** The sentence of anything caught. */
export function failureMessage(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
