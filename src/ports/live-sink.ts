import type { Box } from "#domain/geometry.ts";
import type { HappeningId } from "#domain/ids.ts";
import type { LiveEvent, LiveEventV1 } from "#domain/live-event.ts";
import type { LiveFrame } from "./live-detector.ts";

/** What one camera sees now. */
export interface LiveScene {
  /** Unix ms. */
  readonly atMs: number;
  readonly rulesVersion: number;
  /** Confirmed ones, and lost ones that may come back. */
  readonly tracks: readonly SceneTrack[];
  /** Every zone of the rules, in their order. */
  readonly zones: readonly SceneZone[];
  readonly lines: readonly SceneLine[];
}

export interface SceneTrack {
  readonly id: number;
  readonly label: string;
  readonly score: number;
  /** Fractions of the frame. */
  readonly box: Box;
  readonly isStationary: boolean;
  readonly isLost: boolean;
  /** Ids of the zones that it is in. */
  readonly zones: readonly string[];
  /** Unix ms. */
  readonly sinceMs: number;
}

export interface SceneZone {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  /** How many of each label. */
  readonly labels: Readonly<Record<string, number>>;
  readonly isLoitering: boolean;
  /** Labels or groups that count in it, as the owner wrote them; missing or empty: all that the camera looks for. */
  readonly objects?: readonly string[] | undefined;
  /** Whether anybody can loiter in it: it has a time for that. Missing: perhaps. */
  readonly canLoiter?: boolean | undefined;
}

export interface SceneLine {
  readonly id: string;
  readonly name: string;
  /** Since the line was drawn. */
  readonly in: number;
  readonly out: number;
  /** Since local midnight. */
  readonly inToday: number;
  readonly outToday: number;
}

/** Something that is a reason for an alert, while it happens. */
export interface LiveSighting {
  /** Missing while nothing is recorded. */
  readonly happening: HappeningId | undefined;
  /** Unix ms. */
  readonly atMs: number;
  /** Labels of the happening so far, the reason first. */
  readonly objects: readonly string[];
  /** Names of the zones of the happening so far, where the reason is first. */
  readonly zones: readonly string[];
  /** As `Alert.notify_reason`: `object=person`, `zone=porch`, `line=gate:in`. */
  readonly reason: string;
  /** Plain and true: `Person at Front door, in zone Porch.` */
  readonly sentence: string;
  readonly label: string;
  readonly score: number;
  readonly box: Box;
  /** The best picture of it so far. Missing where it was given away. */
  readonly frame: LiveFrame | undefined;
  /** It was told before in this happening; now more is known. */
  readonly isMore: boolean;
}

/** What a live camera tells. None of these may throw or be waited for. */
export interface LiveSink {
  /** At most a few times a second, and whenever something changes that people would see. */
  scene(scene: LiveScene): void;
  event(event: LiveEvent, envelope: LiveEventV1, happening: HappeningId | undefined): void;
  notable(sighting: LiveSighting): void;
}
