import type { Camera } from "#domain/camera.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveDetector } from "#ports/live-detector.ts";
import type { LiveSink } from "#ports/live-sink.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";

/** What a live camera is made of. */
export interface LiveCameraParts {
  readonly camera: Camera;
  /** The box's name, as it stands in events. */
  readonly device: string;
  /** Labels or groups that the camera looks for. */
  readonly objects: readonly string[];
  readonly minScore: number;
  /** Labels or groups that are a reason for an alert. */
  readonly notifyOnObjects: readonly string[];
  /** A capture goes on for so long after `end`: the camera's post-roll. */
  readonly postRollMs: number;
  /** To begin with. */
  readonly rules: LiveRules;
  readonly detector: LiveDetector;
  readonly sink: LiveSink;
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
}
