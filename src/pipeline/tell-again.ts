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
 * Tells an alert again by all notifiers, as nobody has said that they saw it; its `escalation` says how often that was.
 * Outside the journal: whoever counts the times knows when the next is due. Never rejects; resolves to whether anybody
 * has told it. Beyond `ESCALATIONS_MAX` times, or where too many are told again now, nobody is.
 */
export type Retell = (alert: Alert) => Promise<boolean>;

export function makeRetell({ notifiers, clock, log, signal }: RetellOptions): Retell {
  let running = 0;
  return async (alert) => {
    const fields = { alert: alert.alert_id, escalation: alert.escalation };
    if (alert.escalation > ESCALATIONS_MAX || running >= RETELLS_MAX) {
      log.warn(fields, "too many alerts to tell again");
      return false;
    }
    running += 1;
    const isTold = await deliver(notifiers, alert, { clock, log, timeoutMs: RETELL_TIMEOUT_MS, signal });
    running -= 1;
    if (isTold) log.info(fields, "alert told again");
    else log.warn(fields, "alert not told again");
    return isTold;
  };
}
