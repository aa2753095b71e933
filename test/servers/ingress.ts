import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { framePage } from "./ingress-frame.ts";
import { isRefused, requestHeaders, responseHeaders } from "./ingress-rules.ts";

const TOKEN = "k3JxYd8nQv";
const PREFIX = `/api/hassio_ingress/${TOKEN}`;
const SESSION = "ingress_session=5e551on";
const REQUEST_BODY_MAX = 16 * 1024 * 1024;
/** Longer replies are passed on as they come, without their length. */
const BUFFERED_MAX = 4_194_000;

export interface IngressOptions {
  /** Where the app listens: `http://127.0.0.1:8099`. */
  readonly target: string;
  /** As a Home Assistant before 2026.1: compresses event streams, so that nothing of them arrives. */
  readonly holdsEvents?: boolean;
}

/**
 * A proxy that treats the app as Home Assistant's ingress does: Core and Supervisor in one.
 *
 * Rules from home-assistant/supervisor `api/ingress.py` and `api/middleware/security.py`, and home-assistant/core
 * `components/hassio/ingress.py`. WebSockets are not passed on.
 */
export interface Ingress extends AsyncDisposable {
  readonly origin: string;
  /** The app's root behind the prefix, with a slash at the end. Asks for the session's cookie. */
  readonly url: string;
  /** Home Assistant's page with the app in a frame; it sets the cookie. `path` is a deep link: `/clips/x`. */
  framed(path?: string): string;
  /** For requests that do not come from a browser. */
  readonly cookie: string;
}

export async function openIngress({ target, holdsEvents = false }: IngressOptions): Promise<Ingress> {
  const server = createServer((asked, reply) => {
    answer(asked, reply, { target, holdsEvents }).catch((cause: unknown) => {
      reply.destroy(cause instanceof Error ? cause : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: `${origin}${PREFIX}/`,
    framed: (path = "") => `${origin}/app/porchlight${path}`,
    cookie: SESSION,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(
  asked: IncomingMessage,
  reply: ServerResponse,
  { target, holdsEvents }: Required<IngressOptions>,
): Promise<void> {
  const url = asked.url ?? "/";
  if (url.startsWith("/app/porchlight")) {
    reply.setHeader("Set-Cookie", `${SESSION}; Path=/api/hassio_ingress/; HttpOnly; SameSite=Strict`);
    reply.setHeader("Content-Type", "text/html; charset=utf-8");
    reply.end(framePage(`${PREFIX}/`, url.slice("/app/porchlight".length)));
    return;
  }
  if (isRefused(url)) return refuse(reply, 400, "400: Bad Request");
  if (!url.startsWith(`${PREFIX}/`)) return refuse(reply, 404, "404: Not Found");
  if (!(asked.headers.cookie ?? "").includes(SESSION)) return refuse(reply, 401, "401: Unauthorized");
  const body = await bodyOf(asked);
  if (body === undefined) return refuse(reply, 413, "413: Request Entity Too Large");
  await passOn({ asked, reply, body, url: target + url.slice(PREFIX.length), holdsEvents });
}

interface Passage {
  readonly asked: IncomingMessage;
  readonly reply: ServerResponse;
  readonly body: Buffer;
  readonly url: string;
  readonly holdsEvents: boolean;
}

async function passOn({ asked, reply, body, url, holdsEvents }: Passage): Promise<void> {
  const headers = requestHeaders(asked.headers, PREFIX);
  const inner = request(url, { method: asked.method, headers, agent: false });
  reply.on("close", () => inner.destroy());
  inner.end(body);
  let told: IncomingMessage;
  try {
    told = await new Promise((resolve, reject) => {
      inner.once("response", resolve);
      inner.once("error", reject);
    });
  } catch {
    return refuse(reply, 502, "502: Bad Gateway");
  }
  inner.on("error", () => reply.destroy());
  told.on("error", () => reply.destroy());

  const length = Number(told.headers["content-length"] ?? Number.NaN);
  const outer = responseHeaders(told.headers);
  const isEvents = outer["content-type"] === "text/event-stream";
  if (asked.method === "HEAD" || told.statusCode === 304) {
    reply.writeHead(told.statusCode ?? 502, outer).end();
  } else if (length < BUFFERED_MAX) {
    const whole = Buffer.concat(await told.toArray());
    reply.writeHead(told.statusCode ?? 502, { ...outer, "content-length": whole.length }).end(whole);
  } else {
    reply.writeHead(told.statusCode ?? 502, { ...outer, ...(isEvents ? { "x-accel-buffering": "no" } : {}) });
    reply.flushHeaders();
    if (isEvents && holdsEvents) told.resume();
    else told.pipe(reply);
  }
}

async function bodyOf(asked: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of asked as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= REQUEST_BODY_MAX) parts.push(part);
  }
  return bytes > REQUEST_BODY_MAX ? undefined : Buffer.concat(parts);
}

function refuse(reply: ServerResponse, status: number, text: string): void {
  reply.writeHead(status, { "content-type": "text/plain" }).end(text);
}
