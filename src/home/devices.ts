import type { Camera } from "#domain/camera.ts";
import { groupOf, type ObjectGroup } from "#domain/detection.ts";
import { type CameraSlug, slugOf } from "#domain/ids.ts";
import type { CameraView, House } from "#ports/house.ts";
import { cameraEntities } from "./camera-entities.ts";
import { cameraControls, hubControls } from "./control-entities.ts";
import type { ControlTraits } from "./controls.ts";
import { Component, DeviceConfig } from "./discovery-schema.ts";
import type { EntityRow } from "./entity-row.ts";
import { hubEntities } from "./hub-entities.ts";
import { countEntities, placeEntities } from "./live-entities.ts";
import { entityIdOf, type Language, nameOf } from "./names.ts";
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
  /** What entities are called in; English without. Devices have the owner's names, ids are English. */
  readonly language?: Language | undefined;
  /** What there is to ask and set; nothing without. */
  readonly traits?: ControlTraits | undefined;
}

const NO_CONTROLS: ControlTraits = { alerting: false, household: false, ai: undefined };

/** The box itself. Cameras name it in `via_device`, so it must be announced before them. */
export function hubDevice(context: DeviceContext): Device {
  const { topics, traits = NO_CONTROLS } = context;
  const rows = [...hubEntities, ...hubControls(traits)];
  return {
    key: "hub",
    config: DeviceConfig.parse({
      ...head(context, "hub", PRODUCT, "AI camera hub"),
      availability: [{ topic: topics.status }],
      components: componentsOf({ ...context, key: "hub", slug: "porchlight" }, rows),
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
  const { topics, traits = NO_CONTROLS } = context;
  const groups = groupsOf(labels);
  const all: readonly EntityRow[] = [
    ...cameraEntities,
    ...cameraControls(traits),
    ...countEntities,
    ...places.flatMap(placeEntities),
  ];
  const rows = all.filter(({ group }) => group === undefined || groups.has(group));
  const { device, ...rest } = head(context, id, name, "AI camera");
  return {
    key: id,
    config: DeviceConfig.parse({
      ...rest,
      device: { ...device, ...(withHub ? { via_device: topics.identifier("hub") } : {}) },
      availability: [{ topic: topics.status }, { topic: topics.leaf(id, "status") }],
      components: componentsOf({ ...context, key: id, slug: slugOf(name) }, rows),
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

interface Owner extends DeviceContext {
  readonly key: DeviceKey;
  readonly slug: CameraSlug | "porchlight";
}

function componentsOf(owner: Owner, rows: readonly EntityRow[]): Readonly<Record<string, Component>> {
  return Object.fromEntries(rows.map((row) => [row.key, componentOf(owner, row)]));
}

function componentOf(owner: Owner, row: EntityRow): Component {
  const { topics, key } = owner;
  const placed = Object.entries(row.config).map(([option, value]) =>
    isTopicOption(option) && typeof value === "string" ? [option, topics.leaf(key, value)] : [option, value],
  );
  return Component.parse({
    ...Object.fromEntries(placed),
    qos: 1,
    ...identityOf(owner, row),
    // The same key as at the root, else both end up in the component and it is refused.
    ...(row.outlivesCamera === true && key !== "hub" ? { availability: [{ topic: topics.status }] } : {}),
  });
}

/** Triggers are no entities: they have neither an id nor a name. */
function identityOf(
  { topics, key, slug, language = "en" }: Owner,
  { key: own, name, place, config }: EntityRow,
) {
  if (name === undefined) return {};
  return {
    unique_id: topics.uniqueId(key, own),
    name: nameOf(name, place, language),
    // Of English names Home Assistant makes the same ids by itself.
    ...(language === "en" ? {} : { default_entity_id: entityIdOf(config.platform, slug, name, place) }),
  };
}

function isTopicOption(option: string): boolean {
  return option === "topic" || option.endsWith("_topic");
}

/** All devices as they should be now, hub first. */
export function makeDevices(
  parts: Omit<DeviceContext, "language" | "traits"> & {
    readonly house: House;
    readonly objectsOf: (camera: CameraSlug) => readonly string[];
    readonly isHubHidden: () => boolean;
    readonly placesOf: (camera: CameraView) => readonly Place[];
    readonly language: () => Language;
    readonly traits: () => ControlTraits;
  },
): () => readonly Device[] {
  return () => {
    const context: DeviceContext = { ...parts, language: parts.language(), traits: parts.traits() };
    const cameras = parts.house.cameras();
    return [
      hubDevice(context),
      ...cameras.map((camera) =>
        cameraDevice(
          context,
          camera,
          parts.objectsOf(camera.slug),
          !parts.isHubHidden(),
          parts.placesOf(camera),
        ),
      ),
    ];
  };
}
