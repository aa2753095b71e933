import type { HaWebSocket } from "home-assistant-js-websocket";
import { WebSocket } from "ws";
import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import { connectTrouble, senselessTrouble, silentTrouble, tokenTrouble } from "./home-assistant-trouble.ts";

/** From the first packet to `auth_ok`. */
const LOGIN_MS = 15_000;
/** The registry of a house with ten thousand entities is some 8 MB. */
const MESSAGE_BYTES_MAX = 33_554_432;
const SUPERVISOR_URL = "http://supervisor/core";

export interface HomeAssistantAddress {
  /** `http://homeassistant.local:8123`; missing inside the Supervisor. */
  readonly url?: string | undefined;
  /** `SUPERVISOR_TOKEN`, or a long-lived access token where there is a `url`. */
  readonly token: string;
}

/** A line on which we are logged in, and that carries nothing but sound messages. */
export interface Line {
  /** For the library: an `EventTarget` with what it uses of a WebSocket. */
  readonly socket: HaWebSocket;
  readonly version: string;
  /** When it is over, whoever ended it; why, where that is a failure of the other side. */
  readonly closed: Promise<Failure | undefined>;
  /** At once, without waiting for a goodbye. */
  end(why?: Failure): void;
}

const Greeting = z.object({
  type: z.enum(["auth_required", "auth_ok", "auth_invalid"]),
  ha_version: z.string().max(40).default(""),
});
const Reply = z.discriminatedUnion("type", [
  z.object({ type: z.literal("result"), id: z.int(), success: z.boolean() }),
  z.object({ type: z.literal("event"), id: z.int(), event: z.unknown() }),
  z.object({ type: z.literal("pong"), id: z.int() }),
]);
type Reply = z.output<typeof Reply>;

/**
 * Connects and logs in, once. Throws `Failure`: `rejected` where the token is refused. Messages that nobody expects
 * are left out.
 */
export async function openLine(
  address: HomeAssistantAddress,
  isExpected: (message: Reply) => boolean,
  signal: AbortSignal,
): Promise<Line> {
  signal.throwIfAborted();
  const url = (address.url ?? SUPERVISOR_URL).replace(/\/+$/, "");
  const socket = connect(url);
  const closed = Promise.withResolvers<Failure | undefined>();
  let why: Failure | undefined;

  function end(failure?: Failure): void {
    why ??= failure;
    socket.terminate();
  }

  socket.on("error", (cause) => {
    why ??= new Failure("unavailable", connectTrouble(url, cause), { cause });
  });
  socket.once("close", () => closed.resolve(why));
  const timer = setTimeout(() => end(new Failure("unavailable", silentTrouble(url))), LOGIN_MS);
  const giveUp = () => end();
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    const version = await Promise.race([login(socket, url, address), closed.promise.then(() => undefined)]);
    if (version === undefined) throw why ?? new Failure("unavailable", connectTrouble(url, undefined));
    const target = makeTarget(socket, version, isExpected, () => end(senseless(url)));
    return { socket: target, version, closed: closed.promise, end };
  } catch (cause) {
    end();
    throw signal.aborted ? signal.reason : cause;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  }
}

function connect(url: string): WebSocket {
  try {
    return new WebSocket(`${url.replace(/^http/, "ws")}/api/websocket`, {
      maxPayload: MESSAGE_BYTES_MAX,
      followRedirects: false,
    });
  } catch (cause) {
    throw new Failure("rejected", senselessTrouble(url), { cause });
  }
}

/** Resolves to the version of Home Assistant. */
async function login(socket: WebSocket, url: string, { token }: HomeAssistantAddress) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const hear = (data: WebSocket.RawData) => {
    const greeting = Greeting.safeParse(json(data));
    if (!greeting.success) return reject(senseless(url));
    const { type, ha_version } = greeting.data;
    if (type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: token }));
    else if (type === "auth_ok") resolve(ha_version);
    else reject(new Failure("rejected", tokenTrouble(isSupervised(url))));
    if (type !== "auth_required") socket.off("message", hear);
  };
  socket.on("message", hear);
  return await promise;
}

/**
 * The library parses whatever comes and would throw out of the socket at the first thing that is no JSON; so it only
 * gets what has been looked at.
 */
function makeTarget(
  socket: WebSocket,
  version: string,
  isExpected: (message: Reply) => boolean,
  onGarbage: () => void,
): HaWebSocket {
  const target = new EventTarget();
  socket.on("message", (data, isBinary) => {
    const reply = Reply.safeParse(isBinary ? undefined : json(data));
    if (!reply.success) return onGarbage();
    if (!isExpected(reply.data)) return;
    target.dispatchEvent(new MessageEvent("message", { data: textOf(data) }));
  });
  socket.once("close", () => target.dispatchEvent(new Event("close")));
  Object.defineProperty(target, "readyState", { get: () => socket.readyState });
  const used = {
    haVersion: version,
    OPEN: WebSocket.OPEN,
    send: (text: string) => socket.send(text),
    close: () => socket.close(),
  };
  // All that the library uses of a WebSocket; its type asks for the browser's whole one.
  return Object.assign(target, used) as unknown as HaWebSocket;
}

function senseless(url: string): Failure {
  return new Failure("unavailable", senselessTrouble(url));
}

function textOf(data: WebSocket.RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString("utf8");
}

function json(data: WebSocket.RawData): unknown {
  try {
    return JSON.parse(textOf(data));
  } catch {
    return undefined;
  }
}

function isSupervised(url: string): boolean {
  return URL.parse(url)?.hostname === URL.parse(SUPERVISOR_URL)?.hostname;
}
