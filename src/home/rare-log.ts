import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";

const PAUSE_MS = 60_000;

/** One line a minute, however often somebody on the broker gets it wrong; the line says how many there were. */
export function makeRareLog(log: Logger, clock: Clock): (fields: object, message: string) => void {
  let silentUntilMs = Number.NEGATIVE_INFINITY;
  let swallowed = 0;
  return (fields, message) => {
    if (clock.monotonic() < silentUntilMs) {
      swallowed += 1;
      return;
    }
    silentUntilMs = clock.monotonic() + PAUSE_MS;
    log.warn(swallowed === 0 ? fields : { ...fields, alike: swallowed }, message);
    swallowed = 0;
  };
}
