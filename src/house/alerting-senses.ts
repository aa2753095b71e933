import type { AlertSettings } from "#domain/alert-settings.ts";
import type { EntityState, HomeAssistant } from "#ports/home-assistant.ts";

/** What Home Assistant says of the house, as far as alerts ask for it. */
export interface Senses extends Disposable {
  /** Asks for what these settings name, and for nothing else from now on. */
  watch(settings: AlertSettings): void;
  /** `undefined` where nobody knows. */
  isAnybodyHome(): boolean | undefined;
  /** Entity ids of those who are at home, in order. */
  atHome(): readonly string[];
  /** State of the alarm panel. */
  alarm(): string | undefined;
  /** `undefined` where there is none, or no answer. */
  template(): boolean | undefined;
}

export interface SensesParts {
  readonly homeAssistant: HomeAssistant | undefined;
  problem(key: string, sentence?: string): void;
  onChange(): void;
}

const ALARM = "alerting.alarm";
const TEMPLATE = "alerting.only_when";
const PEOPLE = "alerting.people";
const UNKNOWN = new Set(["unknown", "unavailable"]);
/** As Home Assistant reads a template's result. */
const YES = new Set(["true", "yes", "on", "enable", "1"]);
const NO = new Set(["false", "no", "off", "disable", "0"]);

/** What was heard last, for as long as it is watched. */
interface Heard {
  /** By what was asked for. */
  readonly people: Map<string, readonly EntityState[]>;
  /** How many were asked for: before all have answered nobody can be said to be away. */
  asked: number;
  alarm: string | undefined;
  template: boolean | undefined;
}

export function openSenses(parts: SensesParts): Senses {
  const { homeAssistant, problem } = parts;
  let watching = new DisposableStack();
  let heard = nothing();
  let watched: string | undefined;
  // What was known before the connection broke may be long over.
  const isConnected = () => homeAssistant?.connected === true;
  const everybody = () => (isConnected() ? [...heard.people.values()].flat() : []);

  return {
    watch(settings) {
      const { mode_follows, alarm_entity, only_when, people } = settings;
      const wanted = JSON.stringify([mode_follows, alarm_entity, only_when, people]);
      // What is known stays known while nothing else is asked for.
      if (wanted === watched) return;
      watched = wanted;
      watching.dispose();
      watching = new DisposableStack();
      heard = nothing();
      for (const key of [ALARM, TEMPLATE, PEOPLE]) problem(key);
      if (homeAssistant === undefined) return tellMissing(settings, problem);
      watchPeople(parts, homeAssistant, watching, heard, settings);
      if (mode_follows === "alarm") watchAlarm(parts, homeAssistant, watching, heard, alarm_entity);
      if (only_when !== null) watchTemplate(parts, homeAssistant, watching, heard, only_when);
    },
    isAnybodyHome: () => anybodyHome(everybody(), heard.people.size === heard.asked),
    atHome: () =>
      everybody()
        .filter(isHome)
        .map(({ entityId }) => entityId),
    alarm: () => (isConnected() ? heard.alarm : undefined),
    template: () => (isConnected() ? heard.template : undefined),
    [Symbol.dispose]: () => watching.dispose(),
  };
}

const nothing = (): Heard => ({ people: new Map(), asked: 0, alarm: undefined, template: undefined });

function tellMissing({ mode_follows, only_when }: AlertSettings, problem: SensesParts["problem"]): void {
  if (mode_follows !== "nothing") problem(PEOPLE, NO_LINK_MODE);
  if (only_when !== null) problem(TEMPLATE, NO_LINK_TEMPLATE);
}

function watchPeople(
  { problem, onChange }: SensesParts,
  link: HomeAssistant,
  watching: DisposableStack,
  heard: Heard,
  { people, mode_follows }: AlertSettings,
): void {
  const asked = people.length === 0 ? ["person.*"] : [...new Set(people)];
  heard.asked = asked.length;
  for (const entity of asked) {
    const hear = (states: readonly EntityState[]) => {
      heard.people.set(entity, states);
      const isNobodyKnown = [...heard.people.values()].flat().length === 0;
      const isMissed = link.connected && mode_follows === "people" && isNobodyKnown;
      problem(PEOPLE, isMissed ? NO_PEOPLE : undefined);
      onChange();
    };
    watching.use(link.watch(entity, hear));
  }
}

function watchAlarm(
  { problem, onChange }: SensesParts,
  link: HomeAssistant,
  watching: DisposableStack,
  heard: Heard,
  entity: string | null,
): void {
  if (entity === null) return problem(ALARM, NO_ALARM_CHOSEN);
  const hear = ([panel]: readonly EntityState[]) => {
    heard.alarm = panel?.state;
    problem(ALARM, link.connected && panel === undefined ? noAlarm(entity) : undefined);
    onChange();
  };
  watching.use(link.watch(entity, hear));
}

function watchTemplate(
  { problem, onChange }: SensesParts,
  link: HomeAssistant,
  watching: DisposableStack,
  heard: Heard,
  text: string,
): void {
  const hear = (result: { value: unknown } | { error: string }) => {
    heard.template = "error" in result ? undefined : readBoolean(result.value);
    const said = "error" in result ? result.error : `it gives ${String(result.value)}`;
    problem(TEMPLATE, heard.template === undefined ? noAnswer(said) : undefined);
    onChange();
  };
  watching.use(link.watchTemplate(text, hear));
}

function anybodyHome(people: readonly EntityState[], isComplete: boolean): boolean | undefined {
  if (people.some(isHome)) return true;
  if (!isComplete) return undefined;
  return people.length === 0 || people.some(({ state }) => UNKNOWN.has(state)) ? undefined : false;
}

/** A person or tracker says `home`, a sensor of presence `on`. */
const isHome = ({ state }: EntityState) => state === "home" || state === "on";

function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (YES.has(word)) return true;
  return NO.has(word) ? false : undefined;
}

const WORDS_CHARS_MAX = 200;
const short = (text: string) =>
  text.length <= WORDS_CHARS_MAX ? text : `${text.slice(0, WORDS_CHARS_MAX - 1)}…`;

const NO_LINK_MODE =
  "The mode of the house is to follow Home Assistant, but there is no connection to its API. It stays as you set it. Set the connection up, or let the mode follow nothing.";
const NO_LINK_TEMPLATE =
  "Alerts are to depend on a template, but there is no connection to Home Assistant's API. You are told as if it were true. Set the connection up, or remove the template.";
const NO_ALARM_CHOSEN =
  "The mode of the house is to follow an alarm panel, but none is chosen. It stays as you set it. Choose one in the alert settings.";
const NO_PEOPLE =
  "The mode of the house is to follow who is at home, but Home Assistant knows none of these people. It stays as you set it. Add people in Home Assistant, or choose others in the alert settings.";
const noAlarm = (entity: string) =>
  `The mode of the house is to follow ${short(entity)}, which Home Assistant does not have. It stays as you set it. Choose another alarm panel in the alert settings.`;
const noAnswer = (said: string) =>
  `The template that alerts depend on says neither yes nor no: ${short(said)}. You are told as if it were true. Correct it in the alert settings.`;
