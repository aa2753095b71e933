import type { Alert } from "#domain/alert.ts";

/**
 * Delivers alerts one way. Throws `Failure`: `unavailable` is tried again for days, `rejected` is not. Delivering twice
 * must not ring twice where that can be helped.
 */
export interface Notifier extends AsyncDisposable {
  /** Short and lasting: the journal remembers by it who was told. `mqtt`, `phones`, `email`, `webhook_2`. */
  readonly name: string;
  /** What people call it: "MQTT", "Home Assistant's phones", "E-mail to alice@example.org". */
  readonly title: string;
  notify(alert: Alert, signal: AbortSignal): Promise<void>;
  /** Sends something that says that it is a test. Missing where that makes no sense. */
  test?(signal: AbortSignal): Promise<void>;
}
