import type { CameraSlug } from "#domain/ids.ts";
import type { CameraSwitch } from "#domain/switches.ts";
import type { House } from "#ports/house.ts";
import { cameraEntities, hubEntities } from "./entities.ts";
import type { Lane } from "./lane.ts";
import { cameraDocuments, type Documents, hubDocuments } from "./states.ts";
import type { DeviceKey, Topics } from "./topics.ts";

/** Keeps the retained states on the broker like the house: only what differs is said. */
export interface StateKeeper {
  hub(): void;
  camera(slug: CameraSlug): void;
  /** Hub and cameras. Resolves when all is out. */
  all(): Promise<void>;
  /** Says the states of one device again. */
  repeat(device: DeviceKey): void;
  /** Says a switch again, also if it did not change. */
  echo(camera: CameraSlug, name: CameraSwitch): void;
  /** The broker may have nothing of ours. */
  forget(): void;
  /** Takes away what the broker keeps of a device that is no more. */
  retire(device: DeviceKey): void;
}

export function makeStateKeeper({
  house,
  lane,
  topics,
}: {
  house: House;
  lane: Lane;
  topics: Topics;
}): StateKeeper {
  function keep(device: DeviceKey, documents: Documents): void {
    for (const [leaf, text] of Object.entries(documents)) lane.keep(topics.leaf(device, leaf), text);
  }

  function hub(): void {
    keep("hub", hubDocuments(house));
  }

  function camera(slug: CameraSlug): void {
    const view = house.camera(slug);
    if (view !== undefined) keep(view.id, cameraDocuments(view));
  }

  return {
    hub,
    camera,
    async all() {
      hub();
      for (const { slug } of house.cameras()) camera(slug);
      await lane.drained();
    },
    repeat(device) {
      lane.forget(topics.leaf(device, ""));
      const slug = house.cameras().find(({ id }) => id === device)?.slug;
      if (slug === undefined) hub();
      else camera(slug);
    },
    echo(slug, name) {
      const id = house.camera(slug)?.id;
      if (id === undefined) return;
      lane.forget(topics.leaf(id, `switch/${name}`));
      camera(slug);
    },
    forget: () => lane.forget(),
    retire(device) {
      lane.forget(topics.leaf(device, ""));
      for (const leaf of keptLeaves()) {
        lane.say(() => ({ topic: topics.leaf(device, leaf), payload: "", retain: true }));
      }
    },
  };
}

/** Every leaf that a device keeps on the broker, from the tables: events and commands are not kept. */
function keptLeaves(): ReadonlySet<string> {
  const leaves = new Set<string>();
  for (const { config } of [...hubEntities, ...cameraEntities]) {
    if (config.platform === "event" || config.platform === "device_automation") continue;
    if ("state_topic" in config) leaves.add(config.state_topic);
    if ("image_topic" in config) leaves.add(config.image_topic);
    if ("json_attributes_topic" in config && config.json_attributes_topic !== undefined) {
      leaves.add(config.json_attributes_topic);
    }
  }
  return leaves;
}
