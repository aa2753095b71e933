import type { Alert } from "#domain/alert.ts";
import type { AlertSettings } from "#domain/alert-settings.ts";
import type { HappeningId } from "#domain/ids.ts";
import type { OpenAlert } from "#ports/alerting.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openKept } from "./alerting-kept.ts";
import { afterLook, afterSeen, afterTold, EscalationState, restored } from "./escalation-steps.ts";

export interface Escalation {
  open(): readonly OpenAlert[];
  /** Something was told. True if what waits has changed. */
  told(alert: Alert, settings: AlertSettings): boolean;
  /** By the alert's id or its group's. False if none of them waited. */
  acknowledge(id: HappeningId): Promise<boolean>;
  /** What is to be told once more now: one alert at a time, so that there is never a flood. */
  look(settings: AlertSettings, isWanted: (alert: Alert) => boolean): EscalationLook;
  settled(): Promise<void>;
}

export interface EscalationLook {
  readonly alert?: Alert | undefined;
  /** What waits has changed. */
  readonly isChanged: boolean;
}

export interface EscalationParts {
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Alerts that are told again until somebody has seen them. */
export async function openEscalation({ settings, clock, log }: EscalationParts): Promise<Escalation> {
  const kept = await openKept({
    settings,
    log,
    key: "alerting.escalation",
    schema: EscalationState,
    fallback: () => ({ open: [], seen: [] }),
  });
  const become = (state: EscalationState): boolean => {
    if (state === kept.now) return false;
    void kept.note(state);
    return true;
  };
  if (kept.now.open.length > 0) become(restored(kept.now, clock.now()));

  return {
    open: () =>
      kept.now.open.map(({ alert, times_told, next_at_ms }) => ({
        alert,
        timesTold: times_told,
        nextAtMs: next_at_ms,
      })),
    told: (alert, { escalation }) => become(afterTold(kept.now, alert, escalation, clock.now())),
    async acknowledge(id) {
      const before = kept.now.open.length;
      await kept.note(afterSeen(kept.now, id));
      return kept.now.open.length < before;
    },
    look({ escalation }, isWanted) {
      const { state, alert } = afterLook(kept.now, escalation, clock.now(), isWanted);
      return { alert, isChanged: become(state) };
    },
    settled: kept.settled,
  };
}
