import { Failure } from "#domain/failure.ts";
import type { ClipId } from "#domain/ids.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { Clock } from "#ports/clock.ts";
import type { Notifier } from "#ports/notifier.ts";

/** So long a server that is away lets one wait before it is given up. */
const SILENCE_MS = 3000;
/** A clip's way to the storage. */
const SEND_MS = 15_000;
const NOTE_MS = 300;
const TELL_MS = 100;

/** The other side of one wire: away or there. */
export interface Wire {
  isAway: boolean;
}

export interface SimulatedPlace extends ClipStorage, Wire {
  /** Clips in the order in which they began to be taken. A clip that is twice in it was sent twice. */
  readonly taken: ClipId[];
  /** Addresses beside which something was written. */
  readonly described: Set<string>;
  /** How often it was asked while away. */
  asked: number;
}

/** A storage that takes as long as a real one, under a clock that is not real. */
export function makePlace(place: string, clock: Clock): SimulatedPlace {
  const reach = async (signal: AbortSignal) => {
    if (!self.isAway) return;
    self.asked += 1;
    await clock.sleep(SILENCE_MS, signal);
    throw new Failure("unavailable", "The storage is away.");
  };
  const self: SimulatedPlace = {
    place,
    isAway: false,
    taken: [],
    described: new Set(),
    asked: 0,
    async store({ id }, signal) {
      await reach(signal);
      self.taken.push(id);
      await clock.sleep(SEND_MS, signal);
      return { uri: `${place}:${id}` };
    },
    async describe(uri, _, signal) {
      await reach(signal);
      await clock.sleep(NOTE_MS, signal);
      self.described.add(uri);
    },
    fetch: () => Promise.reject(new Failure("unavailable", "Nothing is asked back in this test.")),
    remove: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return self;
}

export interface SimulatedPhone extends Wire {
  readonly told: { readonly id: ClipId; readonly late: boolean }[];
  asked: number;
  readonly notify: Notifier["notify"];
}

/** A broker and whoever listens behind it. */
export function makePhone(clock: Clock): SimulatedPhone {
  const phone: SimulatedPhone = {
    isAway: false,
    told: [],
    asked: 0,
    async notify({ clip_id, late }, signal) {
      if (phone.isAway) {
        phone.asked += 1;
        await clock.sleep(SILENCE_MS, signal);
        throw new Failure("unavailable", "The broker is away.");
      }
      phone.told.push({ id: clip_id, late });
      await clock.sleep(TELL_MS, signal);
    },
  };
  return phone;
}
