import { randomBytes } from "node:crypto";
import type { MqttClient } from "mqtt";
import { Failure } from "#domain/failure.ts";
import { untilAborted } from "./abort.ts";
import { type Identity, openConnection } from "./mqtt-connection.ts";
import { makePublisher } from "./mqtt-publish.ts";
import { type Message, makeRoutes } from "./mqtt-routes.ts";
import { addressTrouble, type BrokerAddress } from "./mqtt-trouble.ts";

const BACKOFF_MIN_MS = 500;
const BACKOFF_MAX_MS = 30_000;
/** A connection that lived this long was a good one: the next wait begins small again. */
const STABLE_MS = 10_000;

export interface BrokerOptions {
  /** Asked before every attempt, so that a new password needs no restart. A `Failure` is shown and tried again. */
  readonly find: (signal: AbortSignal) => Promise<BrokerAddress>;
  readonly will: Identity["will"];
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  readonly clock: { monotonic(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  /** Hears a sentence when the broker cannot be used, and `undefined` when it can again. */
  readonly onProblem: (sentence: string | undefined) => void;
  readonly backoff?: { readonly minMs: number; readonly maxMs: number };
}

/**
 * One MQTT 5 connection that makes and remakes itself. Returns at once; shaped as `ports/broker.ts` asks.
 *
 * mqtt.js would reconnect by itself, but at one fixed pace, and would hide why it failed: so each connection is
 * a client of its own here.
 */
export function openBroker(options: BrokerOptions) {
  const stop = new AbortController();
  const routes = makeRoutes(options.log);
  const connectedListeners = new Set<() => void>();
  let live: MqttClient | undefined;
  const running = supervise(options, routes, stop.signal, (client) => {
    live = client;
    if (client === undefined) return;
    for (const listener of connectedListeners) listener();
  });

  return {
    get connected() {
      return live !== undefined;
    },
    publish: makePublisher(() => live),
    subscribe: (filter: string, listener: (message: Message) => void) =>
      routes.subscribe(filter, listener, () => live),
    onConnected(listener: () => void): Disposable {
      // Wrapped, so that the same function twice is two listeners.
      const own = () => listener();
      connectedListeners.add(own);
      if (live !== undefined) own();
      return {
        [Symbol.dispose]() {
          connectedListeners.delete(own);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

/** Connects again and again until `signal` aborts. */
async function supervise(
  options: BrokerOptions,
  routes: ReturnType<typeof makeRoutes>,
  signal: AbortSignal,
  onLive: (client: MqttClient | undefined) => void,
): Promise<void> {
  const { log, clock } = options;
  // The same for all connections of this process: the broker then replaces a half-dead one, and its will is out
  // before we say "online" again.
  const clientId = `porchlight_${randomBytes(6).toString("hex")}`;
  let told: string | undefined;
  let failures = 0;

  function tell(sentence: string | undefined): void {
    if (sentence === told) return;
    told = sentence;
    options.onProblem(sentence);
  }

  async function session(): Promise<number> {
    const address = await options.find(signal);
    const trouble = addressTrouble(address);
    if (trouble !== undefined) throw new Failure("rejected", trouble);
    const identity = { clientId, will: options.will };
    await using connection = await openConnection(address, identity, routes.deliver, signal);
    const since = clock.monotonic();
    const over = Promise.race([connection.closed, untilAborted(signal)]);
    await Promise.race([routes.restore(connection.client), over]);
    if (!connection.client.connected) return 0;
    tell(undefined);
    log.info({ host: address.host, port: address.port }, "broker connected");
    onLive(connection.client);
    await over;
    onLive(undefined);
    log.info({ host: address.host, port: address.port }, "broker connection ended");
    return clock.monotonic() - since;
  }

  while (!signal.aborted) {
    try {
      failures = (await session()) >= STABLE_MS ? 0 : failures + 1;
    } catch (cause) {
      if (signal.aborted) break;
      // A listener's bug also lands here, and is no trouble of the broker's.
      if (!(cause instanceof Failure)) throw cause;
      failures += 1;
      tell(cause.message);
    }
    await clock.sleep(waitMs(failures, options.backoff), signal).catch(() => undefined);
  }
}

/** Jittered, so that a house full of clients does not come back in one moment. */
function waitMs(failures: number, limits = { minMs: BACKOFF_MIN_MS, maxMs: BACKOFF_MAX_MS }): number {
  const ceiling = Math.min(limits.maxMs, limits.minMs * 2 ** Math.min(failures, 16));
  return ceiling * (0.5 + Math.random() / 2);
}
