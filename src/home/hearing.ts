import type { BrokerMessage } from "#ports/broker.ts";
import type { HouseEvent } from "#ports/house.ts";
import type { Announcer } from "./announcer.ts";
import { obeyCommands } from "./commands.ts";
import { type Controls, watchControls } from "./controls.ts";
import type { HomeParts } from "./home-parts.ts";
import type { Lane } from "./lane.ts";
import { watchLocale } from "./locale.ts";
import type { Memory } from "./memory.ts";
import type { OneAtATime } from "./one-at-a-time.ts";
import type { Orphans } from "./orphans.ts";
import type { Pace } from "./pace.ts";
import type { PlaceKeeper } from "./place-keeper.ts";
import type { Recent } from "./recent.ts";
import type { StateKeeper } from "./state-keeper.ts";
import type { SystemErrors } from "./system-errors.ts";
import { BIRTH_TOPIC, OFFLINE, ONLINE, type Topics } from "./topics.ts";

/** What works together behind a `Home`. */
export interface Inside extends HomeParts {
  readonly controls: Controls;
  readonly pace: Pace;
  readonly topics: Topics;
  readonly memory: Memory;
  readonly lane: Lane;
  readonly states: StateKeeper;
  readonly recent: Recent;
  readonly errors: SystemErrors;
  readonly places: PlaceKeeper;
  readonly announcer: Announcer;
  readonly work: OneAtATime;
  /** Missing without Home Assistant's API. */
  readonly orphans: Orphans | undefined;
}

/** Hears what happens in the house, on the broker and in Home Assistant, and does what follows from it. */
export function listen(inside: Inside, report: (event: HouseEvent) => void): Disposable {
  const { house, broker, topics, states, controls, homeAssistant } = inside;
  const listening = new DisposableStack();
  listening.use(house.subscribe(report));
  listening.use(obeyCommands({ ...inside, echo: states.echo }));
  listening.use(watchControls(controls, () => tellControls(inside)));
  listening.use(broker.subscribe(topics.configFilter, (message) => hearConfig(inside, message)));
  listening.use(broker.subscribe(topics.status, (message) => hearStatus(inside, message)));
  listening.use(broker.subscribe(BIRTH_TOPIC, (message) => hearBirth(inside, message)));
  listening.use(broker.onConnected(() => greet(inside)));
  if (homeAssistant !== undefined) {
    listening.use(watchLocale(homeAssistant, inside.memory, () => announceChanges(inside)));
  }
  return listening;
}

/** Names or a currency may have changed: what is the same is not said again. */
export function announceChanges({
  broker,
  work,
  announcer,
}: Pick<Inside, "broker" | "work" | "announcer">): void {
  if (broker.connected) work.queue((round) => announcer.announce(round));
}

function tellControls({ house, states }: Inside): void {
  states.hub();
  for (const { slug } of house.cameras()) states.camera(slug);
}

function greet({ house, places, work, announcer, states, errors, broker, topics, orphans }: Inside): void {
  for (const { slug } of house.cameras()) places.note(slug);
  states.forget();
  errors.tell();
  work.replace(async (round) => {
    await announcer.greet(round);
    await states.all();
    await broker.publish({ topic: topics.status, payload: ONLINE, retain: true }, round);
    orphans?.announced();
  });
}

/** Home Assistant has started: it is still reading what is retained, so we wait before we say everything again. */
function hearBirth(
  { work, announcer, states, clock, pace, orphans }: Inside,
  { payload, retained }: BrokerMessage,
): void {
  if (retained || new TextDecoder().decode(payload.subarray(0, ONLINE.length + 1)) !== ONLINE) return;
  work.queue(async (round) => {
    await clock.sleep(pace.afterBirthMs + Math.random() * pace.afterBirthJitterMs, round);
    await announcer.announce(round, true);
    states.forget();
    await states.all();
    orphans?.announced();
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
