import type { CameraSlug } from "#domain/ids.ts";
import type { Broker, BrokerMessage } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { House, HouseEvent } from "#ports/house.ts";
import type { Logger } from "#ports/logger.ts";
import type { Meter } from "#ports/meter.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { type Announcer, makeAnnouncer } from "./announcer.ts";
import { obeyButton } from "./button.ts";
import { obeyCommands } from "./commands.ts";
import { makeDevices } from "./devices.ts";
import { TEST_BUTTON } from "./entities.ts";
import { readInstallId } from "./install-id.ts";
import { makeLane } from "./lane.ts";
import { makeLiveStates } from "./live-states.ts";
import { type Memory, openMemory } from "./memory.ts";
import { makeOneAtATime, type OneAtATime } from "./one-at-a-time.ts";
import { PACE, type Pace } from "./pace.ts";
import { makePlaceKeeper, type PlaceKeeper } from "./place-keeper.ts";
import { makeReporter } from "./reporter.ts";
import { makeStateKeeper, type StateKeeper } from "./state-keeper.ts";
import { makeSystemErrors, type SystemErrors } from "./system-errors.ts";
import { BIRTH_TOPIC, makeTopics, OFFLINE, ONLINE, type Topics } from "./topics.ts";

const GOODBYE_MS = 2_000;

export interface HomeParts {
  readonly house: House;
  readonly broker: Broker;
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** `mqtt.discovery_prefix` of the options. */
  readonly discoveryPrefix: string;
  readonly version: string;
  /** Where "Visit" on a device leads: `homeassistant://app/{slug}`. */
  readonly configurationUrl?: string | undefined;
  /** What a camera looks for, as in its options: groups or labels. */
  readonly objectsOf: (camera: CameraSlug) => readonly string[];
  readonly pace?: Pace;
  readonly meter?: Meter;
  /** Somebody pressed the button for it. */
  readonly testAlerts: () => void;
}

/** What somebody deleted in Home Assistant and is not announced any more. */
export interface Hidden {
  readonly hub: boolean;
  readonly cameras: readonly CameraSlug[];
}

/** Porchlight as Home Assistant sees it. Disposing says goodbye: entities become unavailable. */
export interface Home extends AsyncDisposable {
  hidden(): Hidden;
  /** Announces a deleted camera again; without a slug the hub. */
  restore(camera?: CameraSlug): Promise<void>;
}

/** Keeps the house announced, its states published and its switches obeyed, over any number of connections. */
export async function openHome(parts: HomeParts, signal: AbortSignal): Promise<Home> {
  const { house, broker, settings, clock, log, pace = PACE } = parts;
  const topics = makeTopics(await readInstallId(settings), parts.discoveryPrefix);
  const memory = await openMemory(settings, log);
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const lane = makeLane(broker, log, until, parts.meter);
  const work = makeOneAtATime(log, until);
  const places = makePlaceKeeper(house, memory, () => {
    if (broker.connected) work.queue((round) => announcer.announce(round));
  });
  const live = makeLiveStates({ house, lane, topics, clock, places }, until);
  const states = makeStateKeeper({ house, lane, topics, live, places });
  const errors = makeSystemErrors({ house, broker, lane, clock });
  const announcer = makeAnnouncer({
    broker,
    topics,
    memory,
    clock,
    log,
    pace,
    devices: makeDevices({
      ...parts,
      topics,
      isHubHidden: () => memory.isHidden("hub"),
      placesOf: places.of,
    }),
    onAnnounced: states.repeat,
    onBuried: states.bury,
    onRetired: states.retire,
  });
  const inside: Inside = { ...parts, pace, topics, memory, states, errors, places, announcer, work };

  const listening = listen(inside, makeReporter({ ...parts, lane, topics, states, errors, places }));

  return {
    hidden: () => ({
      hub: memory.isHidden("hub"),
      cameras: house.cameras().flatMap(({ id, slug }) => (memory.isHidden(id) ? [slug] : [])),
    }),
    async restore(camera) {
      const key = camera === undefined ? "hub" : house.camera(camera)?.id;
      if (key === undefined) return;
      memory.unhide(key);
      if (broker.connected) work.queue((round) => announcer.announce(round));
      await memory.written();
    },
    async [Symbol.asyncDispose]() {
      if (stop.signal.aborted) return;
      listening[Symbol.dispose]();
      stop.abort();
      await Promise.all([lane.drained(), work.settled(), memory.written()]);
      await sayOffline(broker, topics);
    },
  };
}

