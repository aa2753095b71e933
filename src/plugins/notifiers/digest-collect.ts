import type { Alert } from "#domain/alert.ts";
import { riskLevels } from "#domain/analysis.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { ClipStore } from "#ports/state-store.ts";
import { type Checkpoint, HAPPENINGS_MAX, LOOK_BACK_MS, type Told } from "./digest-checkpoint.ts";

const PAGE = 200;

export interface Collected {
  /** One a happening, of its riskiest clip; newest first. */
  readonly alerts: readonly Alert[];
  readonly told: readonly Told[];
}

/** Alerts that began before `dueMs` and were in no digest yet; the newest where there are too many. */
export async function collect(
  clips: ClipStore,
  { until, since, told }: Checkpoint,
  dueMs: number,
  alertOf: (state: ClipState) => Alert,
): Promise<Collected> {
  const fromMs = Math.max(since, until - LOOK_BACK_MS);
  const before = new Set(told.map(({ id }) => id));
  const found = new Map<string, { readonly alert: Alert; readonly at: number }>();
  for await (const state of alertsBefore(clips, dueMs)) {
    const at = Date.parse(state.start_ts);
    if (at < fromMs) break;
    const id = state.happening_id;
    const known = found.get(id);
    if (before.has(id)) continue;
    if (known === undefined && found.size >= HAPPENINGS_MAX) break;
    const alert = alertOf(state);
    if (known === undefined) found.set(id, { alert, at });
    else if (riskOf(alert) > riskOf(known.alert)) found.set(id, { ...known, alert });
  }
  return {
    alerts: [...found.values()].map(({ alert }) => alert),
    told: [...found].map(([id, { at }]) => ({ id, at })),
  };
}

/** What nobody judged counts as medium. */
export function riskOf({ risk_level }: Alert): number {
  return riskLevels.indexOf(risk_level ?? "medium");
}

/** Newest first. */
async function* alertsBefore(clips: ClipStore, beforeMs: number): AsyncGenerator<ClipState> {
  let last: ClipState | undefined;
  do {
    const after = last && { after: { startedAtMs: Date.parse(last.start_ts), id: last.clip_id } };
    const page = await clips.list({ alertsOnly: true, beforeMs, limit: PAGE, ...after });
    yield* page;
    last = page.length < PAGE ? undefined : page.at(-1);
  } while (last !== undefined);
}
