import { type Alert, alertPhases } from "#domain/alert.ts";
import { type ClipState, phaseOf } from "#domain/clip-state.ts";
import { alertOf } from "./alert.ts";
import type { Ledger } from "./ledger.ts";
import type { TellContext } from "./tell-context.ts";

/** What is told of one clip, and who in the house hears that it is. */
export interface Words {
  /** What is known now, said to the house when it is news there. Made anew for each attempt: meanwhile more may be known. */
  announce(): Alert;
  /** The same, said to nobody. */
  now(): Alert;
  /** Somebody has told it. */
  told(alert: Alert): void;
}

export function makeWords(context: TellContext, ledger: Ledger): Words {
  const announced = new Set<Alert["phase"]>();
  const heard = new Set<Alert["phase"]>();

  const now = (): Alert => {
    const alert = alertOf(ledger.state, { ...context, nowMs: ledger.nowMs() });
    const settings = context.circumstances?.(alert.camera_name)?.settings;
    return context.groups.put(alert, settings?.group_s ?? 0);
  };
  return {
    now,
    announce() {
      const alert = now();
      // Clips are let go and taken up again while somebody has not told them: that is no news.
      if (!announced.has(alert.phase) && !isToldByAny(ledger.state)) context.onAlert(alert);
      announced.add(alert.phase);
      return alert;
    },
    told(alert) {
      if (!heard.has(alert.phase) && !isToldByAny(ledger.state)) context.told?.(alert);
      heard.add(alert.phase);
    },
  };
}

/** Whether somebody has told as much as is known now. */
function isToldByAny(state: ClipState): boolean {
  const now = alertPhases.indexOf(phaseOf(state));
  return Object.values(state.told).some(({ phase }) => alertPhases.indexOf(phase) >= now);
}
