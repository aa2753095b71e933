import type { Alert } from "#domain/alert.ts";
import type { AlertTestResult } from "#domain/alert-test.ts";
import type { Camera, CameraStatus } from "#domain/camera.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { ObjectGroup } from "#domain/detection.ts";
import type { CameraSlug, HappeningId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { LiveEvent, LiveEventV1 } from "#domain/live-event.ts";
import type { PictureFault } from "#domain/picture-fault.ts";
import type { Problem } from "#domain/problem.ts";
import type { CameraSwitch, Switches } from "#domain/switches.ts";
import type { Still } from "./clip-source.ts";
import type { LiveScene } from "./live-sink.ts";

/** One camera as it is now. */
export interface CameraView extends Camera {
  readonly status: CameraStatus;
  /** What is wrong with its picture; none while all is well. */
  readonly faults: readonly PictureFault[];
  readonly motion: boolean;
  /** Groups that are there now, or were found in a clip lately; each clears by itself. */
  readonly present: readonly ObjectGroup[];
  readonly switches: Switches;
  readonly lastAlert: Alert | undefined;
  /** What goes on in front of it; missing until somebody has looked. */
  readonly live?: LiveScene | undefined;
}

/** What just changed. Listeners read the rest from the house. */
export type HouseEvent =
  | { readonly type: "camera"; readonly camera: CameraSlug }
  | { readonly type: "motion"; readonly camera: CameraSlug; readonly active: boolean }
  | { readonly type: "detection"; readonly camera: CameraSlug; readonly state: ClipState }
  /** What goes on in front of a camera: a few times a second while something does. */
  | { readonly type: "live"; readonly camera: CameraSlug }
  | {
      readonly type: "live_event";
      readonly camera: CameraSlug;
      readonly event: LiveEvent;
      /** The same as it is sent. */
      readonly envelope: LiveEventV1;
      /** Missing while nothing is recorded. */
      readonly happening: HappeningId | undefined;
    }
  | { readonly type: "clip"; readonly state: ClipState; readonly event: ClipEvent }
  | { readonly type: "alert"; readonly alert: Alert }
  | { readonly type: "problems" }
  /** A test alert came through, or did not. */
  | { readonly type: "alert_test" }
  /** Local midnight passed: the alerts of today are none. */
  | { readonly type: "day" };

/** What the running box knows now: one writer (the app), many readers (Home Assistant, the API, the panel). */
export interface House {
  cameras(): readonly CameraView[];
  camera(slug: CameraSlug): CameraView | undefined;
  problems(): readonly Problem[];
  lastAlert(): Alert | undefined;
  /** Alerts since local midnight. */
  alertsToday(): number;
  /** What became of the last test alert. */
  alertTest(): AlertTestResult | undefined;
  /** The newest picture of a camera. Throws `Failure` where there is none. */
  still(slug: CameraSlug, signal: AbortSignal): Promise<Still>;
  /** Kept over restarts. Resolves when it is. */
  setSwitch(slug: CameraSlug, name: CameraSwitch, on: boolean): Promise<void>;
  /** The owner says that what a camera shows now is what it should show. Throws `Failure` where nothing watches it. */
  acceptView(slug: CameraSlug): void;
  subscribe(listener: (event: HouseEvent) => void): Disposable;
}
