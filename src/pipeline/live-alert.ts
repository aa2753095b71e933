import type { Alert } from "#domain/alert.ts";
import type { Camera } from "#domain/camera.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveSighting } from "#ports/live-sink.ts";
import type { Logger } from "#ports/logger.ts";
import type { Notifier } from "#ports/notifier.ts";
import { type AlertOptions, liveAlertOf } from "./alert.ts";
import { attempt } from "./attempt.ts";
import { deliver } from "./deliver.ts";

/** What cannot be told within this is told with the clip. */
export const LIVE_TELL_MS = 10_000;

export interface LiveTellerOptions extends AlertOptions {
  readonly notifiers: readonly Notifier[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends what is being told. */
  readonly signal: AbortSignal;
  isOn(camera: Camera): boolean;
  /** Somebody is being told. */
  onAlert(alert: Alert): void;
  /** Puts the picture where the alert says that it is; false where there is none. */
  keepPicture(alert: Alert, sighting: LiveSighting, signal: AbortSignal): Promise<boolean>;
}

/**
 * The first step of an alert: told while it happens, once, without a journal. The clip's own alert follows in any case,
 * with the same id, and is what must not be lost.
 */
export function makeLiveTeller(options: LiveTellerOptions) {
  const { notifiers, clock, log, signal } = options;

  const tell = async (camera: Camera, sighting: LiveSighting) => {
    const plain = liveAlertOf(camera, sighting, { ...options, hasPicture: true });
    const limits = { clock, timeoutMs: LIVE_TELL_MS, signal };
    const kept = await attempt(limits, (both) => options.keepPicture(plain, sighting, both));
    const alert = { ...plain, image_url: kept.ok && kept.value ? plain.image_url : null };
    options.onAlert(alert);
    const told = await attempt(limits, (both) =>
      deliver(notifiers, alert, { told: new Set(), log, signal: both }),
    );
    if (!told.ok) log.debug({ alert: alert.alert_id, reason: told.error.message }, "live alert not told");
  };

  return {
    /** Never rejects. */
    async tell(camera: Camera, sighting: LiveSighting): Promise<void> {
      if (options.isOn(camera)) await tell(camera, sighting);
    },
  };
}
