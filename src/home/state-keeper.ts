import type { CameraSlug } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import { cameraControlDocuments, hubControlDocuments } from "./control-documents.ts";
import type { Controls } from "./controls.ts";
import { type Eraser, type EraserParts, makeEraser } from "./eraser.ts";
import type { Documents } from "./on-off.ts";
import type { Recent } from "./recent.ts";
import { cameraDocuments, hubDocuments } from "./states.ts";
import type { DeviceKey } from "./topics.ts";

/** Keeps the retained states on the broker like the house: only what differs is said. */
export interface StateKeeper extends Eraser {
  hub(): void;
  camera(slug: CameraSlug): void;
  /** Only what changes while something goes on in front of it. */
  live(slug: CameraSlug): void;
  /** Hub and cameras. Resolves when all is out. */
  all(): Promise<void>;
  /** Says the states of one device again. */
  repeat(device: DeviceKey): void;
  /** Says a state again, also if it did not change. */
  echo(device: DeviceKey, leaf: string): void;
  /** The broker may have nothing of ours. */
  forget(): void;
}

export interface StateParts extends EraserParts {
  readonly controls: Controls;
  readonly recent: Recent;
  readonly clock: Pick<Clock, "now">;
}

export function makeStateKeeper(parts: StateParts): StateKeeper {
  const { house, lane, topics, live, controls, recent, clock } = parts;

  function keep(device: DeviceKey, documents: Documents): void {
    for (const [leaf, text] of Object.entries(documents)) lane.keep(topics.leaf(device, leaf), text);
  }

  function hub(): void {
    keep("hub", {
      ...hubDocuments(house, recent),
      ...hubControlDocuments(controls, clock.now(), recent),
    });
  }

  function still(slug: CameraSlug): void {
    const view = house.camera(slug);
    if (view === undefined) return;
    recent.see(view);
    keep(view.id, {
      ...cameraDocuments(view, recent),
      ...cameraControlDocuments(controls, view, clock.now()),
    });
  }

  function camera(slug: CameraSlug): void {
    still(slug);
    live.camera(slug);
  }

  function allOf(slug: CameraSlug): void {
    still(slug);
    live.repeat(slug);
  }

  const slugOfDevice = (device: DeviceKey) => house.cameras().find(({ id }) => id === device)?.slug;

  return {
    hub,
    camera,
    live: live.camera,
    async all() {
      hub();
      for (const { slug } of house.cameras()) allOf(slug);
      await lane.drained();
    },
    repeat(device) {
      lane.forget(topics.leaf(device, ""));
      const slug = slugOfDevice(device);
      if (slug === undefined) hub();
      else allOf(slug);
    },
    echo(device, leaf) {
      lane.forget(topics.leaf(device, leaf));
      const slug = slugOfDevice(device);
      if (slug === undefined) hub();
      else camera(slug);
    },
    forget() {
      lane.forget();
      live.forget();
    },
    ...makeEraser(parts),
  };
}
