import type { Alert } from "#domain/alert.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { Notifier } from "#ports/notifier.ts";
import { attempt } from "./attempt.ts";

export interface Delivery {
  readonly clock: Clock;
  readonly log: Logger;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called as soon as the first has told it. */
  onTold?(): void;
}

/**
 * Tells by all notifiers at once, each once and without a journal: for what is news now or never. Never throws; resolves
 * to whether anybody has told it.
 */
export async function deliver(
  notifiers: readonly Notifier[],
  alert: Alert,
  { clock, log, timeoutMs, signal, onTold }: Delivery,
): Promise<boolean> {
  let isTold = false;
  await Promise.all(
    notifiers.map(async (notifier) => {
      const told = await attempt({ clock, timeoutMs, signal }, (both) => notifier.notify(alert, both));
      if (!told.ok) {
        const { alert_id, phase } = alert;
        const fields = { alert: alert_id, phase, notifier: notifier.name, reason: told.error.message };
        return log.debug(fields, "alert not told");
      }
      if (!isTold) onTold?.();
      isTold = true;
    }),
  );
  return isTold;
}
