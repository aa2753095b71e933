import type { ClipState } from "./clip-state.ts";

/** How long copies stay at a place where that is limited. */
export interface CopyLimit {
  readonly place: string;
  readonly keepMs: number;
}

/**
 * Why the clip's copy at this place goes now; `undefined` where it stays. A clip that is worked on keeps its copies: it
 * may have to be fetched from there to be stored elsewhere.
 */
export function expiryOfCopy(
  state: ClipState,
  { place, keepMs }: CopyLimit,
  nowMs: number,
): string | undefined {
  if (state.starred || state.copies[place] === undefined) return undefined;
  if (state.status !== "done" && state.status !== "error") return undefined;
  if (nowMs - Date.parse(state.end_ts) <= keepMs) return undefined;
  const days = Math.round(keepMs / DAY_MS);
  return `Copies at ${place} are kept for ${days === 1 ? "1 day" : `${days} days`}.`;
}

/** Whether a clip that ended then may be without a copy there, because that was deleted or soon would be. */
export function isPastLimit(limits: readonly CopyLimit[], place: string, ageMs: number): boolean {
  return limits.some((limit) => limit.place === place && ageMs > limit.keepMs);
}

const DAY_MS = 24 * 60 * 60_000;
