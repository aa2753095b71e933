import { LATE_MS } from "#domain/alert.ts";
import type { Ledger } from "./ledger.ts";

/** Whether an alert of the clip would still be news: then it is looked at before those that are late anyway. */
export function freshness(ledger: Ledger): () => boolean {
  const endedAtMs = Date.parse(ledger.state.end_ts);
  return () => ledger.nowMs() - endedAtMs <= LATE_MS;
}
