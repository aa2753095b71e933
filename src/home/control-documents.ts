import type { BudgetLine } from "#domain/budget.ts";
import type { Alerting } from "#ports/alerting.ts";
import type { CameraView } from "#ports/house.ts";
import { AI } from "./ai-entities.ts";
import { type AiDesk, type Controls, type Household, isSet } from "./controls.ts";
import { contextOf } from "./household.ts";
import { type Documents, onOff } from "./on-off.ts";
import type { Recent } from "./recent.ts";

/** What the hub says of what can be asked and set. */
export function hubControlDocuments(
  { alerting, ai, household }: Controls,
  nowMs: number,
  recent: Pick<Recent, "latencyMs" | "analyses">,
): Documents {
  return {
    ...(alerting && alertingDocuments(alerting, nowMs)),
    ...(ai && { "switch/analysis": onOff(ai.analysis.isOn()), [AI]: aiDocument(ai, nowMs, recent) }),
    ...(household && { household: householdDocument(household) }),
  };
}

/** The same of a camera. */
export function cameraControlDocuments(
  { alerting }: Controls,
  { id, slug }: Pick<CameraView, "id" | "slug">,
  nowMs: number,
): Documents {
  if (alerting === undefined) return {};
  return {
    snooze: snoozeDocument(alerting.snoozes().cameras.get(slug), nowMs),
    cooldown: String(alerting.settings().cameras[id]?.cooldown_s ?? 0),
  };
}

function alertingDocuments(alerting: Alerting, nowMs: number): Documents {
  return {
    mode: alerting.mode(),
    snooze: snoozeDocument(alerting.snoozes().house, nowMs),
    snooze_minutes: String(alerting.settings().snooze_minutes),
  };
}

function snoozeDocument(untilMs: number | undefined, nowMs: number): string {
  const until = untilMs === undefined || untilMs <= nowMs ? null : new Date(untilMs).toISOString();
  return JSON.stringify({ until });
}

/** Some model answers, or is about to: then clips are described. */
function aiDocument(
  { spending, health }: AiDesk,
  nowMs: number,
  recent: Pick<Recent, "latencyMs" | "analyses">,
): string {
  const { requests, tokens, cost } = spending.today();
  const lines = spending.lines().filter(isSet);
  const models = health();
  const latencyMs = recent.latencyMs();
  return JSON.stringify({
    provider: onOff(models.length === 0 || models.some(({ state }) => state !== "resting")),
    models: models.map(({ name, state, reason }) => ({ name, state, reason: reason ?? null })),
    requests_today: requests,
    tokens_today: tokens,
    cost_today: Math.round(cost * 10_000) / 10_000,
    since: new Date(new Date(nowMs).setHours(0, 0, 0, 0)).toISOString(),
    budget_used: lines.length === 0 ? null : Math.max(...lines.map(percentOf)),
    limits: lines.map(({ window, of, used, limit }) => ({ window, of, used, limit })),
    latency_s: latencyMs === undefined ? null : Math.round(latencyMs / 100) / 10,
    waiting: recent.analyses(),
  });
}

function percentOf({ used, limit }: BudgetLine): number {
  return limit === undefined || limit === 0 ? 0 : Math.round((used / limit) * 1000) / 10;
}

function householdDocument(household: Household): string {
  const notes = household.notes();
  return JSON.stringify({
    text: contextOf(notes),
    notes: notes.map(({ text, until_ms }) => ({
      text,
      until: until_ms === null ? null : new Date(until_ms).toISOString(),
    })),
  });
}
