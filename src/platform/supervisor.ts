import { z } from "zod";
import { Failure } from "#domain/failure.ts";

const SUPERVISOR_URL = "http://supervisor";
const TIMEOUT_MS = 10_000;
const BODY_BYTES_MAX = 65_536;

/** What `GET /services/mqtt` gives. `addon` (or `app`) and `protocol` are there too and say nothing to us. */
const MqttService = z.object({
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535),
  ssl: z.boolean().default(false),
  username: z.string().max(256).nullish(),
  password: z.string().max(1024).nullish(),
});
const Reply = z.object({ result: z.literal("ok"), data: MqttService });

export interface SupervisorOptions {
  /** `SUPERVISOR_TOKEN`; absent outside Home Assistant OS and Supervised. */
  readonly token: string | undefined;
  readonly baseUrl?: string;
}

export interface MqttServiceAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
}

/** The broker that Home Assistant knows. Throws a `Failure` with a sentence where there is none (yet). */
export async function findMqtt(
  { token, baseUrl = SUPERVISOR_URL }: SupervisorOptions,
  signal: AbortSignal,
): Promise<MqttServiceAddress> {
  if (token === undefined || token === "") {
    throw new Failure(
      "rejected",
      "No MQTT broker is set, and there is no Home Assistant Supervisor to ask. Enter the broker's host in the options.",
    );
  }
  const { status, text } = await get(`${baseUrl}/services/mqtt`, token, signal);
  if (status !== 200) throw refusal(status);
  const reply = Reply.safeParse(json(text));
  if (!reply.success) {
    throw new Failure(
      "unavailable",
      "Home Assistant's Supervisor gave an answer about MQTT that makes no sense.",
    );
  }
  const { host, port, ssl, username, password } = reply.data.data;
  return { host, port, tls: ssl, username: username ?? undefined, password: password ?? undefined };
}

async function get(
  url: string,
  token: string,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, timeout]),
      redirect: "error",
    });
    return { status: response.status, text: await bounded(response) };
  } catch (cause) {
    if (signal.aborted) throw new Failure("aborted", "Asking for the MQTT broker was stopped.", { cause });
    throw new Failure("unavailable", "Home Assistant's Supervisor does not answer. It is asked again.", {
      cause,
    });
  }
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > BODY_BYTES_MAX) throw new Error("reply too large");
  }
  return text;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** 400 is the Supervisor's "Service not enabled": no broker has announced itself. */
function refusal(status: number): Failure {
  switch (status) {
    case 400:
    case 404:
      return new Failure(
        "unavailable",
        "Home Assistant has no MQTT broker yet. Install the Mosquitto broker app, or enter another broker's host in the options.",
      );
    case 401:
    case 403:
      return new Failure(
        "rejected",
        "Home Assistant's Supervisor does not let this app ask for the MQTT broker. Enter the broker's host in the options.",
      );
    default:
      return new Failure(
        "unavailable",
        `Home Assistant's Supervisor cannot say which MQTT broker to use (status ${status}). It is asked again.`,
      );
  }
}
