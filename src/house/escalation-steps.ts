import { z } from "zod";
import { Alert } from "#domain/alert.ts";
import { UNJUDGED } from "#domain/alert-gate.ts";
import type { AlertSettings } from "#domain/alert-settings.ts";
import { isAtLeast } from "#domain/analysis.ts";
import { HappeningId } from "#domain/ids.ts";

/** Alerts that wait for somebody to see them; the oldest are given up beyond this. */
export const OPEN_MAX = 32;
/** What happened longer ago is not told again, whatever the box did meanwhile. */
export const OPEN_AGE_MAX_MS = 24 * 60 * 60_000;
/** After a start nothing is told again before this. */
export const RESTORED_WAIT_MS = 60_000;
/** Alerts that are remembered as seen, so that what comes to be known of one later does not open it again. */
export const SEEN_MAX = 200;

export const Waiting = z.object({ alert: Alert, times_told: z.int().min(1), next_at_ms: z.int() });
export type Waiting = z.output<typeof Waiting>;

export const EscalationState = z.object({
  open: z.array(Waiting).max(OPEN_MAX),
  seen: z.array(HappeningId).max(SEEN_MAX),
});
export type EscalationState = z.output<typeof EscalationState>;
type Wish = AlertSettings["escalation"];

/** What becomes due while nothing runs waits a little after a start: whoever can tell it has only begun as well. */
export function restored({ open, seen }: EscalationState, nowMs: number): EscalationState {
  const earliestMs = nowMs + RESTORED_WAIT_MS;
  return { open: open.map((one) => ({ ...one, next_at_ms: Math.max(one.next_at_ms, earliestMs) })), seen };
}

/** What is known of an alert changes what waits; telling it once more is our own word, and does not. */
export function afterTold(state: EscalationState, alert: Alert, wish: Wish, nowMs: number): EscalationState {
  const { open, seen } = state;
  if (alert.escalation > 0) return state;
  const isWorth = wish.times > 0 && isAtLeast(alert.risk_level ?? UNJUDGED, wish.from_risk);
  const others = open.filter((one) => one.alert.alert_id !== alert.alert_id);
  if (others.length < open.length) {
    if (!isWorth) return { open: others, seen };
    return { open: open.map((one) => (others.includes(one) ? one : { ...one, alert })), seen };
  }
  if (!isWorth || alert.late || seen.includes(alert.alert_id)) return state;
  const waiting = { alert, times_told: 1, next_at_ms: nowMs + wish.every_s * 1000 };
  return { open: [...open, waiting].slice(-OPEN_MAX), seen };
}

/** Somebody has seen the alert, or the notification of its group. */
export function afterSeen({ open, seen }: EscalationState, id: HappeningId): EscalationState {
  const done = open.filter(({ alert }) => alert.alert_id === id || alert.group_id === id);
  const ids = new Set([id, ...done.map(({ alert }) => alert.alert_id)]);
  return {
    open: open.filter((one) => !done.includes(one)),
    seen: [...seen.filter((one) => !ids.has(one)), ...ids].slice(-SEEN_MAX),
  };
}

/** The first that is due: told once more, or given up where it was told often enough, is old, or not wanted now. */
export function afterLook(
  state: EscalationState,
  wish: Wish,
  nowMs: number,
  isWanted: (alert: Alert) => boolean,
): { readonly state: EscalationState; readonly alert?: Alert } {
  const everyMs = wish.every_s * 1000;
  const due = state.open.find(({ next_at_ms }) => isDue(next_at_ms, nowMs, everyMs));
  if (!due) return { state };
  const { alert, times_told } = due;
  const others = state.open.filter((one) => one !== due);
  const isOver = times_told > wish.times || nowMs - Date.parse(alert.ts) > OPEN_AGE_MAX_MS;
  if (isOver || !isWanted(alert)) return { state: { ...state, open: others } };
  const again = { alert, times_told: times_told + 1, next_at_ms: nowMs + everyMs };
  return { state: { ...state, open: [...others, again] }, alert: { ...alert, escalation: times_told } };
}

/** A clock that was set back must not keep it waiting for longer than it ever would. */
function isDue(nextAtMs: number, nowMs: number, everyMs: number): boolean {
  return nextAtMs <= nowMs || nextAtMs - nowMs > Math.max(everyMs, RESTORED_WAIT_MS);
}
