import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

export interface Reading {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface GaugeSpec {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** Called at each scrape. */
  read(): readonly Reading[];
}

/** Prometheus text of the given gauges and of the process itself. */
export function makeMetrics(gauges: readonly GaugeSpec[]): { text(): Promise<string> } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "porchlight_" });
  for (const { name, help, labels, read } of gauges) {
    const gauge: Gauge = new Gauge({
      name: `porchlight_${name}`,
      help,
      labelNames: [...(labels ?? [])],
      registers: [registry],
      collect: () => {
        gauge.reset();
        for (const reading of read()) gauge.set({ ...reading.labels }, reading.value);
      },
    });
  }
  return { text: async () => await registry.metrics() };
}
