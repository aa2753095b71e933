import type { Alert } from "#domain/alert.ts";
import { ESCALATIONS_MAX } from "#domain/alert-settings.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { Notifier } from "#ports/notifier.ts";
import { deliver } from "./deliver.ts";

/** Alerts that are told again at the same time; more are left out, as their next time comes soon. */
export const RETELLS_MAX = 8;
const RETELL_TIMEOUT_MS = 30_000;

export interface RetellOptions {
  readonly notifiers: readonly Notifier[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Tells an alert again by all notifiers, as nobody has said that they saw it. Resolves to what was told, with one more
 * `escalation`; to `undefined` where nobody could tell it, it was told often enough, or too many are told again now.
 */
export type Retell = (alert: Alert) => Promise<Alert | undefined>;

export function makeRetell({ notifiers, clock, log, signal }: RetellOptions): Retell {
  let running = 0;
  return async (alert) => {
    const again = { ...alert, escalation: alert.escalation + 1 };
    const fields = { alert: alert.alert_id, escalation: again.escalation };
    if (again.escalation > ESCALATIONS_MAX) return undefined;
    if (running >= RETELLS_MAX) {
      log.warn(fields, "alert not told again, as too many are");
      return undefined;
    }
    running += 1;
    const told = await deliver(notifiers, again, { clock, log, timeoutMs: RETELL_TIMEOUT_MS, signal });
    running -= 1;
    if (told) log.info(fields, "alert told again");
    else log.warn(fields, "alert not told again");
    return told ? again : undefined;
  };
}
