import type { Alert } from "#domain/alert.ts";

/** Delivers one alert one way. Throws on failure. Delivering twice must not ring twice where that can be helped. */
export interface Notifier extends AsyncDisposable {
  notify(alert: Alert, signal: AbortSignal): Promise<void>;
}
