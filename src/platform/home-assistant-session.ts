import { Connection, ERR_CANNOT_CONNECT } from "home-assistant-js-websocket";
import { Failure } from "#domain/failure.ts";
import { type HomeAssistantAddress, type Line, openLine } from "./home-assistant-socket.ts";
import { askTrouble, notConnected, silentTrouble } from "./home-assistant-trouble.ts";

const PING_EVERY_MS = 30_000;
const PING_MS = 10_000;
const GOODBYE_MS = 2_000;
/** How many wait for an answer at a time. */
const IN_FLIGHT_MAX = 64;
/** Questions that nobody waits for any more but that Home Assistant has not answered either; then we begin anew. */
const UNANSWERED_MAX = 1000;

export type Message = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface SessionClock {
  monotonic(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** One connection, from login to its end. It is not made again. */
export interface Session extends AsyncDisposable {
  readonly version: string;
  readonly closed: Promise<Failure | undefined>;
  /** Throws `Failure` as the port says, or the signal's reason. */
  ask(message: Message, limitMs: number, signal: AbortSignal): Promise<unknown>;
  /** Until it is disposed, or the connection is over. `refused` is called at most once, and then nothing comes. */
  subscribe(
    message: Message,
    hear: (event: unknown) => void,
    refused: (failure: Failure) => void,
  ): Disposable;
}

export async function openSession(
  address: HomeAssistantAddress,
  clock: SessionClock,
  signal: AbortSignal,
): Promise<Session> {
  let commands: Connection["commands"] | undefined;
  const line = await openLine(
    address,
    // The library calls back without looking, and an event for what is no subscription would end the process.
    ({ type, id }) => type !== "event" || "callback" in (commands?.get(id) ?? {}),
    signal,
  );
  // The library would reconnect and resubscribe by itself, but hides why it failed, stops for good at a refused token,
  // and a subscription that is refused the second time ends the process. So each connection has one of its own.
  const connection = new Connection(line.socket, {
    setupRetry: 0,
    createSocket: () => Promise.reject(new Error(String(ERR_CANNOT_CONNECT))),
  });
  commands = connection.commands;
  connection.addEventListener("disconnected", () => connection.close());
  const over = new AbortController();
  const closed = end(line, over);
  let inFlight = 0;

  async function ask(message: Message, limitMs: number, until: AbortSignal): Promise<unknown> {
    until.throwIfAborted();
    if (over.signal.aborted) throw notConnected();
    if (inFlight >= IN_FLIGHT_MAX) {
      throw new Failure("unavailable", "Home Assistant has too many questions of ours to answer already.");
    }
    if (connection.commands.size >= UNANSWERED_MAX) line.end();
    inFlight += 1;
    const answered = connection.sendMessagePromise({ ...message }).catch((cause: unknown) => {
      throw askTrouble(cause);
    });
    try {
      return await within(answered, clock, limitMs, until);
    } finally {
      inFlight -= 1;
    }
  }

  const pinging = keepPinging(ask, clock, over.signal, () => {
    line.end(new Failure("unavailable", silentTrouble(address.url ?? "")));
  });

  return {
    version: line.version,
    closed,
    ask,
    subscribe: (message, hear, refused) => subscribe(connection, over.signal, message, hear, refused),
    async [Symbol.asyncDispose]() {
      connection.close();
      const impatient = setTimeout(() => line.end(), GOODBYE_MS);
      await Promise.all([closed, pinging]);
      clearTimeout(impatient);
    },
  };
}

async function end(line: Line, over: AbortController): Promise<Failure | undefined> {
  const why = await line.closed;
  over.abort();
  return why;
}

/** A line can be dead without anybody having said so. */
async function keepPinging(
  ask: Session["ask"],
  clock: SessionClock,
  signal: AbortSignal,
  onSilence: () => void,
): Promise<void> {
  try {
    while (!signal.aborted) {
      await clock.sleep(PING_EVERY_MS, signal);
      await ask({ type: "ping" }, PING_MS, signal);
    }
  } catch (cause) {
    if (signal.aborted) return;
    if (!(cause instanceof Failure)) throw cause;
    onSilence();
  }
}

function subscribe(
  connection: Connection,
  over: AbortSignal,
  message: Message,
  hear: (event: unknown) => void,
  refused: (failure: Failure) => void,
): Disposable {
  const left = new AbortController();
  const isOff = () => left.signal.aborted || over.aborted;

  async function run(): Promise<void> {
    try {
      const listener = (event: unknown) => {
        if (!isOff()) hear(event);
      };
      const leave = await connection.subscribeMessage(listener, { ...message }, { resubscribe: false });
      if (left.signal.aborted) return goodbye(leave);
      left.signal.addEventListener("abort", () => goodbye(leave), { once: true });
    } catch (cause) {
      if (!isOff()) refused(askTrouble(cause));
    }
  }

  void run();
  return { [Symbol.dispose]: () => left.abort() };
}

/** What cannot be ended because the connection is gone has ended. */
function goodbye(leave: () => Promise<void>): void {
  void leave().catch(() => undefined);
}

async function within<T>(
  answered: Promise<T>,
  clock: SessionClock,
  limitMs: number,
  signal: AbortSignal,
): Promise<T> {
  const done = new AbortController();
  const late = clock.sleep(limitMs, AbortSignal.any([signal, done.signal])).then(() => {
    throw new Failure("unavailable", `Home Assistant did not answer within ${limitMs / 1000} seconds.`);
  });
  try {
    return await Promise.race([answered, late]);
  } finally {
    done.abort();
  }
}
