import type { Alert } from "#domain/alert.ts";
import { applyGates } from "#domain/alert-gates.ts";
import type { Camera } from "#domain/camera.ts";
import type { HappeningId } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveSighting } from "#ports/live-sink.ts";
import type { Logger } from "#ports/logger.ts";
import type { Notifier } from "#ports/notifier.ts";
import { type AlertOptions, liveAlertOf } from "./alert.ts";
import { attempt } from "./attempt.ts";
import { deliver } from "./deliver.ts";
import type { TellHouse } from "./tell-context.ts";
import type { Groups } from "./tell-groups.ts";

/** What cannot be told within this is told with the clip. */
export const LIVE_TELL_MS = 10_000;
/** Happenings of which is remembered that they were told; their clips are finished long before. */
const TOLD_MAX = 1000;

export interface LiveTellerOptions extends AlertOptions, TellHouse {
  readonly notifiers: readonly Notifier[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly groups?: Groups;
  readonly toldLive?: ToldLive;
  /** Ends what is being told. */
  readonly signal: AbortSignal;
  isOn?(camera: Camera): boolean;
  /** Puts the picture where the alert says that it is; false where there is none. */
  keepPicture(alert: Alert, sighting: LiveSighting, signal: AbortSignal): Promise<boolean>;
}

/** Tells what happens now. */
export interface LiveTeller {
  /** Never rejects. */
  tell(camera: Camera, sighting: LiveSighting): Promise<void>;
}

/**
 * The first step of an alert: told while it happens, once, without a journal. The clip's own alert follows in any case,
 * with the same id, and is what must not be lost.
 */
export function makeLiveTeller(options: LiveTellerOptions): LiveTeller {
  const { notifiers, clock, log, signal, groups, toldLive } = options;

  return {
    async tell(camera, sighting) {
      const plain = liveAlertOf(camera, sighting, { ...options, hasPicture: true });
      if (!isWanted(options, camera, plain)) return;
      const limits = { clock, timeoutMs: LIVE_TELL_MS, signal };
      const kept = await attempt(limits, (both) => options.keepPicture(plain, sighting, both));
      const own = { ...plain, image_url: kept.ok && kept.value ? plain.image_url : null };
      const groupS = options.circumstances?.(camera.slug)?.settings.group_s ?? 0;
      const alert = groups?.put(own, groupS) ?? own;
      options.onAlert(alert);
      const onTold = () => {
        toldLive?.add(alert.alert_id);
        options.told?.(alert);
      };
      await deliver(notifiers, alert, { ...limits, log, onTold });
    },
  };
}

/** By the same rules as what is told of a clip. */
function isWanted({ isOn, circumstances, log }: LiveTellerOptions, camera: Camera, alert: Alert): boolean {
  if (isOn?.(camera) === false) return false;
  const now = circumstances?.(camera.slug);
  if (!now) return true;
  const wish = { notify: true, notify_reason: alert.notify_reason, explanation: alert.summary ?? "" };
  const { notify, notify_reason } = applyGates(
    wish,
    { alert: alert.alert_id, risk: null, isLive: true },
    now,
  );
  if (!notify) log.debug({ alert: alert.alert_id, reason: notify_reason }, "live alert kept back");
  return notify;
}

/** The happenings of which somebody was told live, in this run of the app. */
export interface ToldLive {
  add(happening: HappeningId): void;
  has(happening: HappeningId): boolean;
}

export function makeToldLive(): ToldLive {
  const told = new Set<HappeningId>();
  return {
    add(happening) {
      told.add(happening);
      const [oldest] = told;
      if (oldest !== undefined && told.size > TOLD_MAX) told.delete(oldest);
    },
    has: (happening) => told.has(happening),
  };
}
