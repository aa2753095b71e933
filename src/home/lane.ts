import { Failure, failureMessage } from "#domain/failure.ts";
import type { Broker, Publication } from "#ports/broker.ts";
import type { Logger } from "#ports/logger.ts";
import type { Meter } from "#ports/meter.ts";

const WAITING_MAX = 2_000;

/**
 * Publishes one after another, so that a picture is there before the event that speaks of it.
 *
 * What cannot be said now is not kept: states are published anew at every connection, and an event that comes
 * late is worse than none. Alerts have their own way with retries (`plugins/notifiers/mqtt.ts`).
 */
export interface Lane {
  /** A state: skipped where the broker has it already, or it waits for its turn. */
  keep(topic: string, payload: string): void;
  /** A message as it is; made when its turn comes, or not at all. */
  say(make: () => Promise<Publication | undefined> | Publication | undefined): void;
  /** How much has not had its turn yet. */
  waiting(): number;
  /** Resolves once all that was given before has been said. */
  drained(): Promise<void>;
  /** Forgets what the broker has under this prefix, so that it is said again. */
  forget(prefix?: string): void;
}

export function makeLane(broker: Broker, log: Logger, signal: AbortSignal, meter?: Meter): Lane {
  const line = makeLine(log, signal, meter);
  /** What the broker has, or will have when its turn has come. */
  const kept = new Map<string, string>();

  const isHeard = () => !signal.aborted && broker.connected;
  const lose = (topic: string, payload: string) => {
    if (kept.get(topic) === payload) kept.delete(topic);
  };

  async function publish(publication: Publication): Promise<boolean> {
    if (!isHeard()) return false;
    try {
      await broker.publish(publication, signal);
      return true;
    } catch (cause) {
      // An abort is the signal's own reason in some brokers.
      if (!(cause instanceof Failure) && !signal.aborted) throw cause;
      log.debug({ topic: publication.topic, reason: failureMessage(cause) }, "not published");
      return false;
    }
  }

  return {
    keep(topic, payload) {
      if (kept.get(topic) === payload) return;
      const isComing = line.add(async () => {
        if (!(await publish({ topic, payload, retain: true }))) lose(topic, payload);
      });
      if (isComing) kept.set(topic, payload);
      // What was to come before is not how it is now: the next offer must be heard.
      else kept.delete(topic);
    },
    say(make) {
      line.add(async () => {
        if (!isHeard()) return;
        const publication = await make();
        if (publication !== undefined) await publish(publication);
      });
    },
    waiting: line.waiting,
    drained: line.drained,
    forget(prefix = "") {
      for (const topic of kept.keys()) if (topic.startsWith(prefix)) kept.delete(topic);
    },
  };
}

/** Work in the order in which it came, up to a bound. */
function makeLine(log: Logger, signal: AbortSignal, meter?: Meter) {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  let dropped = 0;

  async function after(before: Promise<void>, work: () => Promise<void>): Promise<void> {
    await before;
    waiting -= 1;
    meter?.set("mqtt_waiting", waiting, {});
    if (waiting === 0) dropped = 0;
    await work();
  }

  return {
    waiting: () => waiting,
    drained: () => tail,
    /** False where it never has its turn. */
    add(work: () => Promise<void>): boolean {
      if (signal.aborted) return false;
      if (waiting >= WAITING_MAX) {
        if (dropped === 0) log.warn({ limit: WAITING_MAX }, "messages for the broker dropped");
        dropped += 1;
        meter?.add("mqtt_dropped_total", {});
        return false;
      }
      waiting += 1;
      meter?.set("mqtt_waiting", waiting, {});
      tail = after(tail, work);
      return true;
    },
  };
}
