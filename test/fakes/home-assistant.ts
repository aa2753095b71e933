import { Failure } from "#domain/failure.ts";
import type { ActionCall, EntityState, HomeAssistant, HomeAssistantInfo } from "#ports/home-assistant.ts";

export interface FakeHomeAssistant extends HomeAssistant, AsyncDisposable {
  /** Every action that was asked for while connected, oldest first, refused ones included. */
  readonly calls: readonly ActionCall[];
  /** Every other command, in the same way. */
  readonly commands: readonly Command[];
  /** Without a state the entity is gone. */
  setState(entityId: string, state: string | undefined, attributes?: EntityState["attributes"]): void;
  fire(type: string, data?: Readonly<Record<string, unknown>>): void;
  /** What a template gives from now on. One that nobody has set gives an error. */
  setTemplate(template: string, result: TemplateResult): void;
  /** What an action answers: a value, an `Error` to throw, or a function of its data (a promise is waited for). */
  answer(domain: string, action: string, response: Answer<ActionCall["data"]>): void;
  /** The same for a command, by its type. `get_services` and `get_states` have answers already. */
  answerCommand(type: string, response: Answer<Command>): void;
  connect(): void;
  disconnect(): void;
}

export interface FakeHomeAssistantOptions {
  /** By entity id. */
  readonly states?: Readonly<Record<string, string>>;
  /** `{ notify: ["mobile_app_pixel"] }`: all other actions are refused. Without it none is. */
  readonly services?: Readonly<Record<string, readonly string[]>>;
  readonly info?: Partial<HomeAssistantInfo>;
  readonly connected?: boolean;
}

type Command = Parameters<HomeAssistant["command"]>[0];
type TemplateResult = { value: unknown } | { error: string };
type Answer<Input> = ((input: Input) => unknown) | object | string | number | boolean | null | undefined;

const INFO: HomeAssistantInfo = {
  version: "2026.9.4",
  language: "en",
  timeZone: "Europe/Amsterdam",
  latitude: 52.37,
  longitude: 4.89,
  currency: "EUR",
};

/** Home Assistant in memory: answers at once, and tells listeners before `setState` and `fire` return. */
export function makeFakeHomeAssistant(options: FakeHomeAssistantOptions = {}): FakeHomeAssistant {
  const { services, connected = true } = options;
  const calls: ActionCall[] = [];
  const commands: Command[] = [];
  const states = new Map<string, EntityState>();
  const templates = new Map<string, TemplateResult>();
  const answers = new Map<string, Answer<never>>();
  const watchers = makeListeners<{ pattern: string; tell: (states: readonly EntityState[]) => void }>();
  const hearers = makeListeners<{ type: string; tell: (data: Readonly<Record<string, unknown>>) => void }>();
  const readers = makeListeners<{ template: string; tell: (result: TemplateResult) => void }>();
  const greeters = makeListeners<() => void>();
  let live = false;
  let disposed = false;
  let known: HomeAssistantInfo | undefined;
  for (const [entityId, state] of Object.entries(options.states ?? {})) {
    states.set(entityId, { entityId, state, attributes: {} });
  }

  function matching(pattern: string): readonly EntityState[] {
    const domain = pattern.endsWith(".*") ? pattern.slice(0, -1) : undefined;
    return [...states.values()]
      .filter(({ entityId }) => (domain === undefined ? entityId === pattern : entityId.startsWith(domain)))
      .sort((a, b) => (a.entityId < b.entityId ? -1 : 1));
  }

  const rendered = (template: string): TemplateResult =>
    templates.get(template) ?? { error: "TemplateError: the test has not set this template" };

  async function answered(key: string, input: object, fallback: unknown, signal: AbortSignal) {
    // Nothing outside answers before its caller goes on.
    await Promise.resolve();
    signal.throwIfAborted();
    const answer: unknown = answers.has(key) ? answers.get(key) : fallback;
    const value = typeof answer === "function" ? await orAborted(answer(input), signal) : answer;
    if (value instanceof Error) throw value;
    return value;
  }

  function demandConnection(signal: AbortSignal): void {
    signal.throwIfAborted();
    if (!live) throw new Failure("unavailable", "Home Assistant is not connected.");
  }

  function connect(): void {
    if (live || disposed) return;
    live = true;
    known = { ...INFO, ...options.info };
    for (const { pattern, tell } of watchers.all()) tell(matching(pattern));
    for (const { template, tell } of readers.all()) tell(rendered(template));
    for (const greet of greeters.all()) greet();
  }

  if (connected) connect();

  return {
    calls,
    commands,
    get connected() {
      return live;
    },
    info: () => known,
    async call(action, signal) {
      demandConnection(signal);
      calls.push(action);
      if (services !== undefined && !services[action.domain]?.includes(action.action)) {
        throw new Failure("rejected", `Action ${action.domain}.${action.action} not found`);
      }
      const response = await answered(`${action.domain}.${action.action}`, action.data, {}, signal);
      return action.wantsResponse === true ? response : undefined;
    },
    async command(message, signal) {
      demandConnection(signal);
      commands.push(message);
      const fallbacks: Readonly<Record<string, unknown>> = {
        get_services: Object.fromEntries(
          Object.entries(services ?? {}).map(([domain, names]) => [
            domain,
            Object.fromEntries(names.map((name) => [name, { fields: {} }])),
          ]),
        ),
        get_states: [...states.values()].map(({ entityId, ...rest }) => ({ entity_id: entityId, ...rest })),
      };
      const unknown = new Failure("rejected", "Unknown command.");
      return await answered(message.type, message, fallbacks[message.type] ?? unknown, signal);
    },
    watch(pattern, tell) {
      if (live) tell(matching(pattern));
      return watchers.add({ pattern, tell });
    },
    onEvent: (type, tell) => hearers.add({ type, tell }),
    watchTemplate(template, tell) {
      if (live) tell(rendered(template));
      return readers.add({ template, tell });
    },
    onConnected(listener) {
      const added = greeters.add(() => listener());
      if (live) listener();
      return added;
    },
    setState(entityId, state, attributes = {}) {
      if (state === undefined) states.delete(entityId);
      else states.set(entityId, { entityId, state, attributes });
      for (const { pattern, tell } of watchers.all()) {
        const isMatch = pattern.endsWith(".*")
          ? entityId.startsWith(pattern.slice(0, -1))
          : pattern === entityId;
        if (live && isMatch) tell(matching(pattern));
      }
    },
    fire(type, data = {}) {
      for (const hearer of hearers.all()) if (live && hearer.type === type) hearer.tell(data);
    },
    setTemplate(template, result) {
      templates.set(template, result);
      for (const reader of readers.all()) if (live && reader.template === template) reader.tell(result);
    },
    answer: (domain, action, response) => void answers.set(`${domain}.${action}`, response),
    answerCommand: (type, response) => void answers.set(type, response),
    connect,
    disconnect() {
      live = false;
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      live = false;
    },
  };
}

function makeListeners<T>() {
  const entries = new Set<{ readonly value: T }>();
  return {
    // A copy: a listener may go, or bring another, while it is told.
    all: () => [...entries].map(({ value }) => value),
    add(value: T): Disposable {
      const entry = { value };
      entries.add(entry);
      return { [Symbol.dispose]: () => void entries.delete(entry) };
    },
  };
}

async function orAborted(value: unknown, signal: AbortSignal): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason as Error);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([value, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
