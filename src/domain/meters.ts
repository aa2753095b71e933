/** `level`: how much there is now; `count`: how often it has happened since the start. */
export interface MeterSpec {
  readonly kind: "level" | "count";
  readonly help: string;
  readonly labels: readonly string[];
}

/** What parts of the app measure at their bounds, by the name that it has in the metrics. */
export const meters = {
  ring_bytes: {
    kind: "level",
    help: "Held of a stream in memory, at most 64 MiB of a main stream.",
    labels: ["camera", "stream"],
  },
  ring_overflows_total: {
    kind: "count",
    help: "Streams whose key frames come too rarely to be held.",
    labels: ["camera", "stream"],
  },
  frames_total: { kind: "count", help: "Frames that came.", labels: ["camera", "stream"] },
  decode_dropped_total: {
    kind: "count",
    help: "Frames that nobody looked at, as the picture decoder was behind.",
    labels: ["camera"],
  },
  journal_unwritten: {
    kind: "level",
    help: "Journal entries that wait in memory for the database.",
    labels: [],
  },
  journal_dropped_total: { kind: "count", help: "Journal entries given up, to make room.", labels: [] },
  mqtt_waiting: { kind: "level", help: "States and events that wait for the broker.", labels: [] },
  mqtt_dropped_total: {
    kind: "count",
    help: "States and events given up, as too many waited for the broker.",
    labels: [],
  },
  mqtt_live_dropped_total: {
    kind: "count",
    help: "Live events that were not told on the broker, as too many came in one second.",
    labels: ["camera"],
  },
  analyses_total: {
    kind: "count",
    help: "Questions to analyzers: answered, failed, resting (not asked, as it failed before), refused (by the budget).",
    labels: ["analyzer", "outcome"],
  },
  analyses_waiting: { kind: "level", help: "Clips that wait for a vision model to be free.", labels: [] },
  analyses_stood_in_total: {
    kind: "count",
    help: "Clips that were described from what the detector saw, as no vision model did.",
    labels: [],
  },
  analyzer_resting: {
    kind: "level",
    help: "1 while an analyzer is left alone after failures.",
    labels: ["analyzer"],
  },
  budget_used: { kind: "level", help: "Used up by vision models in this window.", labels: ["window", "of"] },
  budget_limit: {
    kind: "level",
    help: "What they may use up in it, where there is a limit.",
    labels: ["window", "of"],
  },
} as const satisfies Record<string, MeterSpec>;
export type MeterName = keyof typeof meters;
export type MeterLabels<Name extends MeterName> = Readonly<
  Record<(typeof meters)[Name]["labels"][number], string>
>;
