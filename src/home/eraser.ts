import type { House } from "#ports/house.ts";
import { cameraEntities } from "./camera-entities.ts";
import { cameraControls, hubControls } from "./control-entities.ts";
import type { ControlTraits } from "./controls.ts";
import { hubEntities } from "./hub-entities.ts";
import type { Lane } from "./lane.ts";
import { countEntities } from "./live-entities.ts";
import type { LiveStates } from "./live-states.ts";
import type { PlaceKeeper } from "./place-keeper.ts";
import { leafOfKey, placeLeaf } from "./places.ts";
import type { DeviceKey, Topics } from "./topics.ts";

/** Takes away what the broker keeps of things that are no more. */
export interface Eraser {
  /** All of a device. */
  retire(device: DeviceKey): void;
  /** Of the zones and lines that had these components, and have none any more. */
  bury(device: DeviceKey, components: readonly string[]): void;
}

export interface EraserParts {
  readonly house: House;
  readonly lane: Lane;
  readonly topics: Topics;
  readonly live: LiveStates;
  readonly places: PlaceKeeper;
}

export function makeEraser({ house, lane, topics, live, places }: EraserParts): Eraser {
  function empty(device: DeviceKey, leaf: string): void {
    lane.say(() => ({ topic: topics.leaf(device, leaf), payload: "", retain: true }));
  }

  return {
    retire(device) {
      lane.forget(topics.leaf(device, ""));
      live.forget(device);
      const ofPlaces = device === "hub" ? [] : places.ofDevice(device).map(placeLeaf);
      for (const leaf of [...keptLeaves(), ...ofPlaces]) empty(device, leaf);
    },
    bury(device, components) {
      const view = house.cameras().find(({ id }) => id === device);
      const current = new Set(view && places.of(view).map(placeLeaf));
      for (const leaf of new Set(components.map(leafOfKey))) {
        if (leaf === undefined || current.has(leaf)) continue;
        // What still waits to be said of it would come after.
        live.forget(device, leaf);
        empty(device, leaf);
      }
    },
  };
}

/** As much as there can be. */
const ALL: ControlTraits = {
  alerting: true,
  household: true,
  ai: { hasPrices: true, hasLimits: true, currency: undefined },
};

/** Every leaf that a device keeps on the broker, from the tables: events and commands are not kept. */
function keptLeaves(): ReadonlySet<string> {
  const leaves = new Set<string>();
  const fixed = [...hubEntities, ...cameraEntities, ...countEntities];
  for (const { config } of [...fixed, ...hubControls(ALL), ...cameraControls(ALL)]) {
    if (config.platform === "event" || config.platform === "device_automation") continue;
    if ("state_topic" in config) leaves.add(config.state_topic);
    if ("image_topic" in config) leaves.add(config.image_topic);
    if ("json_attributes_topic" in config && config.json_attributes_topic !== undefined) {
      leaves.add(config.json_attributes_topic);
    }
  }
  return leaves;
}
