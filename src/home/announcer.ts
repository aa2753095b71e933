import type { Logger } from "#ports/logger.ts";
import { makeConfigSender, type SenderParts } from "./config-sender.ts";
import type { Device } from "./devices.ts";
import { readBack } from "./read-back.ts";
import type { DeviceKey } from "./topics.ts";

export interface AnnouncerParts extends SenderParts {
  readonly log: Logger;
  /** The devices as they should be now, hub first. */
  readonly devices: () => readonly Device[];
  /** A camera is in the options no longer: what the broker keeps of it can go. */
  readonly onRetired: (device: DeviceKey) => void;
}

/** Tells Home Assistant which devices there are, and knows which of them somebody deleted there. */
export interface Announcer {
  /** After a connection: compares with what the broker keeps, then announces everything. */
  greet(signal: AbortSignal): Promise<void>;
  /** Announces what differs from before; with `again` also what does not. */
  announce(signal: AbortSignal, again?: boolean): Promise<void>;
  /**
   * An empty config that is not ours: somebody deleted the device in Home Assistant. Takes effect at once, so that
   * what is being announced just now does not bring it back. False where there was nothing to delete.
   */
  deleted(device: string): boolean;
  /** After a deletion: takes away what we may have said at the same moment, and corrects who named the device. */
  follow(device: string, signal: AbortSignal): Promise<void>;
}

export function makeAnnouncer(parts: AnnouncerParts): Announcer {
  const { broker, topics, memory, clock, log, pace } = parts;
  const sender = makeConfigSender(parts);

  async function empty(device: string, signal: AbortSignal): Promise<void> {
    await broker.publish({ topic: topics.config(device as DeviceKey), payload: "", retain: true }, signal);
    await broker.publish({ topic: topics.announced(device), payload: "", retain: true }, signal);
  }

  async function retire(device: string, signal: AbortSignal): Promise<void> {
    await empty(device, signal);
    sender.forget(device);
    parts.onRetired(device as DeviceKey);
    memory.forget(device);
    log.info({ device }, "device taken out of home assistant");
  }

  async function retireAllBut(devices: readonly Device[], known: Iterable<string>, signal: AbortSignal) {
    const wanted = new Set<string>(devices.map(({ key }) => key));
    for (const device of known) if (!wanted.has(device)) await retire(device, signal);
  }

  async function announce(signal: AbortSignal, again = false): Promise<void> {
    const devices = parts.devices();
    await retireAllBut(devices, memory.announcedDevices(), signal);
    for (const device of devices) if (!memory.isHidden(device.key)) await sender.send(device, again, signal);
  }

  function deleted(device: string): boolean {
    if (!parts.devices().some(({ key }) => key === device) || memory.isHidden(device)) return false;
    memory.hide(device);
    sender.forget(device);
    log.warn({ device }, "device was deleted in home assistant and stays away");
    return true;
  }

  return {
    announce,
    deleted,
    async follow(device, signal) {
      if (memory.isHidden(device)) {
        await broker.publish(
          { topic: topics.config(device as DeviceKey), payload: "", retain: true },
          signal,
        );
      }
      await announce(signal);
    },
    async greet(signal) {
      sender.forget();
      const known = memory.announcedDevices();
      const kept = await readBack({ broker, topics, clock }, known, pace.readBackMs, signal);
      for (const device of known) {
        // A broker that lost its memory lost the mark as well: then the device is simply announced again.
        if (!kept.configs.has(device) && kept.announced.has(device)) deleted(device);
      }
      await retireAllBut(parts.devices(), kept.configs, signal);
      for (const device of kept.configs) if (memory.isHidden(device)) await empty(device, signal);
      await announce(signal, true);
    },
  };
}
