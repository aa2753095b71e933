import type { Alert } from "#domain/alert.ts";
import type { AlertTestStep } from "#domain/alert-test.ts";
import { Failure } from "#domain/failure.ts";
import { slept } from "#pipeline/retry.ts";
import type { Broker, BrokerMessage } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { Notifier } from "#ports/notifier.ts";

/** A broker that was just restarted is back by then. */
const CONNECT_WAIT_MS = 30_000;
const SEND_TIMEOUT_MS = CONNECT_WAIT_MS + 15_000;
export const RETURN_TIMEOUT_MS = 30_000;
const PAYLOAD_BYTES_MAX = 64 * 1024;

export interface SendParts {
  /** The real one, on a topic of its own. */
  readonly notifier: Notifier;
  readonly broker: Broker;
  /** Where the notifier publishes; nobody else does, and no alert of a camera. */
  readonly topic: string;
  readonly clock: Clock;
  /** What is wrong with the broker, as the owner reads it elsewhere too. */
  brokerTrouble(): string | undefined;
}

type Take = <T>(
  step: AlertTestStep,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<{ readonly value: T; readonly notShown?: string }>,
) => Promise<T | Failure>;

/**
 * Publishes the alert and waits for the broker to give it back. Our own subscription is asked for first, on the same
 * connection, so the broker knows of it when the alert comes.
 */
export async function sendAndHear(parts: SendParts, alert: Alert, take: Take): Promise<void> {
  const { broker, notifier, topic } = parts;
  const back = Promise.withResolvers<void>();
  using _ = broker.subscribe(topic, (message) => {
    if (isSame(alert, message)) back.resolve();
  });
  const sent = await take("send", SEND_TIMEOUT_MS, async (signal) => {
    if (!(await isConnected(parts, signal))) {
      // The broker's own problem tells it already: this is no second one.
      return { value: false, notShown: missingSentence(parts.brokerTrouble()) };
    }
    await notifier.notify(alert, signal);
    return { value: true };
  });
  if (sent !== true) return;
  await take("return", RETURN_TIMEOUT_MS, async (signal) => {
    const over = new AbortController();
    const late = overdue(parts, AbortSignal.any([signal, over.signal]));
    await Promise.race([back.promise, late]).finally(() => over.abort());
    return { value: undefined };
  });
}

async function isConnected({ broker, clock }: SendParts, signal: AbortSignal): Promise<boolean> {
  if (broker.connected) return true;
  const over = new AbortController();
  const connected = Promise.withResolvers<void>();
  using _ = broker.onConnected(() => connected.resolve());
  const waited = slept(clock, CONNECT_WAIT_MS, AbortSignal.any([signal, over.signal]));
  await Promise.race([connected.promise, waited]);
  over.abort();
  return broker.connected;
}

function missingSentence(trouble: string | undefined): string {
  const why = trouble === undefined ? "" : ` ${trouble}`;
  return `MQTT is missing, so the test alert was not sent, and no alert can be.${why}`;
}

/** Rejects shortly before the step's own deadline, with words that say what to do. */
async function overdue({ clock, topic }: SendParts, signal: AbortSignal): Promise<never> {
  await clock.sleep(RETURN_TIMEOUT_MS - 1, signal);
  throw new Failure(
    "unavailable",
    `It took what was published on ${topic} and did not hand it on. Allow Porchlight's user on the broker to read and write porchlight/#, and look into the broker's log.`,
  );
}

/** Somebody else may publish anything on any topic. */
function isSame(alert: Alert, { payload, retained }: BrokerMessage): boolean {
  if (retained || payload.length > PAYLOAD_BYTES_MAX) return false;
  return new TextDecoder().decode(payload) === JSON.stringify(alert);
}
