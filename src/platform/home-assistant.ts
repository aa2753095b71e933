import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import { untilAborted } from "./abort.ts";
import { type EntityState, entityFeed } from "./home-assistant-entities.ts";
import { type Feed, makeFeeds, makeShared } from "./home-assistant-feeds.ts";
import { type Message, openSession, type Session, type SessionClock } from "./home-assistant-session.ts";
import type { HomeAssistantAddress } from "./home-assistant-socket.ts";
import { notConnected, oneLine } from "./home-assistant-trouble.ts";

const BACKOFF_MIN_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
/** A connection that lived this long was a good one: the next wait begins small again. */
const STABLE_MS = 10_000;
/** Home Assistant tells its owner of every refused token, so we seldom try. */
const REFUSED_WAIT_MS = 300_000;
const COMMAND_MS = 30_000;
const ACTION_MS = 60_000;
/** What is waited for may be a vision model, whose own limit is the caller's. */
const RESPONSE_MS = 330_000;

export interface HomeAssistantOptions extends HomeAssistantAddress {
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  readonly clock: SessionClock;
  /** Hears a sentence when Home Assistant cannot be used, and `undefined` when it can again. */
  readonly problem: (sentence: string | undefined) => void;
  readonly backoff?: { readonly minMs: number; readonly maxMs: number };
}

const Config = z.object({
  version: z.string(),
  language: z.string().default("en"),
  time_zone: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  currency: z.string().default(""),
});
interface Info {
  readonly version: string;
  readonly language: string;
  readonly timeZone: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly currency: string;
}

const BusEvent = z.object({ data: z.record(z.string(), z.unknown()).default({}) });
const Rendered = z.union([z.object({ error: z.string() }), z.object({ result: z.unknown() })]);
type TemplateResult = { value: unknown } | { error: string };
type Facts = Readonly<Record<string, unknown>>;

interface ActionCall {
  readonly domain: string;
  readonly action: string;
  readonly data: Facts;
  readonly target?: Facts;
  readonly wantsResponse?: boolean;
}

/** Home Assistant's WebSocket API. Returns at once; shaped as `ports/home-assistant.ts` asks. */
export function openHomeAssistant(options: HomeAssistantOptions) {
  const { log } = options;
  const stop = new AbortController();
  const feeds = makeFeeds();
  const greeters = new Set<() => void>();
  let live: Session | undefined;
  let known: Info | undefined;

  const isLive = () => live !== undefined;
  const watch = makeShared<readonly EntityState[]>(feeds, (key, tell) => entityFeed(key, tell, log), isLive);
  const onEvent = makeShared<Facts>(
    feeds,
    (key, tell) => eventFeed(key, tell, log),
    () => false,
  );
  const watchTemplate = makeShared<TemplateResult>(feeds, templateFeed, isLive);

  const running = supervise(options, stop.signal, (session, info) => {
    live = session;
    if (session === undefined) return feeds.detach();
    known = info;
    feeds.attach(session);
    for (const greet of greeters.values().toArray()) greet();
  });

  async function ask(message: Message, limitMs: number, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    if (live === undefined) throw notConnected();
    return await live.ask(message, limitMs, signal);
  }

  return {
    get connected() {
      return isLive();
    },
    info: () => known,
    async call(action: ActionCall, signal: AbortSignal) {
      const { wantsResponse = false } = action;
      const result = await ask(actionMessage(action), wantsResponse ? RESPONSE_MS : ACTION_MS, signal);
      return wantsResponse ? Answered.parse(result).response : undefined;
    },
    command: (message: Message, signal: AbortSignal) => ask(message, COMMAND_MS, signal),
    watch,
    onEvent,
    watchTemplate,
    onConnected(listener: () => void): Disposable {
      // Wrapped, so that the same function twice is two listeners.
      const own = () => listener();
      greeters.add(own);
      if (isLive()) own();
      return { [Symbol.dispose]: () => void greeters.delete(own) };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

const Answered = z.object({ response: z.unknown() }).catch({ response: undefined });

function actionMessage({ domain, action, data, target, wantsResponse }: ActionCall): Message {
  return {
    type: "call_service",
    domain,
    service: action,
    service_data: data,
    ...(target === undefined ? {} : { target }),
    ...(wantsResponse === true ? { return_response: true } : {}),
  };
}

/** Connects again and again until `signal` aborts. */
async function supervise(
  options: HomeAssistantOptions,
  signal: AbortSignal,
  onLive: (session: Session | undefined, info?: Info) => void,
): Promise<void> {
  const { log, clock } = options;
  let told: string | undefined;
  let failures = 0;

  function tell(sentence: string | undefined): void {
    if (sentence === told) return;
    told = sentence;
    options.problem(sentence);
  }

  async function session(): Promise<number> {
    await using opened = await openSession(options, clock, signal);
    const info = await readInfo(opened, signal);
    const since = clock.monotonic();
    tell(undefined);
    log.info({ version: info.version }, "home assistant connected");
    onLive(opened, info);
    const why = await Promise.race([opened.closed, untilAborted(signal).then(() => undefined)]);
    onLive(undefined);
    const livedMs = clock.monotonic() - since;
    log.info({ livedMs, reason: why?.message }, "home assistant connection ended");
    if (why !== undefined && livedMs < STABLE_MS) throw why;
    return livedMs;
  }

  while (!signal.aborted) {
    let isRefused = false;
    try {
      failures = (await session()) >= STABLE_MS ? 0 : failures + 1;
    } catch (cause) {
      if (signal.aborted) break;
      // A listener's bug also lands here, and is no trouble of Home Assistant's.
      if (!(cause instanceof Failure)) throw cause;
      failures += 1;
      isRefused = cause.kind === "rejected";
      tell(cause.message);
    }
    const pauseMs = isRefused ? REFUSED_WAIT_MS : waitMs(failures, options.backoff);
    await clock.sleep(pauseMs, signal).catch(() => undefined);
  }
}

async function readInfo(session: Session, signal: AbortSignal): Promise<Info> {
  const config = Config.safeParse(await session.ask({ type: "get_config" }, COMMAND_MS, signal));
  if (!config.success) {
    throw new Failure("unavailable", "Home Assistant's own settings make no sense. They are read again.");
  }
  const { time_zone: timeZone, ...rest } = config.data;
  return { ...rest, timeZone };
}

function eventFeed(type: string, tell: (data: Facts) => void, log: HomeAssistantOptions["log"]): Feed {
  return {
    message: { type: "subscribe_events", event_type: type },
    begin: () => undefined,
    hear(event) {
      const parsed = BusEvent.safeParse(event);
      if (parsed.success) tell(parsed.data.data);
    },
    refused: ({ message }) => log.warn({ event: type, reason: message }, "home assistant tells no events"),
  };
}

function templateFeed(template: string, tell: (result: TemplateResult) => void): Feed {
  return {
    message: { type: "render_template", template, report_errors: true },
    begin: () => undefined,
    hear(event) {
      const parsed = Rendered.safeParse(event);
      if (!parsed.success) return;
      if ("error" in parsed.data) tell({ error: oneLine(parsed.data.error) });
      else tell({ value: parsed.data.result });
    },
    refused: ({ message }) => tell({ error: message }),
  };
}

/** Jittered, so that a house full of clients does not come back in one moment. */
function waitMs(failures: number, limits = { minMs: BACKOFF_MIN_MS, maxMs: BACKOFF_MAX_MS }): number {
  const ceiling = Math.min(limits.maxMs, limits.minMs * 2 ** Math.min(failures, 16));
  return ceiling * (0.5 + Math.random() / 2);
}
