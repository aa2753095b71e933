import { once } from "node:events";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";

/** A request as it came, without its id. */
export type WireMessage = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What happens to whoever connects now. */
export type Manner = "ordinary" | "refusing" | "garbage";

export interface HomeAssistantServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Every request after login, oldest first. */
  readonly requests: readonly WireMessage[];
  readonly logins: number;
  /** To those who come from now on. */
  behave(manner: Manner): void;
  setState(entityId: string, state: string | undefined, attributes?: Readonly<Record<string, unknown>>): void;
  setTemplate(template: string, result: { value: unknown } | { error: string }): void;
  fire(type: string, data: Readonly<Record<string, unknown>>): void;
  /** What a request gets, by its type or `call_service domain.action`: a result, or `undefined` for no answer at all. */
  answer(what: string, reply: (message: WireMessage) => Reply | undefined): void;
  /** Sends these words as they are to all who are logged in. */
  say(text: string): void;
  /** Cuts all connections. */
  drop(): void;
  /** Stops listening as well, until `resume` on the same port. */
  interrupt(): Promise<void>;
  resume(): Promise<void>;
}

type Reply = { readonly result: unknown } | { readonly error: { code: string; message: string } };

const TOKEN = "long-lived-token-of-the-test";
const VERSION = "2026.9.4";
const CONFIG = {
  version: VERSION,
  language: "en",
  time_zone: "Europe/Amsterdam",
  latitude: 52.37,
  longitude: 4.89,
  currency: "EUR",
};
const Request = z.looseObject({ id: z.int().optional(), type: z.string() });
const Include = z.object({ domains: z.array(z.string()) });

interface State {
  readonly s: string;
  readonly a: Readonly<Record<string, unknown>>;
}
type Send = (frame: object) => void;

/** Home Assistant's WebSocket API with the frames of the real one (2026.2), on a free loopback port. */
export async function startHomeAssistant(): Promise<HomeAssistantServer> {
  const requests: WireMessage[] = [];
  const house = makeHouse();
  const answers = new Map<string, (message: WireMessage) => Reply | undefined>();
  const loggedIn = new Set<WebSocket>();
  let manner: Manner = "ordinary";
  let logins = 0;
  let server = await listen(0);
  const { port } = addressOf(server);

  async function listen(onPort: number): Promise<WebSocketServer> {
    const opened = new WebSocketServer({ host: "127.0.0.1", port: onPort, path: "/api/websocket" });
    opened.on("connection", greet);
    await once(opened, "listening");
    return opened;
  }

  function greet(socket: WebSocket): void {
    const send: Send = (frame) => socket.send(JSON.stringify(frame));
    const subscriptions = new Map<number, Disposable>();
    socket.on("error", () => undefined);
    socket.on("close", () => {
      loggedIn.delete(socket);
      for (const subscription of subscriptions.values()) subscription[Symbol.dispose]();
    });
    if (manner === "garbage") return socket.send("<html>This is a router</html>");
    send({ type: "auth_required", ha_version: VERSION });
    socket.on("message", (data) => {
      const { id, ...message } = Request.parse(JSON.parse((data as Buffer).toString()));
      if (loggedIn.has(socket)) return obey(send, subscriptions, id ?? 0, message);
      logins += 1;
      if (message["access_token"] !== TOKEN || manner === "refusing") {
        send({ type: "auth_invalid", message: "Invalid access token or password" });
        return socket.close();
      }
      loggedIn.add(socket);
      send({ type: "auth_ok", ha_version: VERSION });
    });
  }

  function obey(send: Send, subscriptions: Map<number, Disposable>, id: number, message: WireMessage): void {
    requests.push(message);
    const special = answers.get(message.type === "call_service" ? actionOf(message) : message.type);
    if (special !== undefined) {
      const reply = special(message);
      if (reply !== undefined) send(frameOf(id, reply));
      return;
    }
    if (message.type === "unsubscribe_events") {
      subscriptions.get(Number(message["subscription"]))?.[Symbol.dispose]();
      return send(frameOf(id, { result: null }));
    }
    const subscription = house.subscribe(message, (event) => send({ id, type: "event", event }));
    if (subscription !== undefined) {
      subscriptions.set(id, subscription);
      send(frameOf(id, { result: null }));
      return subscription.start();
    }
    send(message.type === "ping" ? { id, type: "pong" } : frameOf(id, plainReply(message)));
  }

  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    requests,
    get logins() {
      return logins;
    },
    behave: (next) => {
      manner = next;
    },
    setState: house.setState,
    setTemplate: house.setTemplate,
    fire: house.fire,
    answer: (what, reply) => void answers.set(what, reply),
    say: (text) => loggedIn.forEach((socket) => socket.send(text)),
    drop: () => server.clients.forEach((socket) => socket.terminate()),
    interrupt: () => close(server),
    async resume() {
      server = await listen(port);
    },
    [Symbol.asyncDispose]: () => close(server),
  };
}

