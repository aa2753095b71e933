import { type Evaluation, isSameVerdict, type RuleRef, type Verdict } from "#domain/live-rules-trace.ts";
import type { TrackSeen } from "#domain/track-seen.ts";

/** Past this the oldest evaluations of a rule are forgotten. */
export const TRACE_PER_RULE_MAX = 100;

/** Where the last verdict of one rule about one track is kept. */
export interface Remembered {
  last: Verdict | undefined;
}

/** Why rules did or did not fire. An evaluation is kept when its verdict differs from the one before. */
export interface Trace {
  note(rule: RuleRef, memory: Remembered, track: TrackSeen, atMs: number, verdict: Verdict): void;
  /** Oldest first. */
  of(rule: Pick<RuleRef, "kind" | "id">): readonly Evaluation[];
  /** Forgets all rules but these. */
  keep(rules: readonly RuleRef[]): void;
}

/** `onEvaluation` hears of each single evaluation, also of those that repeat what was said before. */
export function makeTrace(onEvaluation?: (evaluation: Evaluation) => void): Trace {
  const kept = new Map<string, Evaluation[]>();
  return {
    note(rule, memory, track, atMs, verdict) {
      const isNews = !isSameVerdict(memory.last, verdict);
      memory.last = verdict;
      if (!isNews && !onEvaluation) return;
      const evaluation = { atMs, rule, trackId: track.id, label: track.label, verdict };
      onEvaluation?.(evaluation);
      if (!isNews) return;
      const list = kept.get(keyOf(rule)) ?? [];
      list.push(evaluation);
      if (list.length > TRACE_PER_RULE_MAX) list.shift();
      kept.set(keyOf(rule), list);
    },
    of: (rule) => [...(kept.get(keyOf(rule)) ?? [])],
    keep(rules) {
      const wanted = new Set(rules.map(keyOf));
      for (const key of kept.keys()) if (!wanted.has(key)) kept.delete(key);
    },
  };
}

const keyOf = ({ kind, id }: Pick<RuleRef, "kind" | "id">): string => `${kind}:${id}`;
