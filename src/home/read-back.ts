import type { Broker } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { Topics } from "./topics.ts";

const STEP_MS = 20;
const DEVICES_MAX = 512;

/** What the broker keeps of ours, by device. */
export interface ReadBack {
  /** Devices that have a discovery payload. */
  readonly configs: ReadonlySet<string>;
  /** Devices that were announced once. */
  readonly announced: ReadonlySet<string>;
}

/**
 * Asks the broker what it keeps of ours. There is no end mark, so this waits until all `expected` devices have
 * come, or for `patienceMs`.
 */
export async function readBack(
  { broker, topics, clock }: { broker: Broker; topics: Topics; clock: Clock },
  expected: readonly string[],
  patienceMs: number,
  signal: AbortSignal,
): Promise<ReadBack> {
  const configs = new Set<string>();
  const announced = new Set<string>();
  const note = (seen: Set<string>, device: string, payload: Uint8Array, retained: boolean) => {
    if (retained && payload.length > 0 && seen.size < DEVICES_MAX) seen.add(device);
  };
  using _configs = broker.subscribe(topics.configFilter, ({ topic, payload, retained }) => {
    note(configs, topics.deviceOf(topic), payload, retained);
  });
  using _announced = broker.subscribe(topics.announcedFilter, ({ topic, payload, retained }) => {
    note(announced, topics.deviceOf(topic), payload, retained);
  });
  const since = clock.monotonic();
  while (!expected.every((device) => configs.has(device)) && clock.monotonic() - since < patienceMs) {
    await clock.sleep(STEP_MS, signal);
  }
  return { configs, announced };
}
