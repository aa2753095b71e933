import { Failure } from "#domain/failure.ts";
import { isPublishable, isUnder } from "#platform/mqtt-topic.ts";
import type { Broker, BrokerMessage, Publication } from "#ports/broker.ts";

export interface FakeBroker extends Broker {
  /** Everything that was published, oldest first, payloads as text. */
  readonly published: { readonly topic: string; readonly text: string; readonly retain: boolean }[];
  /** What a new subscriber would get, payloads as text. */
  readonly retained: ReadonlyMap<string, string>;
  /** Somebody else on the broker says something. */
  say(topic: string, payload: string | Uint8Array, retain?: boolean): void;
  disconnect(): void;
  connect(): void;
}

/** A broker in memory: delivers at once, in order, retained messages included. */
export function makeFakeBroker({ connected = true } = {}): FakeBroker {
  const subscriptions = new Set<{ filter: string; listener: (message: BrokerMessage) => void }>();
  const listeners = new Set<() => void>();
  const kept = new Map<string, Uint8Array>();
  const published: FakeBroker["published"] = [];
  let live = connected;
  let disposed = false;

  function say(topic: string, payload: string | Uint8Array, retain = false): void {
    const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
    if (retain && bytes.length === 0) kept.delete(topic);
    else if (retain) kept.set(topic, bytes);
    for (const { filter, listener } of subscriptions) {
      if (live && isUnder(filter, topic)) listener({ topic, payload: bytes, retained: false });
    }
  }

  function replay(filter: string, listener: (message: BrokerMessage) => void): void {
    for (const [topic, payload] of kept) {
      if (isUnder(filter, topic)) listener({ topic, payload, retained: true });
    }
  }

  return {
    published,
    get retained() {
      return new Map([...kept].map(([topic, payload]) => [topic, new TextDecoder().decode(payload)]));
    },
    get connected() {
      return live;
    },
    say,
    async publish({ topic, payload, retain = false }: Publication, signal) {
      signal.throwIfAborted();
      if (!isPublishable(topic)) throw new Failure("rejected", `Nothing can be published on "${topic}".`);
      if (!live) throw new Failure("unavailable", "The MQTT broker is not connected.");
      published.push({
        topic,
        text: typeof payload === "string" ? payload : new TextDecoder().decode(payload),
        retain,
      });
      say(topic, payload, retain);
    },
    subscribe(filter, listener) {
      const subscription = { filter, listener };
      subscriptions.add(subscription);
      if (live) replay(filter, listener);
      return { [Symbol.dispose]: () => void subscriptions.delete(subscription) };
    },
    onConnected(listener) {
      const own = () => listener();
      listeners.add(own);
      if (live) own();
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
    disconnect() {
      live = false;
    },
    connect() {
      if (live || disposed) return;
      live = true;
      for (const { filter, listener } of subscriptions) replay(filter, listener);
      for (const listener of listeners) listener();
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      live = false;
    },
  };
}
