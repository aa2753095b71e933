import type { CameraSlug } from "#domain/ids.ts";
import type { Broker } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { House } from "#ports/house.ts";
import type { Logger } from "#ports/logger.ts";
import type { Meter } from "#ports/meter.ts";
import type { SettingStore } from "#ports/state-store.ts";
import type { Controls } from "./controls.ts";
import type { Pace } from "./pace.ts";

/** What Porchlight needs to be seen in Home Assistant. */
export interface HomeParts {
  readonly house: House;
  readonly broker: Broker;
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** `mqtt.discovery_prefix` of the options. */
  readonly discoveryPrefix: string;
  readonly version: string;
  /** Where "Visit" on a device leads: `homeassistant://app/{slug}`. */
  readonly configurationUrl?: string | undefined;
  /** What a camera looks for, as in its options: groups or labels. */
  readonly objectsOf: (camera: CameraSlug) => readonly string[];
  readonly pace?: Pace;
  readonly meter?: Meter;
  /** Somebody pressed the button for it. */
  readonly testAlerts: () => void;
  /** What can be asked and set besides; what is missing has no entities. */
  readonly controls?: Controls;
  /**
   * Says which language and currency the house has, and lets go of what is ours no more. Without it names are English.
   */
  readonly homeAssistant?: HomeAssistant;
}
