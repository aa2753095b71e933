/** Spans of one zone that are kept apart; earlier ones are summed up. */
const SPANS_MAX = 64;

/** Times at which at least one thing was there. Spans are told again and again, while they grow. */
export interface Spans {
  add(fromMs: number, toMs: number): void;
  sumMs(): number;
}

export function makeSpans(): Spans {
  let spans: readonly { readonly fromMs: number; readonly toMs: number }[] = [];
  let summedMs = 0;
  return {
    add(fromMs, toMs) {
      if (!(toMs > fromMs)) return;
      const apart = spans.filter((span) => span.toMs < fromMs || span.fromMs > toMs);
      const met = spans.filter((span) => span.toMs >= fromMs && span.fromMs <= toMs);
      const one = {
        fromMs: Math.min(fromMs, ...met.map((span) => span.fromMs)),
        toMs: Math.max(toMs, ...met.map((span) => span.toMs)),
      };
      spans = [...apart, one].sort((a, b) => a.fromMs - b.fromMs);
      const [first] = spans;
      if (spans.length <= SPANS_MAX || !first) return;
      summedMs += first.toMs - first.fromMs;
      spans = spans.slice(1);
    },
    sumMs: () => spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, summedMs),
  };
}
