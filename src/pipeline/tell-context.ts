import type { Alert } from "#domain/alert.ts";
import type { Briefing } from "#domain/briefing.ts";
import type { Circumstances } from "#domain/circumstances.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { CameraSlug, HappeningId } from "#domain/ids.ts";
import type { AlertPolicy } from "#ports/alert-policy.ts";
import type { ClipAnalyzer } from "#ports/clip-analyzer.ts";
import type { Notifier } from "#ports/notifier.ts";
import type { ObjectFilter, Wanted } from "#ports/object-filter.ts";
import type { AlertOptions } from "./alert.ts";
import type { Claims } from "./claims.ts";
import type { Lane } from "./lane.ts";
import type { StageContext } from "./run-stage.ts";
import type { Groups } from "./tell-groups.ts";

export interface Stages {
  readonly filter: ObjectFilter;
  readonly analyzer: ClipAnalyzer;
  readonly policy: AlertPolicy;
  /** Each has a name of its own. */
  readonly notifiers: readonly Notifier[];
}

/** What the owner wants of a camera now. */
export interface CameraWishes {
  readonly wanted: Wanted;
  readonly isDetectionOn: boolean;
}

/** What telling needs of the house. */
export interface TellHouse {
  /** How things stand now; `undefined` for a camera that is not set up any more. Without it nothing is held back. */
  circumstances?(camera: CameraSlug): Circumstances | undefined;
  /** Somebody was told: for each phase of an alert once. */
  told?(alert: Alert): void;
  /** Somebody is being told: for each phase of an alert once in a run of the app, whatever becomes of the delivery. */
  onAlert(alert: Alert): void;
}

export interface TellContext extends StageContext, AlertOptions, TellHouse {
  readonly stages: Stages;
  /** Each notifier has a lane of its own: one that is away holds up no other. */
  notifyLane(name: string): Lane;
  readonly claims: Claims;
  readonly groups: Groups;
  /** Somebody was told of it while it happened. */
  wasToldLive(happening: HappeningId): boolean;
  /** `undefined` for a camera that is not set up any more. */
  camera(slug: CameraSlug): CameraWishes | undefined;
  /** What whoever describes a clip is told of its camera and the house. */
  briefing(state: ClipState): Briefing;
}
