import type { Broker } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { Device } from "./devices.ts";
import type { DeviceConfig } from "./discovery-schema.ts";
import type { Memory } from "./memory.ts";
import type { Pace } from "./pace.ts";
import type { DeviceKey, Topics } from "./topics.ts";

export interface SenderParts {
  readonly broker: Broker;
  readonly topics: Topics;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly pace: Pace;
  /** A device was announced, or announced differently: its states must be said again. */
  readonly onAnnounced: (device: DeviceKey) => void;
  /** These components of a device are no more. */
  readonly onBuried: (device: DeviceKey, components: readonly string[]) => void;
}

interface Sent {
  readonly payload: string;
  /** On the monotonic clock: no different payload before. */
  readonly nextAtMs: number;
}

/** Publishes discovery payloads, never two different ones of a device in quick succession. */
export function makeConfigSender(parts: SenderParts) {
  const { broker, topics, memory, clock, pace, onAnnounced, onBuried } = parts;
  const sent = new Map<string, Sent>();

  async function send(key: DeviceKey, config: DeviceConfig, pauseMs: number, signal: AbortSignal) {
    const payload = JSON.stringify(config);
    const before = sent.get(key);
    if (before !== undefined && before.payload !== payload) {
      await clock.sleep(Math.max(0, before.nextAtMs - clock.monotonic()), signal);
    }
    // Somebody may have deleted the device while we waited.
    if (memory.isHidden(key)) return;
    await broker.publish({ topic: topics.config(key), payload, retain: true }, signal);
    await broker.publish({ topic: topics.announced(key), payload: "yes", retain: true }, signal);
    sent.set(key, { payload, nextAtMs: clock.monotonic() + pauseMs });
    if (before?.payload !== payload) onAnnounced(key);
  }

  return {
    /** With `again` also what the broker has already. What is no longer in it is buried first. */
    async send({ key, config }: Device, again: boolean, signal: AbortSignal): Promise<void> {
      const platforms = platformsOf(config);
      const lost = Object.entries(memory.announced(key) ?? {}).filter(([name]) => !(name in platforms));
      if (lost.length > 0) {
        const tombstones = Object.fromEntries(lost.map(([name, platform]) => [name, { platform }]));
        const components = { ...config.components, ...tombstones } as DeviceConfig["components"];
        await send(key, { ...config, components }, pace.afterTombstoneMs, signal);
      }
      if (!again && sent.get(key)?.payload === JSON.stringify(config)) return;
      await send(key, config, pace.betweenConfigsMs, signal);
      if (lost.length > 0) {
        onBuried(
          key,
          lost.map(([name]) => name),
        );
      }
      if (!memory.isHidden(key)) memory.remember(key, platforms);
    },
    /** Forgets what was sent: of one device, or of all after a new connection. */
    forget(device?: string): void {
      if (device === undefined) sent.clear();
      else sent.delete(device);
    },
  };
}

function platformsOf({ components }: DeviceConfig): Record<string, string> {
  return Object.fromEntries(Object.entries(components).map(([name, { platform }]) => [name, platform]));
}
