import type { MqttClient } from "mqtt";
import { Failure } from "#domain/failure.ts";
import { isPublishable } from "./mqtt-topic.ts";

const ACK_TIMEOUT_MS = 10_000;
const IN_FLIGHT_MAX = 200;
const PAYLOAD_BYTES_MAX = 1_048_576;

export interface Publication {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly retain?: boolean;
  readonly expiryS?: number;
}

/** Publishes at QoS 1 and waits for the acknowledgement, or fails with a sentence. */
export function makePublisher(live: () => MqttClient | undefined) {
  let inFlight = 0;
  return async function publish(message: Publication, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { topic, retain = false, expiryS } = message;
    const payload = checked(message);
    const client = live();
    if (client === undefined) throw new Failure("unavailable", "The MQTT broker is not connected.");
    if (inFlight >= IN_FLIGHT_MAX) {
      throw new Failure("unavailable", "Too many messages wait for the MQTT broker.");
    }
    inFlight += 1;
    const properties = expiryS === undefined ? {} : { properties: { messageExpiryInterval: expiryS } };
    try {
      const sent = client.publishAsync(topic, payload, { qos: 1, retain, ...properties });
      await acknowledged(sent, client, signal);
    } catch (cause) {
      throw publishFailure(topic, cause, signal);
    } finally {
      inFlight -= 1;
    }
  };
}

function checked({ topic, payload }: Publication): Buffer {
  if (!isPublishable(topic))
    throw new Failure("rejected", `Nothing can be published on the topic "${topic}".`);
  const bytes = Buffer.from(payload);
  if (bytes.length > PAYLOAD_BYTES_MAX) {
    throw new Failure("rejected", `A message of ${bytes.length} bytes is too large for MQTT.`);
  }
  return bytes;
}

/** A broker that does not acknowledge is as good as gone: the connection is given up, so nothing piles up in it. */
async function acknowledged(sent: Promise<unknown>, client: MqttClient, signal: AbortSignal): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const aborted = () => reject(new Failure("aborted", "Publishing was stopped."));
  signal.addEventListener("abort", aborted, { once: true });
  const timer = setTimeout(() => {
    reject(new Failure("unavailable", "The MQTT broker did not acknowledge a message in time."));
    client.end(true);
  }, ACK_TIMEOUT_MS);
  try {
    await Promise.race([sent, late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", aborted);
    sent.catch(() => undefined);
  }
}

function publishFailure(topic: string, cause: unknown, signal: AbortSignal): Failure {
  if (cause instanceof Failure) return cause;
  if (signal.aborted) return new Failure("aborted", "Publishing was stopped.", { cause });
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "number" && code >= 128
    ? new Failure("rejected", `The MQTT broker does not allow publishing on ${topic} (reason ${code}).`, {
        cause,
      })
    : new Failure("unavailable", "The connection to the MQTT broker was lost while publishing.", { cause });
}
