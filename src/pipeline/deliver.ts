import type { Alert } from "#domain/alert.ts";
import { failureKind, failureMessage } from "#domain/failure.ts";
import type { Logger } from "#ports/logger.ts";
import type { Notifier } from "#ports/notifier.ts";

export interface Delivery {
  /** Who was told by earlier attempts, and is not told again. */
  readonly told: Set<Notifier>;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Tells all notifiers at once, so that one that is away holds up none; resolves to how many were told.
 *
 * Throws while one of them may still succeed, and when none could be told. One that refuses the alert for good is
 * passed over as long as somebody was told.
 */
export async function deliver(
  notifiers: readonly Notifier[],
  alert: Alert,
  { told, log, signal }: Delivery,
): Promise<number> {
  const waiting = notifiers.filter((notifier) => !told.has(notifier));
  const outcomes = await Promise.allSettled(
    waiting.map(async (notifier) => {
      await notifier.notify(alert, signal);
      told.add(notifier);
    }),
  );

  const causes = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [outcome.reason as unknown] : [],
  );
  const passing = causes.find(
    (cause) => failureKind(cause) === "unavailable" || failureKind(cause) === "aborted",
  );
  if (passing !== undefined) throw passing as Error;
  if (told.size === 0 && causes.length > 0) throw causes[0] as Error;
  for (const cause of causes) {
    log.warn({ clip: alert.clip_id, reason: failureMessage(cause) }, "one notifier refused an alert");
  }
  return told.size;
}
