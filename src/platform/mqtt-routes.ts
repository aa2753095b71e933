import type { MqttClient } from "mqtt";
import { failureMessage } from "#domain/failure.ts";
import { isUnder } from "./mqtt-topic.ts";

const SUBSCRIPTIONS_MAX = 64;

export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
}

interface Subscription {
  readonly filter: string;
  readonly listener: (message: Message) => void;
}

/** Who listens to what, over all connections. */
export function makeRoutes(log: { warn(fields: object, message: string): void }) {
  const subscriptions = new Set<Subscription>();

  async function ask(client: MqttClient, filter: string): Promise<void> {
    try {
      await client.subscribeAsync(filter, { qos: 1 });
    } catch (cause) {
      if (client.connected) log.warn({ filter, reason: failureMessage(cause) }, "subscription refused");
    }
  }

  return {
    /** Tells a new connection of all filters. Resolves when the broker has answered. */
    async restore(client: MqttClient): Promise<void> {
      const filters = new Set([...subscriptions].map(({ filter }) => filter));
      await Promise.all([...filters].map((filter) => ask(client, filter)));
    },
    deliver(message: Message): void {
      for (const { filter, listener } of subscriptions) {
        if (isUnder(filter, message.topic)) listener(message);
      }
    },
    subscribe(
      filter: string,
      listener: (message: Message) => void,
      live: () => MqttClient | undefined,
    ): Disposable {
      if (subscriptions.size >= SUBSCRIPTIONS_MAX) throw new Error("too many MQTT subscriptions");
      const subscription = { filter, listener };
      subscriptions.add(subscription);
      const client = live();
      // Also where the filter is known already: the new listener wants the retained messages.
      if (client !== undefined) void ask(client, filter);
      return {
        [Symbol.dispose]() {
          if (!subscriptions.delete(subscription)) return;
          const stillWanted = [...subscriptions].some((other) => other.filter === filter);
          if (!stillWanted) live()?.unsubscribe(filter, () => undefined);
        },
      };
    },
  };
}
