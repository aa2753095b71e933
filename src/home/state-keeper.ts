import type { CameraSlug } from "#domain/ids.ts";
import type { CameraSwitch } from "#domain/switches.ts";
import { type Eraser, type EraserParts, makeEraser } from "./eraser.ts";
import { cameraDocuments, type Documents, hubDocuments } from "./states.ts";
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
  /** Says a switch again, also if it did not change. */
  echo(camera: CameraSlug, name: CameraSwitch): void;
  /** The broker may have nothing of ours. */
  forget(): void;
}

export function makeStateKeeper({ house, lane, topics, live, places }: EraserParts): StateKeeper {
  function keep(device: DeviceKey, documents: Documents): void {
    for (const [leaf, text] of Object.entries(documents)) lane.keep(topics.leaf(device, leaf), text);
  }

  function hub(): void {
    keep("hub", hubDocuments(house));
  }

  function still(slug: CameraSlug): void {
    const view = house.camera(slug);
    if (view !== undefined) keep(view.id, cameraDocuments(view));
  }

  function camera(slug: CameraSlug): void {
    still(slug);
    live.camera(slug);
  }

  function allOf(slug: CameraSlug): void {
    still(slug);
    live.repeat(slug);
  }

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
      const slug = house.cameras().find(({ id }) => id === device)?.slug;
      if (slug === undefined) hub();
      else allOf(slug);
    },
    echo(slug, name) {
      const id = house.camera(slug)?.id;
      if (id === undefined) return;
      lane.forget(topics.leaf(id, `switch/${name}`));
      camera(slug);
    },
    forget() {
      lane.forget();
      live.forget();
    },
    ...makeEraser({ house, lane, topics, live, places }),
  };
}
