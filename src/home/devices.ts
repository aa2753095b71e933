import type { Camera } from "#domain/camera.ts";
import { groupOf, type ObjectGroup } from "#domain/detection.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { CameraView, House } from "#ports/house.ts";
import { Component, DeviceConfig } from "./discovery-schema.ts";
import { cameraEntities, type EntityRow, hubEntities } from "./entities.ts";
import { countEntities, placeEntities } from "./live-entities.ts";
import type { Place } from "./places.ts";
import type { DeviceKey, Topics } from "./topics.ts";

const PRODUCT = "Porchlight";

/** A device as it should stand in Home Assistant. */
export interface Device {
  readonly key: DeviceKey;
  readonly config: DeviceConfig;
}

export interface DeviceContext {
  readonly topics: Topics;
  readonly version: string;
  /** Where a tap on "Visit" leads: the panel. */
  readonly configurationUrl?: string | undefined;
}

/** The box itself. Cameras name it in `via_device`, so it must be announced before them. */
export function hubDevice(context: DeviceContext): Device {
  const { topics } = context;
  return {
    key: "hub",
    config: DeviceConfig.parse({
      ...head(context, "hub", PRODUCT, "AI camera hub"),
      availability: [{ topic: topics.status }],
      components: componentsOf("hub", hubEntities, topics),
    }),
  };
}

/** One camera. `withHub` is false where the owner deleted the hub: naming it would bring it back without a name. */
export function cameraDevice(
  context: DeviceContext,
  { id, name }: Pick<Camera, "id" | "name">,
  labels: readonly string[],
  withHub: boolean,
  places: readonly Place[] = [],
): Device {
  const { topics } = context;
  const groups = groupsOf(labels);
  const all: readonly EntityRow[] = [...cameraEntities, ...countEntities, ...places.flatMap(placeEntities)];
  const rows = all.filter(({ group }) => group === undefined || groups.has(group));
  const { device, ...rest } = head(context, id, name, "AI camera");
  return {
    key: id,
    config: DeviceConfig.parse({
      ...rest,
      device: { ...device, ...(withHub ? { via_device: topics.identifier("hub") } : {}) },
      availability: [{ topic: topics.status }, { topic: topics.leaf(id, "status") }],
      components: componentsOf(id, rows, topics),
    }),
  };
}

function groupsOf(labels: readonly string[]): ReadonlySet<ObjectGroup> {
  return new Set(labels.map(groupOf).filter((group) => group !== undefined));
}

function head(context: DeviceContext, key: DeviceKey, name: string, model: string) {
  const { topics, version, configurationUrl } = context;
  return {
    device: {
      identifiers: [topics.identifier(key)],
      name,
      manufacturer: PRODUCT,
      model,
      sw_version: version,
      ...(configurationUrl === undefined ? {} : { configuration_url: configurationUrl }),
    },
    origin: { name: PRODUCT, sw_version: version },
    availability_mode: "all" as const,
  };
}

function componentsOf(
  key: DeviceKey,
  rows: readonly EntityRow[],
  topics: Topics,
): Readonly<Record<string, Component>> {
  return Object.fromEntries(rows.map((row) => [row.key, componentOf(key, row, topics)]));
}

function componentOf(key: DeviceKey, row: EntityRow, topics: Topics): Component {
  const placed = Object.entries(row.config).map(([option, value]) =>
    isTopicOption(option) && typeof value === "string" ? [option, topics.leaf(key, value)] : [option, value],
  );
  return Component.parse({
    ...Object.fromEntries(placed),
    qos: 1,
    // Triggers are no entities: they have neither an id nor a state.
    ...(row.config.platform === "device_automation" ? {} : { unique_id: topics.uniqueId(key, row.key) }),
    // The same key as at the root, else both end up in the component and it is refused.
    ...(row.outlivesCamera === true ? { availability: [{ topic: topics.status }] } : {}),
  });
}

function isTopicOption(option: string): boolean {
  return option === "topic" || option.endsWith("_topic");
}

/** All devices as they should be now, hub first. */
export function makeDevices(
  parts: DeviceContext & {
    readonly house: House;
    readonly objectsOf: (camera: CameraSlug) => readonly string[];
    readonly isHubHidden: () => boolean;
    readonly placesOf: (camera: CameraView) => readonly Place[];
  },
): () => readonly Device[] {
  return () => [
    hubDevice(parts),
    ...parts.house
      .cameras()
      .map((camera) =>
        cameraDevice(
          parts,
          camera,
          parts.objectsOf(camera.slug),
          !parts.isHubHidden(),
          parts.placesOf(camera),
        ),
      ),
  ];
}
