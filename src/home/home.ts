import type { CameraSlug } from "#domain/ids.ts";
import type { Broker } from "#ports/broker.ts";
import { makeAnnouncer } from "./announcer.ts";
import { traitsOf } from "./controls.ts";
import { makeDevices } from "./devices.ts";
import { announceChanges, type Inside, listen } from "./hearing.ts";
import type { HomeParts } from "./home-parts.ts";
import { readInstallId } from "./install-id.ts";
import { makeLane } from "./lane.ts";
import { makeLiveStates } from "./live-states.ts";
import { localeOf } from "./locale.ts";
import { type Memory, openMemory } from "./memory.ts";
import { makeOneAtATime } from "./one-at-a-time.ts";
import { openOrphans } from "./orphans.ts";
import { PACE } from "./pace.ts";
import { makePlaceKeeper } from "./place-keeper.ts";
import { makeRecent } from "./recent.ts";
import { makeReporter } from "./reporter.ts";
import { makeStateKeeper } from "./state-keeper.ts";
import { makeSystemErrors } from "./system-errors.ts";
import { makeTopics, OFFLINE, type Topics } from "./topics.ts";

export type { HomeParts } from "./home-parts.ts";

const GOODBYE_MS = 2_000;

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

/** Keeps the house announced, its states published and its commands obeyed, over any number of connections. */
export async function openHome(parts: HomeParts, signal: AbortSignal): Promise<Home> {
  const { house, broker, settings, log } = parts;
  const topics = makeTopics(await readInstallId(settings), parts.discoveryPrefix);
  const memory = await openMemory(settings, log);
  const stop = new AbortController();
  const inside = makeInside(parts, topics, memory, AbortSignal.any([signal, stop.signal]));
  const { lane, work } = inside;
  const listening = listen(inside, makeReporter(inside));

  return {
    hidden: () => ({
      hub: memory.isHidden("hub"),
      cameras: house.cameras().flatMap(({ id, slug }) => (memory.isHidden(id) ? [slug] : [])),
    }),
    async restore(camera) {
      const key = camera === undefined ? "hub" : house.camera(camera)?.id;
      if (key === undefined) return;
      memory.unhide(key);
      announceChanges(inside);
      await memory.written();
    },
    async [Symbol.asyncDispose]() {
      if (stop.signal.aborted) return;
      listening[Symbol.dispose]();
      stop.abort();
      await inside.orphans?.[Symbol.asyncDispose]();
      await Promise.all([lane.drained(), work.settled(), memory.written()]);
      await sayOffline(broker, topics);
    },
  };
}

function makeInside(parts: HomeParts, topics: Topics, memory: Memory, until: AbortSignal): Inside {
  const { house, broker, clock, log, pace = PACE, controls = {} } = parts;
  const lane = makeLane(broker, log, until, parts.meter);
  const work = makeOneAtATime(log, until);
  const places = makePlaceKeeper(house, memory, () => announceChanges({ broker, work, announcer }));
  const live = makeLiveStates({ house, lane, topics, clock, places }, until);
  const recent = makeRecent({ clock, onOver: (camera) => states.camera(camera) }, until);
  const states = makeStateKeeper({ house, lane, topics, live, places, controls, recent, clock });
  const errors = makeSystemErrors({ house, broker, lane, clock });
  const devices = makeDevices({
    ...parts,
    topics,
    isHubHidden: () => memory.isHidden("hub"),
    placesOf: places.of,
    language: () => localeOf(memory).language,
    traits: () => traitsOf(controls, localeOf(memory).currency),
  });
  const announcer = makeAnnouncer({
    broker,
    topics,
    memory,
    clock,
    log,
    pace,
    devices,
    onAnnounced: states.repeat,
    onBuried: states.bury,
    onRetired: states.retire,
  });
  const shared = { ...parts, controls, pace, topics, memory, lane, states, recent, errors, places };
  const { homeAssistant } = parts;
  const orphans = homeAssistant && openOrphans({ homeAssistant, topics, devices, clock, log });
  return { ...shared, announcer, work, orphans };
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
