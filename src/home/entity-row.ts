import type { ObjectGroup } from "#domain/detection.ts";
import type { Component } from "./discovery-schema.ts";
import type { Word } from "./words/en.ts";

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** One entity or device trigger. Keys are Home Assistant's; topics are the part after the device's own. */
export interface EntityRow {
  /** Part of the unique id: never changes, or the entity is lost to its owner. */
  readonly key: string;
  /** What it is called; triggers have no name. */
  readonly name?: Word;
  /** The owner's name for the zone or line that it belongs to. */
  readonly place?: string;
  /** Only for cameras that look for this group. */
  readonly group?: ObjectGroup;
  /**
   * Stays available while the camera is offline. Events do: the alert of the last clip before a cable is cut
   * must not arrive at an entity that is unavailable.
   */
  readonly outlivesCamera?: true;
  readonly config: DistributiveOmit<
    Component,
    "unique_id" | "name" | "default_entity_id" | "qos" | "availability"
  >;
}
