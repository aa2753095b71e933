import type { Alert } from "#domain/alert.ts";
import type { HappeningId } from "#domain/ids.ts";

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
  /**
   * Says where an alert was told, in its place and without a sound, what became of it: "Quiet until 15:30." Does nothing
   * for an alert that it does not remember. Missing where nothing can be said in place.
   */
  remark?(alert: HappeningId, sentence: string, signal: AbortSignal): Promise<void>;
}
