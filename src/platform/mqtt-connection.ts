import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { Failure } from "#domain/failure.ts";
import type { Message } from "./mqtt-routes.ts";
import { type BrokerAddress, connectionTrouble } from "./mqtt-trouble.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const GOODBYE_MS = 2_000;
const KEEPALIVE_S = 30;
/** The broker drops what is larger instead of sending it to us: MQTT 5 §3.1.2.11.4. */
const INCOMING_BYTES_MAX = 262_144;

export interface Identity {
  readonly clientId: string;
  /** What the broker says of us, retained, when we vanish without a goodbye. */
  readonly will: { readonly topic: string; readonly payload: string };
}

/** A connection that the broker has accepted. */
export interface Connection extends AsyncDisposable {
  readonly client: MqttClient;
  /** Resolves when it is over, whoever ended it. */
  readonly closed: Promise<void>;
}

/** Connects once. Throws a `Failure` with a sentence for the owner. */
export async function openConnection(
  address: BrokerAddress,
  identity: Identity,
  onMessage: (message: Message) => void,
  signal: AbortSignal,
): Promise<Connection> {
  signal.throwIfAborted();
  const client = connect(clientOptions(address, identity));
  const closed = new Promise<void>((resolve) => client.once("close", resolve));
  let cause: unknown = { code: "ECONNRESET" };
  // Stays for good: an error event without a listener ends the process.
  client.on("error", (error) => {
    cause = error;
  });
  client.on("message", (topic, payload, packet) => {
    onMessage({ topic, payload, retained: packet.retain });
  });
  const giveUp = () => client.end(true);
  const timer = setTimeout(() => {
    cause = { code: "ETIMEDOUT" };
    giveUp();
  }, CONNECT_TIMEOUT_MS);
  signal.addEventListener("abort", giveUp, { once: true });
  const accepted = new Promise<boolean>((resolve) => client.once("connect", () => resolve(true)));
  const answered = await Promise.race([accepted, closed.then(() => false)]);
  clearTimeout(timer);
  signal.removeEventListener("abort", giveUp);
  if (!answered) {
    client.end(true);
    throw new Failure("unavailable", connectionTrouble(address, cause), { cause });
  }
  return { client, closed, [Symbol.asyncDispose]: () => goodbye(client, closed) };
}

function clientOptions(address: BrokerAddress, { clientId, will }: Identity): IClientOptions {
  const { host, port, username, password, tls } = address;
  return {
    protocol: tls ? "mqtts" : "mqtt",
    host,
    port,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    protocolVersion: 5,
    clientId,
    clean: true,
    keepalive: KEEPALIVE_S,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    properties: { maximumPacketSize: INCOMING_BYTES_MAX },
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
  };
}

/** With a DISCONNECT if the line still stands, so that the will is not sent. */
async function goodbye(client: MqttClient, closed: Promise<void>): Promise<void> {
  client.end();
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, GOODBYE_MS);
  await Promise.race([closed, late]);
  clearTimeout(timer);
  client.end(true);
}