interface Inside extends HomeParts {
  readonly pace: Pace;
  readonly topics: Topics;
  readonly memory: Memory;
  readonly states: StateKeeper;
  readonly errors: SystemErrors;
  readonly places: PlaceKeeper;
  readonly announcer: Announcer;
  readonly work: OneAtATime;
}

function listen(inside: Inside, report: (event: HouseEvent) => void): Disposable {
  const { house, broker, topics, clock, log, states, testAlerts } = inside;
  const listening = new DisposableStack();
  listening.use(house.subscribe(report));
  listening.use(obeyCommands({ house, broker, topics, clock, log, echo: states.echo }));
  const buttonTopic = topics.leaf("hub", TEST_BUTTON);
  listening.use(obeyButton({ broker, topic: buttonTopic, clock, log, press: testAlerts }));
  listening.use(broker.subscribe(topics.configFilter, (message) => hearConfig(inside, message)));
  listening.use(broker.subscribe(topics.status, (message) => hearStatus(inside, message)));
  listening.use(broker.subscribe(BIRTH_TOPIC, (message) => hearBirth(inside, message)));
  listening.use(broker.onConnected(() => greet(inside)));
  return listening;
}

function greet({ house, places, work, announcer, states, errors, broker, topics }: Inside): void {
  for (const { slug } of house.cameras()) places.note(slug);
  states.forget();
  errors.tell();
  work.replace(async (round) => {
    await announcer.greet(round);
    await states.all();
    await broker.publish({ topic: topics.status, payload: ONLINE, retain: true }, round);
  });
}

/** Home Assistant has started: it is still reading what is retained, so we wait before we say everything again. */
function hearBirth(
  { work, announcer, states, clock, pace }: Inside,
  { payload, retained }: BrokerMessage,
): void {
  if (retained || new TextDecoder().decode(payload.subarray(0, ONLINE.length + 1)) !== ONLINE) return;
  work.queue(async (round) => {
    await clock.sleep(pace.afterBirthMs + Math.random() * pace.afterBirthJitterMs, round);
    await announcer.announce(round, true);
    states.forget();
    await states.all();
  });
}

/** Home Assistant empties a device's config when somebody deletes the device there; we only do for one that is gone. */
function hearConfig({ announcer, topics, work }: Inside, { topic, payload, retained }: BrokerMessage): void {
  if (retained || payload.length > 0) return;
  const device = topics.deviceOf(topic);
  if (announcer.deleted(device)) work.queue((round) => announcer.follow(device, round));
}

/** The will of a connection of ours that died late must not stand. */
function hearStatus({ work, broker, topics }: Inside, { payload, retained }: BrokerMessage): void {
  if (retained || new TextDecoder().decode(payload.subarray(0, OFFLINE.length + 1)) !== OFFLINE) return;
  work.queue((round) => broker.publish({ topic: topics.status, payload: ONLINE, retain: true }, round));
}

/** The will is not sent when we leave in good order. */
async function sayOffline(broker: Broker, topics: Topics): Promise<void> {
  if (!broker.connected) return;
  const goodbye = broker.publish(
    { topic: topics.status, payload: OFFLINE, retain: true },
    AbortSignal.timeout(GOODBYE_MS),
  );
  // Then the broker is gone as well, and nothing depends on it.
  await goodbye.catch(() => undefined);
}
