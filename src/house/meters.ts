import { type MeterName, meters } from "#domain/meters.ts";
import type { Meter } from "#ports/meter.ts";

/** Two streams of each camera, and more. */
const SERIES_MAX = 256;

export interface Measured {
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** What was measured, for whoever shows it. */
export interface Meters extends Meter {
  read(name: MeterName): readonly Measured[];
}

export function makeMeters(): Meters {
  const all = new Map<MeterName, Map<string, { value: number; labels: Measured["labels"] }>>();
  const series = (name: MeterName, labels: Measured["labels"]) => {
    const own = all.get(name) ?? new Map<string, { value: number; labels: Measured["labels"] }>();
    all.set(name, own);
    const key = JSON.stringify(labels);
    const known = own.get(key) ?? { value: 0, labels };
    if (own.size < SERIES_MAX) own.set(key, known);
    return known;
  };
  // What has no labels is there from the start: a count of none is worth reading too.
  for (const [name, { labels }] of Object.entries(meters)) {
    if (labels.length === 0) series(name as MeterName, {});
  }

  return {
    add: (name, labels, by = 1) => {
      series(name, labels).value += by;
    },
    set: (name, value, labels) => {
      series(name, labels).value = value;
    },
    read: (name) => [...(all.get(name)?.values() ?? [])],
  };
}
