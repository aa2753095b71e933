import type { CameraSlug } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { CameraView, House } from "#ports/house.ts";
import type { Lane } from "./lane.ts";
import { liveDocuments } from "./live-documents.ts";
import type { Documents } from "./on-off.ts";
import { makePacedStates, type PacedStates } from "./paced-states.ts";
import type { PlaceKeeper } from "./place-keeper.ts";
import type { DeviceKey, Topics } from "./topics.ts";

export interface LiveStateParts {
  readonly house: House;
  readonly lane: Lane;
  readonly topics: Topics;
  readonly clock: Clock;
  readonly places: PlaceKeeper;
}

/** The states that follow what the cameras see, each camera at its own pace. */
export interface LiveStates {
  /** Something may have changed. */
  camera(slug: CameraSlug): void;
  /** All of it, at once. */
  repeat(slug: CameraSlug): void;
  /** Nobody has been told anything: of one document, or of all. */
  forget(device?: DeviceKey, leaf?: string): void;
}

export function makeLiveStates(parts: LiveStateParts, signal: AbortSignal): LiveStates {
  const { house, lane, topics, clock, places } = parts;
  const paced = new Map<DeviceKey, PacedStates>();

  function pacedOf({ id }: CameraView): PacedStates {
    const tell = (leaf: string, text: string) => lane.keep(topics.leaf(id, leaf), text);
    const states = paced.get(id) ?? makePacedStates({ tell, isOut: lane.drained, clock }, signal);
    paced.set(id, states);
    return states;
  }

  function withStates(slug: CameraSlug, use: (states: PacedStates, documents: Documents) => void): void {
    const view = house.camera(slug);
    if (view !== undefined) use(pacedOf(view), liveDocuments(view, places.of(view)));
  }

  return {
    camera: (slug) => withStates(slug, (states, documents) => states.offer(documents)),
    repeat: (slug) => withStates(slug, (states, documents) => states.repeat(documents)),
    forget(device, leaf) {
      const forgotten = device === undefined ? [...paced.values()] : [paced.get(device)];
      for (const states of forgotten) states?.forget(leaf);
    },
  };
}