/** What there is in it, and who is told of changes. */
function makeHouse() {
  const states = new Map<string, State>();
  const templates = new Map<string, { value: unknown } | { error: string }>();
  const changes = new EventTarget();

  function tell(kind: string, detail: unknown): void {
    changes.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  function listener(kind: string, start: () => void, hear: (detail: never) => void) {
    const listen = (event: Event) => hear((event as CustomEvent).detail as never);
    changes.addEventListener(kind, listen);
    return { start, [Symbol.dispose]: () => changes.removeEventListener(kind, listen) };
  }

  return {
    setState(entityId: string, state: string | undefined, attributes: State["a"] = {}): void {
      const before = states.get(entityId);
      if (state === undefined) states.delete(entityId);
      else states.set(entityId, { s: state, a: attributes });
      tell("state", { entityId, before, after: states.get(entityId) });
    },
    setTemplate(template: string, result: { value: unknown } | { error: string }): void {
      templates.set(template, result);
      tell(`template ${template}`, result);
    },
    fire: (type: string, data: Readonly<Record<string, unknown>>) => tell(`event ${type}`, data),
    subscribe(message: WireMessage, send: Send) {
      if (message.type === "subscribe_entities") {
        const isMine = filterOf(message);
        const start = () => send({ a: Object.fromEntries([...states].filter(([id]) => isMine(id))) });
        return listener("state", start, (change: Change) => {
          if (isMine(change.entityId)) send(compressed(change));
        });
      }
      if (message.type === "subscribe_events") {
        const type = String(message["event_type"]);
        return listener(
          `event ${type}`,
          () => undefined,
          (data: object) =>
            send({ event_type: type, data, origin: "LOCAL", time_fired: "2026-11-20T12:00:00+00:00" }),
        );
      }
      if (message.type === "render_template") {
        const template = String(message["template"]);
        const render = (result: { value: unknown } | { error: string }) =>
          send("error" in result ? { ...result, level: "ERROR" } : { result: result.value, listeners: {} });
        const start = () => render(templates.get(template) ?? { error: "UndefinedError: nobody has set it" });
        return listener(`template ${template}`, start, render);
      }
      return undefined;
    },
  };
}

interface Change {
  readonly entityId: string;
  readonly before: State | undefined;
  readonly after: State | undefined;
}

/** As `_state_diff_event` of Home Assistant's websocket_api makes it. */
function compressed({ entityId, before, after }: Change): object {
  if (after === undefined) return { r: [entityId] };
  if (before === undefined) return { a: { [entityId]: { ...after, c: "01K", lc: 1_763_640_000.5 } } };
  const added = Object.entries(after.a).filter(([key, value]) => before.a[key] !== value);
  const removed = Object.keys(before.a).filter((key) => !(key in after.a));
  const plus = {
    lc: 1_763_640_000.5,
    c: "01K",
    ...(before.s === after.s ? {} : { s: after.s }),
    ...(added.length === 0 ? {} : { a: Object.fromEntries(added) }),
  };
  return { c: { [entityId]: { "+": plus, ...(removed.length === 0 ? {} : { "-": { a: removed } }) } } };
}

function filterOf(message: WireMessage): (entityId: string) => boolean {
  const include = Include.safeParse(message["include"]);
  if (include.success) return (entityId) => include.data.domains.includes(entityId.split(".")[0] ?? "");
  const ids = z.array(z.string()).parse(message["entity_ids"]);
  return (entityId) => ids.includes(entityId);
}

function plainReply(message: WireMessage): Reply {
  if (message.type === "get_config") return { result: CONFIG };
  if (message.type !== "call_service")
    return { error: { code: "unknown_command", message: "Unknown command." } };
  const context = { id: "01K", parent_id: null, user_id: "1" };
  return { result: message["return_response"] === true ? { context, response: {} } : { context } };
}

function frameOf(id: number, reply: Reply): object {
  return { id, type: "result", success: "result" in reply, ...reply };
}

function actionOf(message: WireMessage): string {
  return `call_service ${String(message["domain"])}.${String(message["service"])}`;
}

function addressOf(server: WebSocketServer): { readonly port: number } {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address;
}

async function close(server: WebSocketServer): Promise<void> {
  for (const socket of server.clients) socket.terminate();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
