import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

export interface Reading {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface GaugeSpec {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** It only ever grows, and begins anew at each start. */
  readonly isCount?: boolean;
  /** Called at each scrape. What throws is left out of this one. */
  read(): readonly Reading[] | Promise<readonly Reading[]>;
}

/** Prometheus text of the given gauges and of the process itself. */
export function makeMetrics(gauges: readonly GaugeSpec[]): { text(): Promise<string> } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "porchlight_" });
  for (const spec of gauges) addGauge(registry, spec);
  return { text: async () => await registry.metrics() };
}

function addGauge(registry: Registry, { name, help, labels = [], isCount = false, read }: GaugeSpec): void {
  const shared = { name: `porchlight_${name}`, help, labelNames: [...labels], registers: [registry] };
  const readAll = async () => {
    try {
      return await read();
    } catch {
      // One thing that cannot be read now must not take all the others away.
      return [];
    }
  };
  if (isCount) {
    const counter: Counter = new Counter({
      ...shared,
      collect: async () => {
        const readings = await readAll();
        counter.reset();
        for (const reading of readings) counter.inc({ ...reading.labels }, reading.value);
      },
    });
    return;
  }
  const gauge: Gauge = new Gauge({
    ...shared,
    collect: async () => {
      const readings = await readAll();
      gauge.reset();
      // Without labels a reset says 0, which nobody has measured.
      if (readings.length === 0 && labels.length === 0) gauge.remove();
      for (const reading of readings) gauge.set({ ...reading.labels }, reading.value);
    },
  });
}
